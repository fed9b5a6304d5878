//! People come, go, stand in for one another and are given work; and what they saw is counted.

use chrono::Duration;
use madoguchi_app::{
    Absence, AccountChange, AccountFilter, FactorOwed, NewAccount, SecondFactor, StaffPerson, TrailFilter,
    Trouble,
};
use madoguchi_auth::{Secret, totp};
use madoguchi_testkit::{Office, office::PASSWORD, story};
use madoguchi_vocab::{Date, DepartmentId, Instant, ReceiptNumber, Role};
use madoguchi_workflow::{Action, Authority, Event, Outcome, Stage, StageName};

const SLUG: &str = "juminhyo-yubin";
const HEAD: &str = "login,name,role,department,active,from_day,successor\n";

async fn admin(office: &Office) -> StaffPerson {
    office.staff("admin").await.person
}

async fn taken_by(office: &Office, login: &str) -> ReceiptNumber {
    let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
    office.staff(login).await.does(&receipt, Action::Take).await.unwrap();
    receipt
}

async fn stage(office: &Office, receipt: &ReceiptNumber) -> Stage {
    let head = office.staff("head").await.person;
    office.app.open_case(&head, receipt).await.unwrap().submission.stage
}

/// In whose hands it is, by name.
async fn holder(office: &Office, receipt: &ReceiptNumber) -> Option<String> {
    let head = office.staff("head").await.person;
    office.app.open_case(&head, receipt).await.unwrap().holder_name
}

fn change(role: Role, department: &str, active: bool, from_day: Date) -> AccountChange {
    AccountChange {
        name: "見本 変更".into(),
        email: String::new(),
        role,
        department: DepartmentId(department.into()),
        active,
        from_day,
        successor: None,
    }
}

story! {
    /// In March a list is made for the first of April: nothing changes before, all of it then, and the work of who goes
    /// finds its place.
    async fn a_transfer_by_csv_in_april(office: Office) {
        office.clock.set(Instant::parse("2027-03-25T10:00:00+09:00").unwrap());
        let admin = admin(&office).await;
        let for_suzuki = taken_by(&office, "sato").await;
        let list = format!(
            "{HEAD}sato,見本 sato,clerk,suido,yes,2027-04-01,suzuki\nnew.one,見本 新人,clerk,shimin,yes,2027-04-01,\n"
        );
        let preview = office.app.preview_transfers(&admin, list.as_bytes()).await.unwrap();
        assert_eq!((preview.problems.len(), preview.changes.len()), (0, 2), "{:?}", preview.problems);
        assert_eq!(preview.in_hands.get("sato"), Some(&1));
        office.app.list_transfers(&admin, list.as_bytes()).await.unwrap();
        assert_eq!(office.staff("sato").await.person.department.0, "shimin", "not before its day");
        assert_eq!(office.app.staff_by_login("new.one").await.unwrap(), None);
        office.wait(Duration::days(7));
        assert_eq!(office.app.do_chores().await.unwrap(), 0);
        assert_eq!(office.staff("sato").await.person.department.0, "suido");
        assert_eq!(office.staff("new.one").await.person.role, Role::Clerk);
        assert_eq!(holder(&office, &for_suzuki).await.as_deref(), Some("見本 suzuki"));
        let told = office.app.handed_over(&DepartmentId("shimin".into())).await.unwrap();
        assert_eq!((told.len(), told[0].handed, told[0].released), (1, 1, 0));
        let (to_come, done) = office.app.transfers(&admin).await.unwrap();
        assert_eq!((to_come.len(), done.len()), (0, 2));
    }
}

story! {
    /// What was listed before does not undo what is decided since: it is told and taken back, whoever was closed stays
    /// closed, and a new name is kept.
    async fn an_earlier_list_undoes_nothing(office: Office) {
        office.clock.set(Instant::parse("2027-03-25T10:00:00+09:00").unwrap());
        let admin = admin(&office).await;
        let list = format!(
            "{HEAD}sato,見本 sato,clerk,suido,yes,2027-04-01,\nsuzuki,見本 suzuki,clerk,suido,yes,2027-04-01,\nko,見本 ko,clerk,kodomo,no,2027-04-01,\n"
        );
        assert_eq!(office.app.list_transfers(&admin, list.as_bytes()).await.unwrap().problems, []);
        office.wait(Duration::minutes(10));
        let (sato, suzuki) = (office.staff("sato").await.person, office.staff("suzuki").await.person);
        let file = office.app.account(&admin, sato.id, None).await.unwrap();
        let gone = change(Role::Clerk, "shimin", false, office.app.today());
        let told = office.app.foresee_account(&admin, sato.id, file.account.revision, &gone).await.unwrap();
        assert!(told.iter().any(|(column, before, _)| *column == "to_come" && before.contains("2027-04-01")), "{told:?}");
        office.app.change_account(&admin, sato.id, file.account.revision, &gone).await.unwrap();
        // Only the name of another: the row stays, under that name.
        let file = office.app.account(&admin, suzuki.id, None).await.unwrap();
        let named = change(Role::Clerk, "shimin", true, office.app.today());
        let told = office.app.foresee_account(&admin, suzuki.id, file.account.revision, &named).await.unwrap();
        assert!(told.iter().all(|(column, ..)| *column != "to_come"), "{told:?}");
        office.app.change_account(&admin, suzuki.id, file.account.revision, &named).await.unwrap();
        // By list too; but a row that ends an account stays.
        let list = format!("{HEAD}ko,見本 ko,clerk,shimin,yes,,\n");
        let preview = office.app.list_transfers(&admin, list.as_bytes()).await.unwrap();
        assert!(preview.problems.is_empty() && preview.changes[0].cells.iter().all(|c| c.0 != "to_come"));
        let (to_come, _) = office.app.transfers(&admin).await.unwrap();
        assert_eq!(to_come.iter().map(|t| t.login.as_str()).collect::<Vec<_>>(), ["ko", "suzuki"]);
        office.wait(Duration::days(7));
        office.app.do_transfers().await.unwrap();
        let all = office.app.accounts(&admin, &AccountFilter::default()).await.unwrap();
        let of = |login: &str| all.iter().find(|a| a.login == login).unwrap();
        assert!(!of("sato").active && of("sato").department.0 == "shimin", "closed stays closed");
        assert_eq!((of("suzuki").name.as_str(), of("suzuki").department.0.as_str()), ("見本 変更", "suido"));
        assert!(!of("ko").active);
    }
}

story! {
    /// A row that came past that (another node listed it at the same moment) is refused on its day.
    async fn a_row_from_before_opens_no_closed_account(office: Office) {
        office.clock.set(Instant::parse("2027-03-25T10:00:00+09:00").unwrap());
        let admin = admin(&office).await;
        let list = |active, day| format!("{HEAD}sato,見本 sato,clerk,suido,{active},{day},\n");
        office.app.list_transfers(&admin, list("yes", "2027-04-01").as_bytes()).await.unwrap();
        let (to_come, _) = office.app.transfers(&admin).await.unwrap();
        office.wait(Duration::minutes(10));
        office.app.list_transfers(&admin, list("no", "").as_bytes()).await.unwrap();
        let mut tx = office.store.begin().await.unwrap();
        madoguchi_store::transfers::list(&mut tx, &to_come[0]).await.unwrap();
        tx.commit().await.unwrap();
        office.wait(Duration::days(7));
        office.app.do_transfers().await.unwrap();
        let all = office.app.accounts(&admin, &AccountFilter::default()).await.unwrap();
        assert!(!all.iter().find(|a| a.login == "sato").unwrap().active);
        let (to_come, done) = office.app.transfers(&admin).await.unwrap();
        assert!(to_come.is_empty() && done.iter().any(|t| !t.refused.is_empty()), "{done:?}");
        // Who is to come back is listed anew.
        office.wait(Duration::minutes(10));
        office.app.list_transfers(&admin, list("yes", "").as_bytes()).await.unwrap();
        assert_eq!(office.staff("sato").await.person.department.0, "suido");
    }
}

story! {
    /// A list with anything wrong in it lists nothing; what goes out comes in unchanged.
    async fn a_list_is_taken_whole_or_not_at_all(office: Office) {
        let admin = admin(&office).await;
        let list = format!("{HEAD}sato,見本 sato,clerk,suido,yes,,\nsuzuki,見本,king,shimin,yes,,\n");
        let preview = office.app.list_transfers(&admin, list.as_bytes()).await.unwrap();
        assert_eq!((preview.problems[0].line, preview.problems[0].column), (3, "role"));
        assert_eq!(office.staff("sato").await.person.department.0, "shimin");
        assert_eq!(office.app.transfers(&admin).await.unwrap(), (vec![], vec![]));
        let out = office.app.roster(&admin).await.unwrap();
        let back = office.app.preview_transfers(&admin, &out).await.unwrap();
        assert_eq!((back.problems.len(), back.changes.len(), back.rows), (0, 0, 9));
        let clerk = office.staff("sato").await.person;
        assert!(matches!(office.app.roster(&clerk).await, Err(Trouble::NotAllowed)));
    }
}

story! {
    /// Whoever goes without a successor leaves their work to the list, wherever it stands.
    async fn work_without_a_successor_goes_back_to_the_list(office: Office) {
        let admin = admin(&office).await;
        let reviewed = taken_by(&office, "sato").await;
        let asked = taken_by(&office, "sato").await;
        office.staff("sato").await.asks_correction(&asked, "registered", "確かめてください", 14).await.unwrap();
        let sato = office.staff("sato").await.person;
        let token = office.app.sign_in("sato", PASSWORD, "here").await.unwrap();
        let file = office.app.account(&admin, sato.id, None).await.unwrap();
        assert_eq!((file.sessions.len(), file.in_hands.get(SLUG)), (1, Some(&2)));
        let gone = change(Role::Clerk, "shimin", false, office.app.today());
        office.app.change_account(&admin, sato.id, file.account.revision, &gone).await.unwrap();
        assert!(matches!(office.app.staff_session(&token).await, Err(Trouble::SignIn)), "out at once");
        assert!(matches!(stage(&office, &reviewed).await, Stage::InReview { by: None, .. }));
        assert!(matches!(stage(&office, &asked).await, Stage::AwaitingCorrection { by: None, .. }));
        office.staff("suzuki").await.does(&reviewed, Action::Take).await.unwrap();
        assert_eq!(holder(&office, &reviewed).await.as_deref(), Some("見本 suzuki"));
        let again = office.app.change_account(&admin, sato.id, file.account.revision, &gone).await;
        assert!(matches!(again, Err(Trouble::Overtaken)), "{again:?}");
    }
}

story! {
    /// Nobody can be the last who leaves: not by page, not by list.
    async fn the_last_administrator_stays(office: Office) {
        let me = admin(&office).await;
        let today = office.app.today();
        for (role, active) in [(Role::Auditor, true), (Role::Administrator, false)] {
            let change = change(role, "digital", active, today);
            let answer = office.app.change_account(&me, me.id, 0, &change).await;
            assert!(matches!(answer, Err(Trouble::LastAdministrator)), "{answer:?}");
        }
        let list = format!("{HEAD}admin,見本 admin,auditor,digital,yes,,\n");
        assert_eq!(office.app.list_transfers(&me, list.as_bytes()).await.unwrap().problems.len(), 1);
        // With another it may be.
        let new = NewAccount {
            login: "second".into(),
            name: "見本 二人目".into(),
            email: "second@example.jp".into(),
            role: Role::Administrator,
            department: DepartmentId("digital".into()),
        };
        office.app.add_account(&me, &new).await.unwrap();
        let twice = office.app.add_account(&me, &new).await;
        assert!(matches!(twice, Err(Trouble::Amiss { field: "login", .. })), "{twice:?}");
        office.app.change_account(&me, me.id, 0, &change(Role::Auditor, "digital", true, today)).await.unwrap();
        assert_eq!(office.staff("admin").await.person.role, Role::Auditor);
    }
}

story! {
    /// The first password is the person's own: a code counts once, for a while, and for one name.
    async fn a_first_password_is_set_with_a_code(office: Office) {
        let me = admin(&office).await;
        let suzuki = office.staff("suzuki").await.person;
        let token = office.app.sign_in("suzuki", PASSWORD, "here").await.unwrap();
        let (_, code, _) = office.app.give_code(&me, suzuki.id).await.unwrap();
        assert!(matches!(office.app.staff_session(&token).await, Err(Trouble::SignIn)), "signed out");
        assert!(matches!(office.app.sign_in("suzuki", PASSWORD, "here").await, Err(Trouble::SignIn)));
        let new = "kumo to yama to umi";
        let weak = office.app.set_first_password("suzuki", code.reveal(), "short", "here").await;
        assert!(matches!(weak, Err(Trouble::Amiss { field: "new", .. })));
        for (login, code) in [("sato", code.reveal()), ("suzuki", "7777-7777-7777"), ("nobody", code.reveal())] {
            let answer = office.app.set_first_password(login, code, new, "here").await;
            assert!(matches!(answer, Err(Trouble::SignIn)), "{login}");
        }
        office.app.set_first_password("suzuki", &code.reveal().to_lowercase(), new, "here").await.unwrap();
        let twice = office.app.set_first_password("suzuki", code.reveal(), new, "here").await;
        assert!(matches!(twice, Err(Trouble::SignIn)), "a code counts once");
        let token = office.app.sign_in("suzuki", new, "here").await.unwrap();
        let other = office.app.sign_in("suzuki", new, "there").await.unwrap();
        let wrong = office.app.change_own_password(&suzuki, &token, "not this", "yama to kawa to sora").await;
        assert!(matches!(wrong, Err(Trouble::Amiss { field: "old", .. })));
        office.app.change_own_password(&suzuki, &token, new, "yama to kawa to sora").await.unwrap();
        assert!(office.app.staff_session(&token).await.is_ok());
        assert!(matches!(office.app.staff_session(&other).await, Err(Trouble::SignIn)), "other sign-ins end");
        let (_, late, _) = office.app.give_code(&me, suzuki.id).await.unwrap();
        office.wait(Duration::hours(73));
        let answer = office.app.set_first_password("suzuki", late.reveal(), new, "here").await;
        assert!(matches!(answer, Err(Trouble::SignIn)), "its time is over");
    }
}

story! {
    /// A deputy approves while somebody is away, and it is said that they did.
    async fn a_deputy_approves(office: Office) {
        let life = "[workflow]\ntemplate = \"approval\"\n\n[procedure]\n";
        office.rewrites(SLUG, &[("[procedure]\n", life)]).await;
        let receipt = taken_by(&office, "sato").await;
        let outcome = Outcome::Grant { note: String::new() };
        office.staff("sato").await.does(&receipt, Action::Propose { outcome }).await.unwrap();
        let (head, suzuki) = (office.staff("head").await.person, office.staff("suzuki").await.person);
        let early = office.staff("suzuki").await.does(&receipt, Action::Approve).await;
        assert!(matches!(early, Err(Trouble::Refused(_))), "{early:?}");
        let today = office.app.today();
        let said = Absence {
            absent: Some(head.id),
            deputy: Some(suzuki.id),
            from: Some(today),
            until: Some(today + Duration::days(3)),
            reason: "出張".into(),
        };
        let own = Absence { deputy: Some(head.id), ..said.clone() };
        let answer = office.app.add_substitute(&head, &own).await;
        assert!(matches!(answer, Err(Trouble::Amiss { field: "deputy", .. })), "{answer:?}");
        assert!(matches!(office.app.add_substitute(&suzuki, &said).await, Err(Trouble::NotAllowed)));
        // An approver hands out what approvers have, not what the head has.
        let kessai = office.staff("kessai").await.person;
        let reaching_up = Absence { deputy: Some(kessai.id), ..said.clone() };
        let answer = office.app.add_substitute(&kessai, &reaching_up).await;
        assert!(matches!(answer, Err(Trouble::Amiss { field: "absent", .. })), "{answer:?}");
        office.app.add_substitute(&head, &said).await.unwrap();
        let answer = office.app.add_substitute(&head, &said).await;
        assert!(matches!(answer, Err(Trouble::Amiss { field: "from", .. })), "overlapping: {answer:?}");
        assert_eq!(office.app.stands_in_for(&suzuki).await.unwrap()[0].absent_name, "見本 head");
        office.staff("suzuki").await.does(&receipt, Action::Approve).await.unwrap();
        let case = office.app.open_case(&head, &receipt).await.unwrap().submission;
        assert_eq!(case.stage.name(), StageName::Granted);
        let deputy = |e: &Event| matches!(e, Event::Decided { authority: Some(Authority::Deputy(d)), .. } if d.of == head.id);
        assert!(case.history.iter().any(|h| deputy(&h.event)));
        let id = office.app.substitutes(&head).await.unwrap()[0].id;
        let elsewhere = office.staff("mizu").await.person;
        assert!(office.app.remove_substitute(&elsewhere, id).await.is_err());
        office.app.remove_substitute(&head, id).await.unwrap();
        assert_eq!(office.app.stands_in_for(&suzuki).await.unwrap(), []);
    }
}

story! {
    /// Work is given in turn; who is away, or has left, is passed over.
    async fn work_is_given_in_turn(office: Office) {
        let head = office.staff("head").await.person;
        let (sato, suzuki, kessai) =
            (office.staff("sato").await.person, office.staff("suzuki").await.person, office.staff("kessai").await.person);
        let mizu = office.staff("mizu").await.person;
        let answer = office.app.set_turns(&head, "", &[mizu.id]).await;
        assert!(matches!(answer, Err(Trouble::Amiss { .. })), "of another department: {answer:?}");
        office.app.set_turns(&head, "", &[sato.id, suzuki.id, kessai.id]).await.unwrap();
        let today = office.app.today();
        let away = Absence {
            absent: Some(kessai.id),
            deputy: Some(sato.id),
            from: Some(today),
            until: Some(today),
            reason: "休暇".into(),
        };
        office.app.add_substitute(&head, &away).await.unwrap();
        assert_eq!(office.app.turns(&head).await.unwrap()[0].next.as_ref().unwrap().id, sato.id);
        let mut names = Vec::new();
        for _ in 0..4 {
            let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
            office.app.advance().await.unwrap();
            names.push(holder(&office, &receipt).await.unwrap());
        }
        assert_eq!(names, ["見本 sato", "見本 suzuki", "見本 sato", "見本 sato"], "the absent one's turn goes to the next");
        // By hand for one paper, while the rule for all others stays.
        office.app.set_turns(&head, SLUG, &[]).await.unwrap();
        let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
        office.app.advance().await.unwrap();
        assert_eq!(holder(&office, &receipt).await, None);
        office.app.remove_turns(&head, SLUG).await.unwrap();
        office.app.advance().await.unwrap();
        assert!(holder(&office, &receipt).await.is_some());
    }
}

story! {
    /// The auditor counts the people an account has seen, and reading the trail is in it.
    async fn an_auditor_counts_persons(office: Office) {
        let audit = office.staff("audit").await.person;
        let sato = office.staff("sato").await.person;
        for email in ["a@example.jp", "b@example.jp", "a@example.jp"] {
            let receipt = office.resident().submits(SLUG, email).await.receipt;
            for _ in 0..2 {
                office.app.open_case(&sato, &receipt).await.unwrap();
            }
        }
        let today = office.app.today();
        let filter = TrailFilter { from: Some(today), until: Some(today), ..TrailFilter::default() };
        let seen = office.app.persons_seen(&audit, &filter).await.unwrap();
        let of_sato = seen.iter().find(|s| s.login == "sato").unwrap();
        assert_eq!((of_sato.persons, of_sato.submissions, of_sato.exports), (2, 3, 0));
        let before = TrailFilter { until: today.pred_opt(), from: today.pred_opt(), ..filter.clone() };
        assert_eq!(office.app.persons_seen(&audit, &before).await.unwrap(), []);
        let mine = TrailFilter { login: "audit".into(), ..filter.clone() };
        office.app.trail(&audit, &mine).await.unwrap();
        let lines = office.app.trail(&audit, &mine).await.unwrap().lines;
        assert!(lines.iter().any(|l| l.deed == "この記録を見た"), "{lines:?}");
        let unknown = TrailFilter { verb: "ghosted".into(), ..filter.clone() };
        assert!(matches!(office.app.trail(&audit, &unknown).await, Err(Trouble::Amiss { field: "verb", .. })));
        // A number in any case; anything else as it stands.
        let receipt = office.resident().submits(SLUG, "c@example.jp").await.receipt;
        office.app.open_case(&sato, &receipt).await.unwrap();
        let head = office.staff("head").await.person;
        office.app.set_turns(&head, SLUG, &[]).await.unwrap();
        office.app.remove_turns(&head, SLUG).await.unwrap();
        for (object, verb) in [(receipt.as_str().to_lowercase(), "viewed"), (SLUG.to_owned(), "removed-turns")] {
            let asked = TrailFilter { object: object.clone(), verb: verb.into(), ..filter.clone() };
            assert_eq!(office.app.trail(&audit, &asked).await.unwrap().lines.len(), 1, "{object}");
        }
        let unknown = TrailFilter { login: "ghost".into(), ..filter.clone() };
        assert!(matches!(office.app.trail(&audit, &unknown).await, Err(Trouble::Amiss { field: "login", .. })));
        assert!(matches!(office.app.trail(&sato, &filter).await, Err(Trouble::NotAllowed)));
        let mut query = office.app.export_trail(&audit, &filter).await.unwrap();
        let all = office.app.more_of_the_trail(&mut query).await.unwrap();
        assert!(all.len() >= 6, "{}", all.len());
        assert_eq!(office.app.more_of_the_trail(&mut query).await.unwrap(), []);
    }
}

story! {
    /// The head looks in other departments for a reason that is kept, and sees whom to ask.
    async fn a_head_finds_what_is_elsewhere(office: Office) {
        let receipt = office.resident().submits("suido-kaishi", "hanako@example.jp").await.receipt;
        let (head, sato) = (office.staff("head").await.person, office.staff("sato").await.person);
        let audit = office.staff("audit").await.person;
        let nothing = office.app.search(&head, receipt.as_str(), None).await.unwrap();
        assert_eq!((nothing.own.len(), nothing.elsewhere.len()), (0, 0), "not without a reason");
        let short = office.app.search(&head, receipt.as_str(), Some(" ")).await;
        assert!(matches!(short, Err(Trouble::Amiss { field: "reason", .. })));
        let clerk = office.app.search(&sato, receipt.as_str(), Some("電話の問い合わせ")).await;
        assert!(matches!(clerk, Err(Trouble::NotAllowed)));
        for text in [receipt.as_str(), "hanako@example.jp"] {
            let hits = office.app.search(&head, text, Some("電話の問い合わせ")).await.unwrap();
            assert_eq!(hits.elsewhere.len(), 1, "{text}");
            assert_eq!(hits.elsewhere[0].department, "suido課");
        }
        let filter = TrailFilter { object: receipt.to_string(), ..TrailFilter::default() };
        let lines = office.app.trail(&audit, &filter).await.unwrap().lines;
        assert!(lines.iter().any(|l| l.reason == "電話の問い合わせ" && l.name == "見本 head"), "{lines:?}");
        let mizu = office.staff("mizu").await.person;
        assert_eq!(office.app.search(&mizu, "hanako@", None).await.unwrap().own.len(), 1);
    }
}

story! {
    /// A department goes into another on its day: nothing is lost, what still names it holds it back, residents are told.
    async fn a_department_goes_into_another(office: Office) {
        let me = admin(&office).await;
        let (from, into) = (DepartmentId("kodomo".into()), DepartmentId("shimin".into()));
        let (today, later) = (office.app.today(), office.app.today() + Duration::days(2));
        let receipt = office.resident().submits("jido-teate-nintei", "hanako@example.jp").await.receipt;
        let names = office.app.names_of(&from).await.unwrap();
        assert!(!names.lets_go() && names.named.people == 1 && names.named.open == 1 && !names.papers.is_empty());
        let own = office.app.plan_merger(&me, &from, &from, later, "組織の見直し").await;
        assert!(matches!(own, Err(Trouble::Amiss { field: "into", .. })));
        office.app.plan_merger(&me, &from, &into, later, "組織の見直し").await.unwrap();
        office.wait(Duration::days(3));
        office.app.do_transfers().await.unwrap();
        let ko = office.staff("ko").await.person;
        assert!(office.app.open_case(&ko, &receipt).await.is_ok(), "held back by its people and papers");
        assert!(today < later);
        office.app.give_up_merger(&me, &from).await.unwrap();
        assert!(matches!(office.app.give_up_merger(&me, &from).await, Err(Trouble::NotFound)));
        let all = office.app.accounts(&me, &AccountFilter { department: Some(from), ..AccountFilter::default() }).await;
        assert_eq!(all.unwrap().len(), 1);
    }
}

story! {
    /// Where a second factor is required, a password alone opens nothing; a code counts once, and so does a recovery code.
    async fn a_second_factor_is_enrolled_and_shown(office: Office) {
        let office = office.with_second_factor(SecondFactor::Required).await;
        let app = &office.app;
        let sato = office.staff("sato").await.person;
        let token = app.sign_in("sato", PASSWORD, "here").await.unwrap();
        assert!(matches!(app.staff_session(&token).await, Err(Trouble::FactorOwed)));
        assert!(app.staff_session_left(&token).await.unwrap().is_none(), "nor does it keep anything");
        assert_eq!(app.half_in(&token).await.unwrap().1, FactorOwed::Enrolment);
        let shown = |enrolment| {
            totp::shown(&Secret::new([42; 32]).factor_key(sato.id, enrolment), office.app.now().utc().timestamp())
        };
        let wrong = if shown(1) == "000000" { "111111" } else { "000000" };
        assert!(matches!(app.enrol_factor(&token, wrong, "").await, Err(Trouble::Amiss { field: "code", .. })));
        let codes = app.enrol_factor(&token, &shown(1), "").await.unwrap();
        assert_eq!((codes.len(), app.staff_session(&token).await.unwrap().login.as_str()), (10, "sato"));
        let token = app.sign_in("sato", PASSWORD, "here").await.unwrap();
        assert_eq!(app.half_in(&token).await.unwrap().1, FactorOwed::Code);
        assert!(app.enrol_factor(&token, &shown(2), "").await.is_err(), "another device needs the first");
        assert!(app.show_factor(&token, &shown(1)).await.is_err(), "the code was used to enrol");
        office.wait(Duration::seconds(60));
        let fresh = app.show_factor(&token, &shown(1)).await.unwrap();
        assert!(matches!(app.half_in(&token).await, Err(Trouble::SignIn)), "the token was changed");
        assert!(app.staff_session(&fresh).await.is_ok());
        office.wait(Duration::minutes(20));
        let token = app.sign_in("sato", PASSWORD, "here").await.unwrap();
        app.show_factor(&token, &codes[3].to_lowercase()).await.unwrap();
        let token = app.sign_in("sato", PASSWORD, "here").await.unwrap();
        assert!(app.show_factor(&token, &codes[3]).await.is_err(), "a recovery code counts once");
        let me = admin(&office).await;
        app.forget_factor(&me, sato.id).await.unwrap();
        let token = app.sign_in("sato", PASSWORD, "here").await.unwrap();
        assert_eq!(app.half_in(&token).await.unwrap().1, FactorOwed::Enrolment);
        assert!(app.enrol_factor(&token, &shown(1), "").await.is_err(), "the old device is no more");
    }
}

story! {
    /// A session alone puts no other device in the place of one: the device, a recovery code or the password does.
    async fn another_device_needs_the_first_or_the_password(office: Office) {
        let office = office.with_second_factor(SecondFactor::Optional).await;
        let app = &office.app;
        let sato = office.staff("sato").await.person;
        let shown = |enrolment| {
            totp::shown(&Secret::new([42; 32]).factor_key(sato.id, enrolment), office.app.now().utc().timestamp())
        };
        let token = app.sign_in("sato", PASSWORD, "here").await.unwrap();
        let codes = app.enrol_factor(&token, &shown(1), "").await.unwrap();
        office.wait(Duration::minutes(2));
        for proof in ["", "not this", &shown(2)] {
            let answer = app.enrol_factor(&token, &shown(2), proof).await;
            assert!(matches!(answer, Err(Trouble::Amiss { field: "proof", .. })), "{proof}: {answer:?}");
        }
        app.enrol_factor(&token, &shown(2), &shown(1)).await.unwrap();
        office.wait(Duration::minutes(2));
        let answer = app.enrol_factor(&token, &shown(3), &codes[0]).await;
        assert!(matches!(answer, Err(Trouble::Amiss { field: "proof", .. })), "of a device that is no more");
        let codes = app.enrol_factor(&token, &shown(3), PASSWORD).await.unwrap();
        office.wait(Duration::minutes(2));
        app.enrol_factor(&token, &shown(4), &codes[0]).await.unwrap();
        assert!(app.staff_session(&token).await.is_ok());
    }
}
