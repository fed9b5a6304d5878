//! Lists that are written behind the counter: nothing is missing and nothing is there twice, whoever dies meanwhile.

use std::collections::BTreeSet;

use chrono::Duration;
use madoguchi_app::{
    App, ExportState, ExportTrouble, Form, QueueFilter, Scope, StaffPerson, Trouble, UNDER_WAY,
};
use madoguchi_store::{audit, exports, submissions};
use madoguchi_testkit::{Office, printing::bytes_of, story};
use madoguchi_vocab::{DraftId, ExportId, ReceiptNumber, SubmissionId};

const SLUG: &str = "juminhyo-yubin";
/// More than two handfuls.
const MANY: usize = 1_100;
/// As a node that died had it in hand.
const LEASE: Duration = Duration::minutes(2);

fn scope() -> Scope {
    let filter = QueueFilter { slug: Some(SLUG.into()), ..QueueFilter::default() };
    Scope { filter, ended: true, ..Scope::default() }
}

/// Columns in an order of one's own, a question among them.
async fn columns(app: &App, person: &StaffPerson) -> Vec<String> {
    let all = app.export_columns(person, &scope()).await.unwrap();
    let question = all.iter().find(|c| c.is_answer()).expect("the paper asks something").code.clone();
    vec!["name".to_owned(), question, "receipt".to_owned(), "arrived".to_owned()]
}

/// One that was submitted, and so many more like it.
async fn many(office: &Office) -> BTreeSet<String> {
    let receipt = office.resident().submits(SLUG, "hanako@example.jp").await.receipt;
    let row = submissions::by_receipt(&office.store.reader(), &receipt).await.unwrap();
    let names =
        ["=1+1", "+81", "-5", "@SUM(A1)", "\t=1", "\r=1", "𠮷田 花子", "見本, \"花子\"\n太郎", "髙橋"];
    let mut receipts = BTreeSet::from([receipt.to_string()]);
    let mut tx = office.store.begin().await.unwrap();
    for (n, name) in (1..MANY as u128).zip(names.iter().cycle()) {
        let mut like = row.clone();
        like.id = SubmissionId(uuid::Uuid::from_u128(n));
        like.draft = DraftId(uuid::Uuid::from_u128(n));
        like.receipt = ReceiptNumber::from_random(n as u64);
        like.applicant_name = (*name).to_owned();
        // Several in the same moment.
        like.arrived_at = row.arrived_at.plus(-Duration::seconds((n / 7) as i64));
        submissions::insert(&mut tx, &like).await.unwrap();
        receipts.insert(like.receipt.to_string());
    }
    tx.commit().await.unwrap();
    receipts
}

async fn asks(office: &Office, person: &StaffPerson, form: Form) -> ExportId {
    let columns = columns(&office.app, person).await;
    office
        .app
        .ask_export(person, &scope(), form, &columns, "見本の登録")
        .await
        .unwrap()
        .expect("there is room")
}

/// A node takes it in hand and is gone.
async fn dies(office: &Office) {
    let (mut tx, now) = (office.store.begin().await.unwrap(), office.app.now());
    exports::claim(&mut tx, now, now.plus(LEASE)).await.unwrap().expect("there is something to do");
    tx.commit().await.unwrap();
    assert!(!office.app.export_step().await.unwrap(), "nobody else is at it before the lease is over");
    office.wait(LEASE);
}

async fn takes(office: &Office, person: &StaffPerson, id: ExportId) -> Vec<u8> {
    let export = office.app.export_of(person, id).await.unwrap();
    assert!(export.is_done(), "{export:?}");
    let file = office.app.exported_file(person, id).await.unwrap();
    let size = file.size;
    let bytes = bytes_of(file).await;
    assert_eq!(bytes.len() as u64, size);
    bytes
}

async fn interrupted_lists_have_the_same_bytes(office: Office) {
    let receipts = many(&office).await;
    let sato = office.staff("sato").await.person;
    let other = office.node(&office.store, 9).await;
    let filter = &scope().filter;
    assert!(office.app.export_now(&sato, filter, Form::Csv).await.unwrap().is_none(), "too many to wait for");
    for form in Form::ALL {
        let through = asks(&office, &sato, form).await;
        while office.app.export_step().await.unwrap() {}
        let interrupted = asks(&office, &sato, form).await;
        dies(&office).await;
        assert!(office.app.export_step().await.unwrap());
        let half = office.app.export_of(&sato, interrupted).await.unwrap();
        assert_eq!((half.read, half.state), (500, ExportState::Reading), "progress is kept");
        // What arrives meanwhile was not there when it was asked for.
        office.resident().submits(SLUG, "").await;
        dies(&office).await;
        while office.app.export_of(&sato, interrupted).await.unwrap().state == ExportState::Reading {
            assert!(other.export_step().await.unwrap());
        }
        dies(&office).await;
        assert!(other.export_step().await.unwrap());
        let (whole, resumed) =
            (takes(&office, &sato, through).await, takes(&office, &sato, interrupted).await);
        assert!(whole == resumed, "{form:?}: byte for byte the same");
        if form == Form::Csv {
            holds_every_row_once(&whole, &receipts);
        }
        let export = office.app.export_of(&sato, interrupted).await.unwrap();
        assert_eq!(
            (export.made.lacking > 0, export.made.files > 0),
            (form == Form::Cp932, form == Form::Zip)
        );
        let more = office.app.export_count(&sato, &scope()).await.unwrap();
        assert!(export.read < more && export.percent() == 100);
    }
    office.post().await;
}

fn holds_every_row_once(file: &[u8], receipts: &BTreeSet<String>) {
    let text = std::str::from_utf8(file).unwrap().strip_prefix('\u{FEFF}').expect("its mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    assert_eq!(
        (&head[0], &head[2], &head[3]),
        ("氏名", "受付番号", "到達日時"),
        "in the order that was asked for"
    );
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let found: BTreeSet<_> = rows.iter().map(|row| row[2].to_owned()).collect();
    assert_eq!((rows.len(), &found), (receipts.len(), receipts));
    let arrived: Vec<_> = rows.iter().map(|row| row[3].to_owned()).collect();
    assert!(arrived.is_sorted(), "the oldest first");
    for row in &rows {
        assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?}", &row[0]);
    }
    assert!(rows.iter().any(|row| &row[0] == "'=1+1") && rows.iter().any(|row| &row[0] == "𠮷田 花子"));
}

#[tokio::test]
async fn interrupted_lists_have_the_same_bytes_on_sqlite() {
    interrupted_lists_have_the_same_bytes(Office::on_sqlite().await).await;
}

#[tokio::test]
async fn interrupted_lists_have_the_same_bytes_on_postgres() {
    interrupted_lists_have_the_same_bytes(Office::on_postgres().await).await;
}

story! {
    /// A list is for whoever asked for it, says what for, leaves a trail, and goes after a week.
    async fn a_list_is_for_whoever_asked_and_goes_after_a_week(office: Office) {
        office.resident().submits(SLUG, "").await;
        let (sato, suzuki) = (office.staff("sato").await.person, office.staff("suzuki").await.person);
        let columns = columns(&office.app, &sato).await;
        for (codes, purpose) in [(&columns[..], "  "), (&[], "登録"), (&["nonsense".to_owned()], "登録")] {
            let refused = office.app.ask_export(&sato, &scope(), Form::Csv, codes, purpose).await;
            assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
        }
        let dx = office.staff("dx").await.person;
        let refused = office.app.ask_export(&dx, &scope(), Form::Csv, &columns, "登録").await;
        assert!(matches!(refused, Err(Trouble::NotAllowed)));
        let id = asks(&office, &sato, Form::Csv).await;
        assert!(matches!(office.app.exported_file(&sato, id).await, Err(Trouble::NotFound)), "not yet");
        while office.app.export_step().await.unwrap() {}
        assert!(matches!(office.app.export_of(&suzuki, id).await, Err(Trouble::NotFound)));
        takes(&office, &sato, id).await;
        let trail = audit::latest(&office.store.reader(), 3).await.unwrap();
        let told: Vec<_> = trail.iter().map(|t| (t.verb.as_str(), t.object.as_str())).collect();
        let given = format!("{SLUG} rows=1 persons=1 files=0 csv export={id}");
        let asked = format!("{SLUG} csv export={id}");
        assert_eq!(told[0], ("gave-out", given.as_str()));
        assert_eq!(told[1], ("wrote-out", given.as_str()));
        assert_eq!(told[2], ("exported", asked.as_str()));
        // Who changes to another department has left it behind.
        let moved = StaffPerson { department: madoguchi_vocab::DepartmentId("suido".into()), ..sato.clone() };
        assert!(matches!(office.app.export_of(&moved, id).await, Err(Trouble::NotFound)));
        assert_eq!(office.app.sweep_files().await.unwrap(), 0);
        office.wait(Duration::days(7));
        assert!(matches!(office.app.export_of(&sato, id).await, Err(Trouble::NotFound)));
        office.app.sweep().await.unwrap();
        assert!(exports::get(&office.store.reader(), id).await.is_err());
    }
}

story! {
    /// What is given up goes; nobody has any number under way; an empty list has its heading.
    async fn a_list_is_given_up_and_an_empty_one_has_its_heading(office: Office) {
        let sato = office.staff("sato").await.person;
        let mut asked = vec![];
        for _ in 0..UNDER_WAY {
            asked.push(asks(&office, &sato, Form::Csv).await);
        }
        let columns = columns(&office.app, &sato).await;
        let more = office.app.ask_export(&sato, &scope(), Form::Csv, &columns, "登録").await.unwrap();
        assert_eq!(more, None);
        for id in &asked[1..] {
            office.app.cancel_export(&sato, *id).await.unwrap();
        }
        assert!(matches!(office.app.cancel_export(&sato, asked[1]).await, Err(Trouble::Overtaken)));
        while office.app.export_step().await.unwrap() {}
        let states: Vec<_> = office.app.exports_of(&sato).await.unwrap().into_iter().map(|e| e.state).collect();
        assert_eq!(states.iter().filter(|s| **s == ExportState::Cancelled).count(), asked.len() - 1);
        let file = takes(&office, &sato, asked[0]).await;
        assert_eq!(String::from_utf8(file).unwrap().matches("\r\n").count(), 1);
    }
}

story! {
    /// What goes wrong is said with its reason, tried again for a while, and goes on where it was when somebody has mended it.
    async fn a_list_that_stopped_says_why_and_goes_on(office: Office) {
        office.resident().submits(SLUG, "").await;
        let sato = office.staff("sato").await.person;
        let id = asks(&office, &sato, Form::Csv).await;
        // Files arrive there; a file in place of the folder and nothing can be sealed.
        let incoming = office.data().join("files").join("incoming");
        std::fs::remove_dir_all(&incoming).unwrap();
        std::fs::write(&incoming, "").unwrap();
        for tries in 1..=8 {
            assert!(office.app.export_step().await.unwrap());
            let export = office.app.export_of(&sato, id).await.unwrap();
            assert_eq!(export.trouble, Some((tries, ExportTrouble::Files)));
            assert!(!office.app.export_step().await.unwrap(), "not at once");
            office.wait(Duration::minutes(10));
        }
        assert_eq!(office.app.export_of(&sato, id).await.unwrap().state, ExportState::Failed);
        let works = office.app.works().await.unwrap();
        assert_eq!((works.exports_waiting, works.exports_stopped), (0, 1));
        std::fs::remove_file(&incoming).unwrap();
        std::fs::create_dir(&incoming).unwrap();
        office.app.export_again(&sato, id).await.unwrap();
        while office.app.export_step().await.unwrap() {}
        takes(&office, &sato, id).await;
    }
}
