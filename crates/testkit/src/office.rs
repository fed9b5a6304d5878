//! A whole office for a story: its papers, people, post and clock, on one database.

use std::{
    future::Future,
    path::Path,
    sync::{Arc, OnceLock},
};

use chrono::Duration;
use madoguchi_app::{
    App, City, Clock, GuideFiles, Ids, Loaded, Parts, Population, PostalTowns, SecondFactor, Settings,
    Visitor,
};
use madoguchi_auth::Secret;
use madoguchi_forms::cases::Case;
use madoguchi_notify::Post;
use madoguchi_store::{Location, Store, attachments::Vault, clamd::Scanner, outbox, people::Department};
use madoguchi_vocab::{DepartmentId, Instant, Role, workday::Calendar};
use tempfile::TempDir;

use crate::{
    Letterbox, Resident, Storage, Worker, databases,
    vaults::{vault_in, vault_with},
};

/// The password of everybody in the office.
pub const PASSWORD: &str = "a-password-for-tests";

/// The office.
#[derive(Clone)]
pub struct Office {
    /// What the counters talk to.
    pub app: App,
    /// The clock; it stands until it is turned.
    pub clock: Clock,
    /// The mail server.
    pub letterbox: Letterbox,
    /// The cabinet, for looking in from the side.
    pub store: Store,
    /// Where the cabinet stands.
    pub location: Location,
    papers: Arc<Vec<Loaded>>,
    folder: Arc<TempDir>,
}

/// A photo as a phone takes it, as far as anybody looks.
pub fn photo() -> Vec<u8> {
    let head = [&[0xFF, 0xD8, 0xFF, 0xE0, 0, 16][..], b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"].concat();
    let frame = [0xFF, 0xC0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0];
    let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0];
    [&head[..], &frame, &scan, &[7; 200], &[0xFF, 0xD9]].concat()
}

/// The folder of papers of this project.
pub fn forms() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")
}

/// Every paper of this project, and the one with every kind of question. They are read once for all tests of a program.
pub fn papers() -> Vec<Loaded> {
    static READ: OnceLock<Vec<Loaded>> = OnceLock::new();
    READ.get_or_init(read_papers).clone()
}

fn read_papers() -> Vec<Loaded> {
    let mut found: Vec<_> = std::fs::read_dir(forms())
        .expect("the folder of papers")
        .filter_map(|e| Some(e.ok()?.path().join("form.toml")))
        .filter(|p| p.is_file())
        .collect();
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let slug = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
            Loaded::compile(
                slug,
                path.display().to_string(),
                std::fs::read_to_string(&path).expect("a paper"),
            )
        })
        .collect()
}

/// The first case of a paper that can be submitted, by the order of file names.
pub fn good_case(slug: &str) -> Case {
    let mut files: Vec<_> = std::fs::read_dir(forms().join(slug).join("cases"))
        .unwrap_or_else(|e| panic!("{slug} has no cases: {e}"))
        .filter_map(|e| Some(e.ok()?.path()))
        .collect();
    files.sort();
    files
        .iter()
        .map(|f| {
            Case::read(&std::fs::read_to_string(f).unwrap())
                .unwrap_or_else(|e| panic!("{}: {e}", f.display()))
        })
        .find(|c| {
            c.expect.complaints.is_empty() && !c.expect.pages.last().is_some_and(|p| p.contains("exit"))
        })
        .unwrap_or_else(|| panic!("{slug} has no case that can be submitted"))
}

const DEPARTMENTS: &[&str] = &["shimin", "suido", "kodomo", "shogai", "digital"];
/// Sign-in name, role, department.
const PEOPLE: &[(&str, Role, &str)] = &[
    ("sato", Role::Clerk, "shimin"),
    ("suzuki", Role::Clerk, "shimin"),
    ("head", Role::DepartmentHead, "shimin"),
    ("kessai", Role::Approver, "shimin"),
    ("mizu", Role::Clerk, "suido"),
    ("ko", Role::Clerk, "kodomo"),
    ("dx", Role::DxManager, "digital"),
    ("admin", Role::Administrator, "digital"),
    ("audit", Role::Auditor, "digital"),
];

impl Office {
    /// An office with its cabinet in a file.
    pub async fn on_sqlite() -> Self {
        Self::with_papers(papers()).await
    }

    /// An office with its cabinet in a file and these papers.
    pub async fn with_papers(papers: Vec<Loaded>) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let location = Location::Sqlite(folder.path().join("test.db"));
        Self::furnish(location, folder, papers, None).await
    }

    /// An office with its cabinet on a server.
    pub async fn on_postgres() -> Self {
        Self::on_postgres_with(papers()).await
    }

    /// An office with its cabinet on a server and these papers.
    pub async fn on_postgres_with(papers: Vec<Loaded>) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self::furnish(databases::fresh_schema(), folder, papers, None).await
    }

    /// An office that has files scanned by the clamd there.
    pub async fn with_scanner(address: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let location = Location::Sqlite(folder.path().join("test.db"));
        let scanner = address.parse().expect("the address of a clamd");
        Self::furnish(location, folder, papers(), Some(scanner)).await
    }

    /// An office whose files lie in storage, and are scanned by the clamd there.
    pub async fn with_storage(storage: &Storage, address: &str) -> Self {
        let mut office = Self::with_scanner(address).await;
        let vault = vault_with(storage, office.folder.path());
        let scanner = address.parse().expect("the address of a clamd");
        let papers = office.papers.clone();
        let parts = (8, Some(scanner), SecondFactor::Off);
        office.app = node(&office.store, vault, &office.letterbox, &office.clock, &papers, parts).await;
        office
    }

    async fn furnish(
        location: Location,
        folder: TempDir,
        papers: Vec<Loaded>,
        scanner: Option<Scanner>,
    ) -> Self {
        let store = databases::opened(&location).await;
        let letterbox = Letterbox::open().await;
        // A Tuesday morning after a holiday.
        let clock = Clock::standing(Instant::parse("2026-11-24T09:00:00+09:00").unwrap());
        let papers = Arc::new(papers);
        let app = node(
            &store,
            vault_in(folder.path()),
            &letterbox,
            &clock,
            &papers,
            (7, scanner, SecondFactor::Off),
        )
        .await;
        let office = Self { app, clock, letterbox, store, location, papers, folder: Arc::new(folder) };
        office.people().await;
        let dx = office.staff("dx").await;
        let papers = office.app.papers();
        for paper in papers.loaded().filter(|p| !p.slug.starts_with('_')) {
            office
                .app
                .publish(&dx.person, &paper.slug)
                .await
                .unwrap_or_else(|e| panic!("{}: {e}", paper.slug));
        }
        office
    }

    /// The same office, where staff show a second factor as it is set.
    pub async fn with_second_factor(mut self, factor: SecondFactor) -> Self {
        let vault = vault_in(self.folder.path());
        let parts = (9, None, factor);
        self.app = node(&self.store, vault, &self.letterbox, &self.clock, &self.papers, parts).await;
        self
    }

    /// The same office, in a city of so many people.
    pub async fn with_population(mut self, population: Population) -> Self {
        let vault = vault_in(self.folder.path());
        let parts = (10, None, SecondFactor::Off);
        let people = Some(population);
        self.app =
            node_of_city(&self.store, vault, &self.letterbox, &self.clock, &self.papers, parts, people).await;
        self
    }

    /// Another node of the same office: the same cabinet (perhaps one that pauses), vault, post, clock and key.
    pub async fn node(&self, store: &Store, seed: u64) -> App {
        node(
            store,
            vault_in(self.folder.path()),
            &self.letterbox,
            &self.clock,
            &self.papers,
            (seed, None, SecondFactor::Off),
        )
        .await
    }

    async fn people(&self) {
        let department = |id: &&str| Department {
            id: DepartmentId((*id).to_owned()),
            name: format!("{id}課"),
            name_en: format!("{id} section"),
            phone: "0744-22-4001".into(),
            hours: "平日 8:30〜17:15".into(),
            hours_en: "Weekdays 8:30–17:15".into(),
            note: "見本".into(),
        };
        let departments: Vec<_> = DEPARTMENTS.iter().map(department).collect();
        self.app.set_departments(&departments).await.unwrap();
        for (login, role, department) in PEOPLE {
            let department = DepartmentId((*department).to_owned());
            self.app.add_staff(login, &format!("見本 {login}"), *role, &department, PASSWORD).await.unwrap();
        }
    }

    /// The folder of everything that is no table.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody at the counter, with a browser of their own.
    pub fn resident(&self) -> Resident {
        Resident { office: self.clone(), visitor: Visitor::new(self.app.random()) }
    }

    /// Somebody who works here.
    pub async fn staff(&self, login: &str) -> Worker {
        let person = self
            .app
            .staff_by_login(login)
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("nobody is called {login}"));
        Worker { office: self.clone(), person }
    }

    /// Publishes a paper anew with 定員.
    pub async fn limits(&self, slug: &str, capacity: u32) {
        self.rewrites(slug, &[("[procedure]\n", &format!("[procedure]\ncapacity = {capacity}\n"))]).await;
    }

    /// Publishes a paper anew with some words in place of others.
    pub async fn rewrites(&self, slug: &str, changes: &[(&str, &str)]) {
        let loaded = self.papers.iter().find(|l| l.slug == slug).expect("the paper is there");
        let source = changes.iter().fold(loaded.source.clone(), |source, (from, to)| {
            assert!(source.contains(from), "{slug} does not say {from:?}");
            source.replacen(from, to, 1)
        });
        let changed = Loaded::compile(slug.to_owned(), loaded.path.clone(), source);
        assert!(changed.paper.is_some(), "{:?}", changed.findings);
        let dx = self.staff("dx").await;
        self.app.put_paper(changed);
        self.app.publish(&dx.person, slug).await.expect("the paper is published");
    }

    /// Turns the clock.
    pub fn wait(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Empties the tray and says what has arrived by now: for each letter its procedure-free kind, told by the
    /// Japanese subject's beginning.
    pub async fn post(&self) -> usize {
        while self.app.deliver().await.expect("the tray can be emptied").sent > 0 {}
        self.letterbox.letters().len()
    }
}

async fn node(
    store: &Store,
    vault: Vault,
    letterbox: &Letterbox,
    clock: &Clock,
    papers: &[Loaded],
    parts: (u64, Option<Scanner>, SecondFactor),
) -> App {
    node_of_city(store, vault, letterbox, clock, papers, parts, None).await
}

async fn node_of_city(
    store: &Store,
    vault: Vault,
    letterbox: &Letterbox,
    clock: &Clock,
    papers: &[Loaded],
    (seed, scanner, factor): (u64, Option<Scanner>, SecondFactor),
    population: Option<Population>,
) -> App {
    App::open(Parts {
        store: store.clone(),
        vault,
        scanner,
        printer: crate::printing::printer(),
        post: Post::smtp(&letterbox.url()).expect("the address of the letterbox"),
        clock: clock.clone(),
        ids: Ids::seeded(seed),
        secret: Secret::new([42; 32]),
        calendar: Calendar::japan(),
        papers: papers.to_vec(),
        guide: GuideFiles::of_program().read(None).0,
        postal: PostalTowns::of_japan(),
        settings: Settings {
            city: City {
                name: "橿原市".into(),
                name_en: "Kashihara City".into(),
                prefecture: "奈良県".into(),
                phone: "0744-22-4001".into(),
                hours: "平日 8:30〜17:15".into(),
                hours_en: "Weekdays 8:30–17:15".into(),
                address: "〒634-8586 橿原市八木町1丁目1-18".into(),
                mark: "橿".into(),
            },
            public_url: "http://127.0.0.1".into(),
            mail_from: "窓口 <madoguchi@example.jp>".into(),
            draft_days: 30,
            second_factor: factor,
            proxies: vec![],
            partial_rule: madoguchi_app::PartialRule::Able,
            founded: "1956-02-11".parse().expect("a day"),
            licence: "CC BY 4.0".into(),
            licence_url: "https://creativecommons.org/licenses/by/4.0/".into(),
            corporate_number: String::new(),
            terms_url: String::new(),
            population,
            demo: false,
        },
    })
    .await
    .expect("the office opens")
}

/// Tells a story; at its end no letter lies unsent and every history holds.
pub async fn tell<F: Future<Output = ()>>(office: Office, story: impl FnOnce(Office) -> F) {
    story(office.clone()).await;
    while office.app.deliver().await.expect("the tray can be emptied").sent > 0 {}
    let left = outbox::waiting(&office.store.reader()).await.unwrap();
    assert_eq!(left, 0, "letters lie unsent at the end of the story");
    let broken = office.app.verify().await.unwrap().broken;
    assert_eq!(broken, [], "the histories do not hold at the end of the story");
}
