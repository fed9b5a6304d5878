//! What becomes of attached files: scanned, opened, lost, swept.

use std::time::{Duration, SystemTime};

use madoguchi_app::{App, Draft, FileTrouble, Scan, Scanned, Trouble};
use madoguchi_store::attachments;
use madoguchi_testkit::{
    Gate, Office, Storage,
    office::{good_case, photo, tell},
    story,
};
use madoguchi_vocab::{FieldKey, FileId, ReceiptNumber};
use madoguchi_workflow::{Action, StageName};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

const PAPER: &str = "juminhyo-yubin";

fn clamd() -> String {
    let name = "MADOGUCHI_TEST_CLAMD";
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test`"))
}

/// A photo in whose pixels stands what every scanner calls a virus and what is none.
fn infected() -> Vec<u8> {
    let mut bytes = photo();
    let eicar = [br"X5O!P%@AP[4\PZX54(P^)7CC)7}$".as_slice(), b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
    let end = bytes.len() - 2;
    bytes.splice(end..end, eicar.concat());
    bytes
}

/// Submits the paper with this photo; the receipt and the file.
async fn submits(office: &Office, bytes: &[u8]) -> (ReceiptNumber, FileId) {
    let resident = office.resident();
    let app = &office.app;
    let mut draft: Draft = resident.types(PAPER, &good_case(PAPER)).await;
    for id in draft.files.keys().cloned().collect::<Vec<_>>() {
        draft = app.detach(&draft, id.parse().unwrap()).await.unwrap();
    }
    let field: FieldKey = "id_photo".parse().unwrap();
    let draft = app.attach(&draft, &field, None, "a.jpg", app.arrived(bytes).await.unwrap()).await.unwrap();
    let file = draft.files.keys().next().unwrap().parse().unwrap();
    (app.submit(&draft, draft.revision, &resident.visitor).await.unwrap().receipt, file)
}

async fn opens(office: &Office, receipt: &ReceiptNumber, file: FileId) -> Result<(), Option<Scan>> {
    let sato = office.staff("sato").await;
    match office.app.case_file(&sato.person, receipt, file).await {
        Ok(_) => Ok(()),
        Err(Trouble::Unopened(scan)) => Err(Some(scan)),
        Err(_) => Err(None),
    }
}

/// Waits until every pause is over, and has the scanner look.
async fn scans(office: &Office) -> Scanned {
    office.wait(chrono::Duration::minutes(30));
    office.app.scan_files().await.unwrap()
}

#[tokio::test]
async fn staff_open_a_file_once_it_is_clean() {
    tell(Office::with_scanner(&clamd()).await, |office| async move {
        let (receipt, file) = submits(&office, &photo()).await;
        assert_eq!(opens(&office, &receipt, file).await, Err(Some(Scan::Waiting)));
        assert_eq!(scans(&office).await, Scanned { clean: 1, ..Scanned::default() });
        assert_eq!(opens(&office, &receipt, file).await, Ok(()));
        assert_eq!(scans(&office).await, Scanned::default(), "once is enough");
    })
    .await;
}

#[tokio::test]
async fn a_virus_is_deleted_and_the_application_stays() {
    tell(Office::with_scanner(&clamd()).await, |office| async move {
        let (receipt, file) = submits(&office, &infected()).await;
        let (other, clean) = submits(&office, &photo()).await;
        let done = scans(&office).await;
        assert_eq!((done.infected, done.clean), (1, 1));
        assert_eq!(opens(&office, &receipt, file).await, Err(Some(Scan::Infected)));
        assert_eq!(opens(&office, &other, clean).await, Ok(()));
        let kept = walk(&office).len();
        assert_eq!(kept, 1, "the bytes are gone");
        let sato = office.staff("sato").await;
        let case = office.app.open_case(&sato.person, &receipt).await.unwrap();
        assert_eq!(case.unopened.values().collect::<Vec<_>>(), [&Scan::Infected]);
        sato.does(&receipt, Action::Take).await.unwrap();
        sato.asks_correction(&receipt, "id_photo", "別の写真を出してください。", 14).await.unwrap();
        let case = office.app.open_case(&sato.person, &receipt).await.unwrap();
        assert_eq!(case.submission.stage.name(), StageName::AwaitingCorrection);
    })
    .await;
}

#[tokio::test]
async fn a_scanner_that_is_down_is_waited_for_and_nobody_is_kept_waiting() {
    // A port nobody listens on: it was ours a moment ago.
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    tell(Office::with_scanner(&format!("tcp://{nobody}")).await, |office| async move {
        let (receipt, file) = submits(&office, &photo()).await;
        for _ in 0..12 {
            assert_eq!(scans(&office).await, Scanned { later: 1, ..Scanned::default() });
        }
        assert_eq!(office.app.scan_files().await.unwrap(), Scanned::default(), "not before its time");
        assert_eq!(opens(&office, &receipt, file).await, Err(Some(Scan::Waiting)));
    })
    .await;
}

/// A scanner that takes the whole file and then says this.
async fn scanner_that_says(words: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut line, _) = listener.accept().await.unwrap();
            // Let it finish, so that the answer is not lost with the connection.
            let mut sent = Vec::new();
            while !sent.ends_with(&[0; 4]) || sent.len() < 20 {
                let mut some = [0; 4096];
                let n = line.read(&mut some).await.unwrap();
                sent.extend_from_slice(&some[..n]);
            }
            line.write_all(words).await.unwrap();
        }
    });
    format!("tcp://{address}")
}

#[tokio::test]
async fn a_scanner_that_hangs_up_is_no_answer_and_is_waited_for() {
    tell(Office::with_scanner(&scanner_that_says(b"").await).await, |office| async move {
        let (receipt, file) = submits(&office, &photo()).await;
        for _ in 0..12 {
            assert_eq!(scans(&office).await, Scanned { later: 1, ..Scanned::default() });
        }
        assert_eq!(opens(&office, &receipt, file).await, Err(Some(Scan::Waiting)));
    })
    .await;
}

#[tokio::test]
async fn a_scanner_that_talks_nonsense_is_asked_again_and_given_up() {
    tell(Office::with_scanner(&scanner_that_says(b"stream: perhaps\0").await).await, |office| async move {
        let (receipt, file) = submits(&office, &photo()).await;
        for _ in 0..7 {
            assert_eq!(scans(&office).await, Scanned { later: 1, ..Scanned::default() });
        }
        assert_eq!(scans(&office).await, Scanned { unscannable: 1, ..Scanned::default() });
        assert_eq!(opens(&office, &receipt, file).await, Err(Some(Scan::Unscannable)));
    })
    .await;
}

#[tokio::test]
async fn storage_that_is_away_is_waited_for_as_the_scanner_is() {
    let storage = Storage::open();
    tell(Office::with_storage(&storage, &clamd()).await, |office| async move {
        let (receipt, file) = submits(&office, &photo()).await;
        storage.leave();
        for _ in 0..10 {
            assert_eq!(scans(&office).await, Scanned { later: 1, ..Scanned::default() });
        }
        storage.come_back();
        assert_eq!(scans(&office).await, Scanned { clean: 1, ..Scanned::default() });
        assert_eq!(opens(&office, &receipt, file).await, Ok(()));
        let (virus, other) = submits(&office, &infected()).await;
        assert_eq!(scans(&office).await, Scanned { infected: 1, ..Scanned::default() });
        assert_eq!(opens(&office, &virus, other).await, Err(Some(Scan::Infected)));
        // What was attached and taken out again on the way is not swept yet.
        let before = storage.objects().len();
        assert_eq!(office.app.sweep_files().await.unwrap(), 0);
        assert_eq!(storage.objects().len(), before);
    })
    .await;
}

#[tokio::test]
async fn without_a_scanner_staff_open_what_came() {
    tell(Office::on_sqlite().await, |office| async move {
        let (receipt, file) = submits(&office, &photo()).await;
        assert_eq!(office.app.scan_files().await.unwrap(), Scanned::default());
        assert_eq!(opens(&office, &receipt, file).await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn only_what_nobody_names_is_swept() {
    tell(Office::on_sqlite().await, |office| async move {
        let app = &office.app;
        let (receipt, file) = submits(&office, &photo()).await;
        let resident = office.resident();
        let draft = resident.types(PAPER, &good_case(PAPER)).await;
        let field: FieldKey = "id_photo".parse().unwrap();
        let first = draft.files.keys().next().unwrap().parse().unwrap();
        let draft = app.detach(&draft, first).await.unwrap();
        let draft =
            app.attach(&draft, &field, None, "a.jpg", app.arrived(&infected()).await.unwrap()).await.unwrap();
        let orphan = app.arrived(&[photo(), photo()].concat()).await.unwrap().keep().await.unwrap();
        assert_eq!(walk(&office).len(), 3);
        assert_eq!(app.sweep_files().await.unwrap(), 0, "they are young");
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        for path in walk(&office) {
            std::fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
        }
        assert_eq!(app.sweep_files().await.unwrap(), 1);
        assert_eq!(app.sweep_files().await.unwrap(), 0);
        assert_eq!(opens(&office, &receipt, file).await, Ok(()));
        assert!(app.file_of_draft(&draft, draft.files.keys().next().unwrap().parse().unwrap()).await.is_ok());
        assert!(!attachments::digests(&office.store.reader()).await.unwrap().contains(&orphan));
    })
    .await;
}

/// Every file of the vault.
fn walk(office: &Office) -> Vec<std::path::PathBuf> {
    let folders = std::fs::read_dir(office.data().join("files")).unwrap().map(|e| e.unwrap().path());
    folders.flat_map(|f| std::fs::read_dir(f).unwrap().map(|e| e.unwrap().path())).collect()
}

/// A file on its way into a draft as it was read, through a node that a gate holds.
async fn attaching(node: &App, draft: &Draft, name: &'static str) -> JoinHandle<Result<Draft, Trouble>> {
    let (node, draft, field) = (node.clone(), draft.clone(), "id_photo".parse::<FieldKey>().unwrap());
    let file = node.arrived(&photo()).await.unwrap();
    tokio::spawn(async move { node.attach(&draft, &field, None, name, file).await })
}

story! {
    /// Answers that were saved meanwhile are no reason to send a file again. That the question is full by now is one, and
    /// so is that the draft is in other hands.
    async fn a_file_that_was_overtaken_is_looked_at_again(office: Office) {
        let (app, gate, resident) = (&office.app, Gate::default(), office.resident());
        let node = gate.node(&office).await;
        let files = async |draft: &Draft| {
            attachments::files_of_draft(&office.store.reader(), draft.id).await.unwrap().len()
        };
        let draft = resident.types(PAPER, &good_case(PAPER)).await;
        gate.close();
        let coming = attaching(&node, &draft, "b.jpg").await;
        gate.holds(1).await;
        app.save_draft(&draft, draft.typed.clone()).await.unwrap();
        gate.open();
        let draft = coming.await.unwrap().expect("what was typed is no reason");

        // The paper takes four.
        let draft = attaching(&node, &draft, "c.jpg").await.await.unwrap().unwrap();
        gate.close();
        let coming = attaching(&node, &draft, "d.jpg").await;
        gate.holds(2).await;
        attaching(app, &draft, "e.jpg").await.await.unwrap().unwrap();
        gate.open();
        let late = coming.await.unwrap().map(|draft| draft.revision);
        assert!(matches!(late, Err(Trouble::File(FileTrouble::TooMany { limit: 4 }))), "{late:?}");
        assert_eq!(files(&draft).await, 4, "nothing is left of it");

        let draft = resident.types(PAPER, &good_case(PAPER)).await;
        let sato = office.staff("sato").await;
        gate.close();
        let coming = attaching(&node, &draft, "b.jpg").await;
        gate.holds(3).await;
        app.resume_at_desk(&sato.person, app.resume_code(draft.id).reveal(), "x").await.unwrap();
        gate.open();
        let late = coming.await.unwrap().map(|draft| draft.revision);
        assert!(matches!(late, Err(Trouble::Overtaken)), "{late:?}");
        assert_eq!(files(&draft).await, 1, "nobody puts a file onto the desk of the office");
    }
}
