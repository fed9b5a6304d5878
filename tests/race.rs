//! Many people and two nodes at once, in an order that a seed decides: residents who press twice, clerks who decide
//! against each other, the post, the seals and the broom. Whatever the order, what was acknowledged is there once.
//!
//! Everybody is driven one at a time on one thread and pauses before and after each transaction, which is where
//! somebody else can come between; the seed says who goes next. A seed that fails is printed, and
//! `MADOGUCHI_RACE_SEED=n` tells that race again. `MADOGUCHI_RACES` says how many are run.
//!
//! On PostgreSQL, where transactions really overlap, the same people also run without pauses on several threads.
#![expect(clippy::unwrap_used, reason = "a race that stumbles has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::Poll,
};

use chrono::Duration;
use madoguchi_app::{App, Receipt, StaffPerson, Trouble, Visitor, Writer};
use madoguchi_forms::Typed;
use madoguchi_store::{Pause, StoreError, outbox, seats, submissions};
use madoguchi_testkit::{Office, office::good_case};
use madoguchi_vocab::{DraftId, ReceiptNumber};
use madoguchi_workflow::{Action, CorrectionItem, Event, StageName};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

const PAPERS: [&str; 2] = ["juminhyo-yubin", "suido-kaishi"];
/// The paper with 定員.
const LIMITED: &str = "suido-kaishi";
const RESIDENTS: usize = 4;
const CLERK_STEPS: usize = 6;

type Actor = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Who is driven now, and who has come to a pause.
#[derive(Default)]
struct Baton {
    current: usize,
    paused: BTreeSet<usize>,
    granted: Option<usize>,
}

/// Drives actors one at a time, each from pause to pause, in the order of a seed.
struct Scheduler {
    baton: Arc<Mutex<Baton>>,
    rng: StdRng,
}

impl Scheduler {
    fn new(baton: &Arc<Mutex<Baton>>, seed: u64) -> Self {
        *baton.lock().unwrap() = Baton::default();
        Self { baton: baton.clone(), rng: StdRng::seed_from_u64(seed) }
    }

    async fn run(mut self, actors: Vec<Actor>) {
        let mut live: Vec<(usize, Actor)> = actors.into_iter().enumerate().collect();
        while !live.is_empty() {
            let at = self.rng.random_range(0..live.len());
            let (id, actor) = &mut live[at];
            {
                let mut baton = self.baton.lock().unwrap();
                baton.current = *id;
                baton.paused.remove(id);
                baton.granted = Some(*id);
            }
            let is_done = std::future::poll_fn(|cx| match actor.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(true),
                Poll::Pending if self.baton.lock().unwrap().paused.contains(id) => Poll::Ready(false),
                Poll::Pending => Poll::Pending,
            })
            .await;
            if is_done {
                drop(live.swap_remove(at));
            }
        }
    }
}

/// A pause: it ends when the scheduler gives its actor the baton again.
fn pauses(baton: &Arc<Mutex<Baton>>) -> Pause {
    let baton = baton.clone();
    Arc::new(move || {
        let baton = baton.clone();
        let mut me = None;
        Box::pin(std::future::poll_fn(move |_| {
            let mut b = baton.lock().unwrap();
            match me {
                None => {
                    let id = b.current;
                    me = Some(id);
                    b.paused.insert(id);
                    b.granted = None;
                    Poll::Pending
                }
                Some(id) if b.granted == Some(id) => Poll::Ready(()),
                Some(id) => {
                    b.paused.insert(id);
                    Poll::Pending
                }
            }
        }))
    })
}

/// What people were told.
#[derive(Default)]
struct Told {
    /// By draft: every receipt that was given for it.
    receipts: BTreeMap<DraftId, Vec<Receipt>>,
    /// How many were told that the places are taken.
    full: usize,
    /// What nobody should ever be told.
    wrong: Vec<String>,
}

type Ear = Arc<Mutex<Told>>;

/// Something that may be said when others were quicker.
fn is_fair(e: &Trouble) -> bool {
    match e {
        Trouble::Overtaken
        | Trouble::Refused(_)
        | Trouble::Full
        | Trouble::AlreadySubmitted(_)
        | Trouble::SignIn
        | Trouble::Incomplete(_) => true,
        // PostgreSQL says so when two transactions wait for each other; SQLite never does.
        Trouble::Store(StoreError::Duplicate) => true,
        _ => false,
    }
}

fn hear<T>(ear: &Ear, what: &str, answer: Result<T, Trouble>) -> Option<T> {
    match answer {
        Ok(said) => Some(said),
        Err(e) => {
            let mut told = ear.lock().unwrap();
            told.full += usize::from(matches!(e, Trouble::Full));
            if !is_fair(&e) {
                told.wrong.push(format!("{what}: {e:?}"));
            }
            None
        }
    }
}

/// What a race is made of.
struct Race<'a> {
    office: &'a Office,
    nodes: [App; 2],
    clerks: Vec<StaffPerson>,
    ear: Ear,
    rng: StdRng,
}

impl Race<'_> {
    fn node(&mut self) -> App {
        let n = self.rng.random_range(0..2);
        self.nodes[n].clone()
    }

    /// Drafts are typed before the race; in it they are pressed, twice or more, on either node.
    async fn actors(&mut self) -> Vec<Actor> {
        let mut actors: Vec<Actor> = Vec::new();
        for n in 0..RESIDENTS {
            let slug = PAPERS[n % PAPERS.len()];
            let resident = self.office.resident();
            let draft = resident.types(slug, &good_case(slug)).await;
            let visitor = resident.visitor.clone();
            for _ in 0..self.rng.random_range(1..=3) {
                let (app, visitor, ear) = (self.node(), visitor.clone(), self.ear.clone());
                let afterwards = self.rng.random_range(0..4);
                actors.push(Box::pin(async move { press(app, draft.id, visitor, afterwards, ear).await }));
            }
            if self.rng.random_bool(0.3) {
                let (app, visitor, ear) = (self.node(), visitor.clone(), self.ear.clone());
                actors.push(Box::pin(async move {
                    // Another tab goes on typing while the first submits.
                    let Some(draft) = hear(&ear, "draft", app.draft(draft.id, &visitor).await) else {
                        return;
                    };
                    let typed: Typed = draft.typed.clone();
                    hear(&ear, "save", app.save_draft(&draft, typed).await);
                }));
            }
        }
        for clerk in self.clerks.clone() {
            let (app, ear, seed) = (self.node(), self.ear.clone(), self.rng.random());
            actors.push(Box::pin(async move { work(app, clerk, StdRng::seed_from_u64(seed), ear).await }));
        }
        for app in self.nodes.clone() {
            let ear = self.ear.clone();
            actors.push(Box::pin(async move {
                for _ in 0..3 {
                    hear(&ear, "deliver", app.deliver().await);
                    hear(&ear, "seal", app.seal().await);
                    hear(&ear, "sweep", app.sweep().await);
                }
            }));
        }
        actors
    }
}

async fn press(app: App, draft: DraftId, visitor: Visitor, afterwards: u8, ear: Ear) {
    let Some(seen) = hear(&ear, "draft", app.draft(draft, &visitor).await) else { return };
    let Some(receipt) = hear(&ear, "submit", app.submit(&seen, seen.revision, &visitor).await) else {
        return;
    };
    ear.lock().unwrap().receipts.entry(draft).or_default().push(receipt.clone());
    let number = receipt.receipt;
    match afterwards {
        0 => {
            hear(&ear, "withdraw", app.withdraw(&number, &visitor, 1, "").await);
        }
        1 => {
            hear(&ear, "write", app.write(Writer::Resident(&visitor), &number, "いつですか。", &[]).await);
        }
        2 => {
            let Some(seen) = hear(&ear, "status", app.status(&number, &visitor).await) else { return };
            if !seen.to_mend().is_empty() {
                let typed = Typed::from_iter([("phone", "090-1234-5678")]);
                hear(&ear, "correct", app.correct(&number, &visitor, seen.revision, typed).await);
            }
        }
        _ => {}
    }
}

async fn work(app: App, clerk: StaffPerson, mut rng: StdRng, ear: Ear) {
    for _ in 0..CLERK_STEPS {
        let Some(page) = hear(&ear, "queue", app.queue(&clerk, &Default::default()).await) else { return };
        let Some(row) = page.rows.choose(&mut rng) else { continue };
        let Some(case) = hear(&ear, "open", app.open_case(&clerk, &row.receipt).await) else { continue };
        let due = app.now().plus(Duration::days(10)).date();
        let field = case.submission.correctable().into_iter().find(|f| f.as_str() == "phone");
        let action = match rng.random_range(0..7) {
            0 => Action::Accept,
            1 | 2 => Action::Take,
            3 if field.is_some() => Action::AskCorrection {
                items: field
                    .into_iter()
                    .map(|field| CorrectionItem { field, reason: "見本".into() })
                    .collect(),
                due,
            },
            4 => Action::refuse("基準", "事実"),
            5 => Action::Acknowledge { note: String::new() },
            _ => Action::grant(""),
        };
        let revision = case.submission.revision;
        hear(&ear, "act", app.act(&clerk, &row.receipt, revision, action).await);
    }
}

/// What must be so after any race.
async fn look(office: &Office, told: &Told) {
    assert_eq!(told.wrong, Vec::<String>::new());
    while office.app.deliver().await.unwrap().sent > 0 {}
    assert_eq!(outbox::waiting(&office.store.reader()).await.unwrap(), 0, "letters lie unsent");
    for (draft, receipts) in &told.receipts {
        let numbers: BTreeSet<&ReceiptNumber> = receipts.iter().map(|r| &r.receipt).collect();
        assert_eq!(numbers.len(), 1, "one draft has several receipts: {numbers:?}");
        let receipt = &receipts[0].receipt;
        let row = submissions::by_draft(&office.store.reader(), *draft).await.unwrap();
        let row = row.unwrap_or_else(|| panic!("{receipt} was acknowledged and is lost"));
        assert_eq!(&row.receipt, receipt);
        let proof = office.app.prove(receipt).await.unwrap();
        assert_eq!(proof.check(), Ok(()), "{receipt}");
        let events: Vec<Event> =
            proof.events.iter().map(|e| serde_json::from_value(e.body.clone()).unwrap()).collect();
        let count = |code| events.iter().filter(|e| e.code() == code).count();
        let ends = ["granted", "refused", "acknowledged", "withdrawn"].map(count).iter().sum::<usize>();
        assert!(ends <= 1, "{receipt} ended {ends} times: {events:?}");
        assert_eq!(row.revision, proof.events.len() as i64);
        let stage = StageName::parse(&row.stage).unwrap();
        assert_eq!(stage.is_final(), ends == 1, "{receipt}");
        let rows = outbox::of_submission(&office.store.reader(), row.id).await.unwrap();
        // One letter for each of these, and each left once.
        let told_of = [
            "submitted",
            "correction_asked",
            "correction_given",
            "granted",
            "refused",
            "acknowledged",
            "withdrawn",
        ];
        assert_eq!(rows.len(), told_of.map(count).iter().sum::<usize>(), "{receipt}: {events:?}");
        assert!(rows.iter().all(|l| l.state == "sent"), "{receipt}");
    }
}

/// No more stand than there are places, and the count of the places is the count of those who stand.
async fn count_places(office: &Office, limit: i64) {
    let reader = office.store.reader();
    let (mut after, mut standing) = (None, 0);
    loop {
        let rows = submissions::after(&reader, after, 500).await.unwrap();
        let Some(last) = rows.last() else { break };
        after = Some(last.id);
        standing += rows.iter().filter(|r| r.slug == LIMITED && r.stage != "withdrawn").count() as i64;
    }
    assert!(standing <= limit, "{standing} got in where there are {limit} places");
    assert_eq!(seats::taken(&reader, LIMITED).await.unwrap(), standing);
}

/// Every letter that left arrived, and none twice.
fn count_letters(office: &Office) {
    let arrived = office.letterbox.letters();
    let ids: BTreeSet<String> = arrived.iter().filter_map(|l| l.header("message-id")).collect();
    assert_eq!(ids.len(), arrived.len(), "a letter arrived twice");
    assert!(!ids.is_empty());
}

fn how_many(default: u64) -> Vec<u64> {
    let number = |name| std::env::var(name).ok().and_then(|v| v.parse().ok());
    match number("MADOGUCHI_RACE_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("MADOGUCHI_RACES").unwrap_or(default)).collect(),
    }
}

async fn clerks(office: &Office) -> Vec<StaffPerson> {
    let mut clerks = Vec::new();
    for login in ["sato", "suzuki", "head", "mizu"] {
        clerks.push(office.staff(login).await.person);
    }
    clerks
}

async fn race(
    office: &Office,
    nodes: &[App; 2],
    clerks: &[StaffPerson],
    seed: u64,
    baton: &Arc<Mutex<Baton>>,
) {
    let mut race = Race {
        office,
        nodes: nodes.clone(),
        clerks: clerks.to_vec(),
        ear: Ear::default(),
        rng: StdRng::seed_from_u64(seed),
    };
    let actors = race.actors().await;
    Scheduler::new(baton, seed).run(actors).await;
    let told = std::mem::take(&mut *race.ear.lock().unwrap());
    look(office, &told).await;
    office.clock.advance(Duration::hours(3));
}

async fn races(office: Office, seeds: Vec<u64>) {
    let baton = Arc::new(Mutex::new(Baton::default()));
    let pausing = office.store.pausing(pauses(&baton));
    // Ids and numbers go on from race to race; the order of deeds is the seed's alone.
    let nodes = [office.node(&pausing, 1000).await, office.node(&pausing, 1001).await];
    let clerks = clerks(&office).await;
    for seed in seeds {
        let told = Telling(seed);
        race(&office, &nodes, &clerks, seed, &baton).await;
        std::mem::forget(told);
    }
    let verified = office.app.verify().await.unwrap();
    assert_eq!(verified.broken, []);
    assert!(verified.submissions > 0);
    count_letters(&office);
}

/// Says which seed it was when a race fails.
struct Telling(u64);

impl Drop for Telling {
    fn drop(&mut self) {
        eprintln!("the race of seed {0} failed: MADOGUCHI_RACE_SEED={0} tells it again", self.0);
    }
}

#[tokio::test]
async fn races_on_sqlite() {
    races(Office::on_sqlite().await, how_many(1500)).await;
}

#[tokio::test]
async fn races_on_postgres() {
    races(Office::on_postgres().await, how_many(500)).await;
}

/// The same people without pauses, really at once.
async fn melee(office: Office) {
    let nodes = [office.node(&office.store, 500).await, office.node(&office.store, 501).await];
    let clerks = clerks(&office).await;
    for seed in 0..6 {
        // Fewer than want in, and withdrawn ones give places back to later rounds.
        let limit = 5 * (u32::try_from(seed).unwrap() + 1);
        office.limits(LIMITED, limit).await;
        for node in &nodes {
            node.fetch_published().await.unwrap();
        }
        let mut race = Race {
            office: &office,
            nodes: nodes.clone(),
            clerks: clerks.clone(),
            ear: Ear::default(),
            rng: StdRng::seed_from_u64(seed),
        };
        let mut actors = Vec::new();
        for _ in 0..4 {
            actors.extend(race.actors().await);
        }
        let tasks: Vec<_> = actors.into_iter().map(tokio::spawn).collect();
        for task in tasks {
            task.await.unwrap();
        }
        let told = std::mem::take(&mut *race.ear.lock().unwrap());
        look(&office, &told).await;
        count_places(&office, limit.into()).await;
    }
    assert_eq!(office.app.verify().await.unwrap().broken, []);
    count_letters(&office);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_melee_on_sqlite() {
    melee(Office::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_melee_on_postgres() {
    melee(Office::on_postgres().await).await;
}
