//! A city that does not exist, for trying: its people, its inventory, and what its residents have sent.
//!
//! Submissions are made through the same doors as real ones, on a clock that is turned: nothing here knows
//! how they are kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use chrono::Duration;
use madoguchi_app::{App, Clock, Ids, Loaded, Rating, StaffPerson, Trouble, Visitor, Wishes};
use madoguchi_forms::{Facts, FieldKind, Typed, cases::Case};
use madoguchi_vocab::{FieldKey, Instant, Lang, Slug, normalise};
use madoguchi_workflow::{Action, CorrectionItem, Flow};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::{office::World, seed, settings::Settings};

/// The password of everybody in the demonstration.
pub const PASSWORD: &str = "madoguchi-mihon";

const STAFF: &str = include_str!("../../../deploy/seed/staff.csv");
const DEPARTMENTS: &str = include_str!("../../../deploy/seed/departments.csv");
const INVENTORY: &[u8] = include_bytes!("../../../deploy/seed/inventory.csv");
const KPIS: &[u8] = include_bytes!("../../../deploy/seed/kpis.csv");
const PHOTO: &[u8] = include_bytes!("../../../deploy/seed/sample-id.jpg");

/// How many submissions.
const SUBMISSIONS: usize = 300;
/// Over how many days of the past.
const DAYS: i64 = 75;

/// One person of each role who may sign in, and as what.
pub fn sign_ins() -> Vec<(String, String)> {
    let departments: BTreeMap<String, String> =
        seed::departments(DEPARTMENTS).unwrap_or_default().into_iter().map(|d| (d.id.0, d.name)).collect();
    let mut shown = BTreeSet::new();
    let people = seed::people(STAFF).unwrap_or_default();
    people
        .into_iter()
        .filter(|p| shown.insert(p.role.to_string()))
        .map(|p| {
            let department = departments.get(&p.department).cloned().unwrap_or(p.department);
            (p.login, format!("{}　{department}　{}", p.name, p.role))
        })
        .collect()
}

/// Fills an empty office. One that has departments is left as it is.
///
/// # Errors
/// One sentence.
pub async fn seed_once(world: &World, settings: &Settings, papers: Vec<Loaded>) -> Result<(), String> {
    let clock = Clock::standing(Clock::Wall.now());
    let app = world.office(settings, papers, clock.clone(), Ids::Machine).await?;
    let said = |e: Trouble| {
        format!("見本のデータを入れられません（{e}）。データフォルダを消してやり直してください。")
    };
    if !app.departments().is_empty() {
        return Ok(());
    }
    println!("見本のデータを入れています（はじめの 1 回だけ）…");
    app.set_departments(&seed::departments(DEPARTMENTS)?).await.map_err(said)?;
    for person in seed::people(STAFF)? {
        let department = madoguchi_vocab::DepartmentId(person.department);
        app.add_staff(&person.login, &person.name, person.role, &department, PASSWORD).await.map_err(said)?;
    }
    let manager = someone(&app, |r| r == madoguchi_vocab::Role::DxManager).await.map_err(said)?;
    let taken = app.import(&manager, INVENTORY).await.map_err(said)?;
    if let Some(problem) = taken.problems.first() {
        return Err(format!("見本の台帳が読めません（{} 行目：{}）。", problem.line, problem.message));
    }
    app.set_kpis(KPIS).await.map_err(said)?;
    let now = clock.now();
    clock.set(now.plus(-Duration::days(DAYS + 1)));
    let slugs: Vec<String> =
        app.papers().loaded().filter(|l| !l.slug.starts_with('_')).map(|l| l.slug.clone()).collect();
    for slug in &slugs {
        app.publish(&manager, slug).await.map_err(said)?;
    }
    let mut cases = cases(&settings.forms, &slugs)?;
    cases.retain(|telling| can_be_submitted(&app, telling));
    if !cases.is_empty() {
        Story { app: &app, clock: &clock, rng: StdRng::seed_from_u64(1), now }
            .tell(&cases)
            .await
            .map_err(said)?;
    }
    Ok(())
}

/// A case that can be submitted, with its paper's name.
struct Telling {
    slug: Slug,
    case: Case,
}

fn cases(forms: &Path, slugs: &[String]) -> Result<Vec<Telling>, String> {
    let mut found = Vec::new();
    for slug in slugs {
        let Ok(slug) = Slug::parse(slug) else { continue };
        let Ok(entries) = std::fs::read_dir(forms.join(slug.as_str()).join("cases")) else { continue };
        let mut files: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file)
                .map_err(|e| format!("{} が読めません（{e}）。", file.display()))?;
            let case = Case::read(&text).map_err(|e| format!("{}: {e}", file.display()))?;
            found.push(Telling { slug: slug.clone(), case });
        }
    }
    Ok(found)
}

/// Cases that show a complaint or an exit are not stories with an end.
fn can_be_submitted(app: &App, telling: &Telling) -> bool {
    let case = &telling.case;
    let facts = Facts { today: case.today, files: &case.files };
    app.papers()
        .open(telling.slug.as_str())
        .is_some_and(|p| p.paper.read(&case.typed(), &facts).is_complete())
}

async fn someone(
    app: &App,
    role: impl Fn(madoguchi_vocab::Role) -> bool,
) -> madoguchi_app::Result<StaffPerson> {
    for person in seed::people(STAFF).unwrap_or_default() {
        if role(person.role)
            && let Some(found) = app.staff_by_login(&person.login).await?
        {
            return Ok(found);
        }
    }
    Err(Trouble::NotFound)
}

const FAMILY: &[(&str, &str)] = &[
    ("見本", "ミホン"),
    ("例示", "レイジ"),
    ("試験", "シケン"),
    ("仮名", "カメイ"),
    ("架空", "カクウ"),
    ("髙見本", "タカミホン"),
];
const GIVEN: &[(&str, &str)] = &[
    ("花子", "ハナコ"),
    ("太郎", "タロウ"),
    ("一子", "カズコ"),
    ("次郎", "ジロウ"),
    ("三葉", "ミツバ"),
    ("四季", "シキ"),
    ("五月", "サツキ"),
    ("六花", "リッカ"),
];

struct Story<'a> {
    app: &'a App,
    clock: &'a Clock,
    rng: StdRng,
    now: Instant,
}

impl Story<'_> {
    async fn tell(&mut self, cases: &[Telling]) -> madoguchi_app::Result<()> {
        let clerks = self.clerks().await?;
        let step = Duration::minutes(DAYS * 24 * 60 / SUBMISSIONS as i64);
        for n in 0..SUBMISSIONS {
            let at = self.now.plus(-Duration::days(DAYS)).plus(step * i32::try_from(n).unwrap_or(0));
            self.clock.set(at);
            let Some(telling) = cases.choose(&mut self.rng) else { return Ok(()) };
            self.one(telling, at, &clerks).await?;
            if n % 5 == 0 {
                self.stays_behind(telling, at).await?;
            }
        }
        self.clock.set(self.now);
        while self.app.deliver().await?.sent > 0 {}
        Ok(())
    }

    async fn clerks(&self) -> madoguchi_app::Result<Vec<StaffPerson>> {
        let mut clerks = Vec::new();
        for person in seed::people(STAFF).unwrap_or_default() {
            if person.role == madoguchi_vocab::Role::Clerk {
                clerks.extend(self.app.staff_by_login(&person.login).await?);
            }
        }
        Ok(clerks)
    }

    /// Somebody who is stopped on the first page and does not get to the end.
    async fn stays_behind(&mut self, telling: &Telling, at: Instant) -> madoguchi_app::Result<()> {
        self.clock.set(at);
        let visitor = Visitor::new(self.rng.random());
        let id = self.app.start_draft(&telling.slug, Lang::Ja, &visitor).await?;
        let mut draft = self.app.draft(id, &visitor).await?;
        let (paper, whole) = (draft.paper.clone(), telling.case.typed_on(&draft.paper, at.date()));
        let way = draft.read_as(&whole, at.date()).journey;
        let Some(first) = way.first() else { return Ok(()) };
        let far = self.rng.random_range(0..way.len());
        let key = first.key.clone();
        let pages: Vec<_> = way.iter().take(far).map(|p| p.key.clone()).collect();
        draft = self.app.send_page(&draft, draft.typed.clone(), &key).await?;
        for key in pages {
            let Some(page) = paper.page(key.as_str()) else { continue };
            let mut typed = draft.typed.clone();
            typed.0.extend(paper.typed_on(page, &whole).0);
            draft = self.app.send_page(&draft, typed, &key).await?;
        }
        Ok(())
    }

    /// One submission and what became of it so far.
    async fn one(
        &mut self,
        telling: &Telling,
        at: Instant,
        clerks: &[StaffPerson],
    ) -> madoguchi_app::Result<()> {
        let visitor = Visitor::new(self.rng.random());
        let id = self.app.start_draft(&telling.slug, Lang::Ja, &visitor).await?;
        let draft = self.app.draft(id, &visitor).await?;
        let mut typed = telling.case.typed_on(&draft.paper, at.date());
        self.give_a_name(&draft.paper, &mut typed);
        // File ids of a case mean nothing here: the photo is given below.
        let files: Vec<(FieldKey, String)> = draft
            .paper
            .fields()
            .filter(|(p, f)| p.repeat.is_none() && matches!(f.kind, FieldKind::Attachment(_)))
            .filter_map(|(_, f)| Some((f.key.clone(), typed.0.remove(f.key.as_str())?.first()?.clone())))
            .collect();
        let mut draft = self.app.save_draft(&draft, typed).await?;
        for (field, _) in files {
            let file = self.app.arrived(PHOTO).await?;
            draft = self.app.attach(&draft, &field, None, "見本.jpg", file).await?;
        }
        // Two of three take their notice on the page.
        let wishes = Wishes { no_paper: at.utc().timestamp() / 21_600 % 3 != 0 };
        let receipt = match self.app.submit_wishing(&draft, draft.revision, &visitor, wishes).await {
            Ok(receipt) => receipt.receipt,
            // On that day a date of the case would not do: nothing is submitted.
            Err(Trouble::Incomplete(_)) => return Ok(()),
            Err(e) => return Err(e),
        };
        let (_, submission) = self.app.receipt_of(&draft).await?;
        if at.utc().timestamp() / 21_600 % 4 == 0 {
            let stars: u32 = self.rng.random_range(2..=5);
            if let Ok(rating) = Rating::read(&stars.to_string(), "見本の声です。") {
                self.app.rate(&submission, &rating, "demo").await?;
            }
        }
        let hands: Vec<&StaffPerson> =
            clerks.iter().filter(|c| c.department == submission.department).collect();
        let Some(clerk) = hands.choose(&mut self.rng).copied() else { return Ok(()) };
        let age = self.now.since(at).num_days();
        // The older, the likelier it is done.
        let luck = self.rng.random_range(0..100);
        if age < 1 || (age < 6 && luck < 55) {
            return Ok(());
        }
        self.clock.set(at.plus(Duration::hours(20)));
        self.app.act(clerk, &receipt, 1, Action::Take).await?;
        if age < 4 || luck < 8 {
            return Ok(());
        }
        self.clock.set(at.plus(Duration::hours(30)));
        let revision = 2;
        if luck < 25 {
            let Some(field) = submission.correctable().first().cloned() else { return Ok(()) };
            let item = CorrectionItem {
                field,
                reason: "書類と違うところがあります。確かめて直してください。".to_owned(),
            };
            let due = at.plus(Duration::days(15)).date();
            self.app.act(clerk, &receipt, revision, Action::AskCorrection { items: vec![item], due }).await?;
            if luck < 14 {
                self.clock.set(at.plus(Duration::hours(31)));
                let key = self.app.secret().lookup_key(submission.id);
                self.app.look_up(receipt.as_str(), key.reveal(), &visitor, "demo").await?;
                self.app.withdraw(&receipt, &visitor, revision + 1, "見本の取り下げ").await?;
            }
            return Ok(());
        }
        self.clock.set(at.plus(Duration::hours(50)));
        let action = match submission.flow {
            Flow::Completion => Action::Acknowledge { note: String::new() },
            Flow::Ruling if luck > 96 => {
                Action::refuse("見本の基準", "見本のため、要件にあたる事実が確認できませんでした。")
            }
            Flow::Ruling => Action::grant(""),
            // Nothing is drawn in the demo.
            Flow::Draw => return Ok(()),
        };
        self.app.act(clerk, &receipt, revision, action).await
    }

    fn give_a_name(&mut self, paper: &madoguchi_forms::Paper, typed: &mut Typed) {
        use madoguchi_forms::ApplicantRole::{Email, Kana, Name};
        let (Some(family), Some(given)) = (FAMILY.choose(&mut self.rng), GIVEN.choose(&mut self.rng)) else {
            return;
        };
        let number: u32 = self.rng.random_range(1..10_000);
        for (page, field) in paper.fields() {
            if page.repeat.is_some() || !field.kind.parts().is_empty() {
                continue;
            }
            match field.applicant {
                Some(Name) => typed.set(field.key.to_string(), format!("{} {}", family.0, given.0)),
                Some(Kana) => typed
                    .set(field.key.to_string(), normalise::katakana(&format!("{} {}", family.1, given.1))),
                Some(Email) if number.is_multiple_of(3) => typed.set(field.key.to_string(), ""),
                Some(Email) => typed.set(field.key.to_string(), format!("mihon-{number}@example.jp")),
                _ => {}
            }
        }
    }
}
