//! The program is killed in the middle of its work, again and again, and nothing that was acknowledged is lost,
//! nothing is there twice, and no letter is missing.
//!
//! Residents fill in papers over HTTP, files and all, and press "send". At a request that chance picks, the
//! program gets SIGKILL. It is started again; whoever got no answer presses again. `MADOGUCHI_KILLS` says how often
//! it is killed on each database, `MADOGUCHI_CRASH_SEED` which chance.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a crash that is not survived has failed")]

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    process::Child,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use madoguchi_app::{App, City, Clock, Ids, Parts, PostalTowns, Printer, Settings};
use madoguchi_auth::Secret;
use madoguchi_forms::Typed;
use madoguchi_notify::Post;
use madoguchi_store::{Store, attachments, outbox, submissions};
use madoguchi_testkit::{Browser, Seen, databases, office::good_case, vaults::vault_in};
use madoguchi_vocab::{ReceiptNumber, workday::Calendar};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use world::World;

mod world;

/// The papers that are open.
const PAPERS: [&str; 2] = ["juminhyo-yubin", "suido-kaishi"];
/// The kinds of letter a journey up to the receipt makes.
const LETTERS: usize = 1;
const RESIDENTS: usize = 4;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// The papers as they are, without those that follow them: these are not here.
fn sources() -> Vec<(&'static str, String)> {
    let read =
        |slug| std::fs::read_to_string(world::root().join("forms").join(slug).join("form.toml")).unwrap();
    let alone =
        |text: String| text.lines().filter(|l| !l.starts_with("next =")).map(|l| format!("{l}\n")).collect();
    PAPERS.map(|slug| (slug, alone(read(slug)))).into()
}

/// What somebody types into a paper today.
fn typed(world: &World, slug: &str, who: &str) -> Typed {
    let paper = &world.papers[slug];
    // The program runs by the wall clock; the case is told on its day.
    let mut typed = good_case(slug).typed_on(paper, Clock::Wall.now().date());
    for (_, field) in paper.fields() {
        if field.applicant == Some(madoguchi_forms::ApplicantRole::Email) {
            typed.set(field.key.to_string(), format!("{who}@example.jp"));
        }
    }
    typed
}

/// Somebody who pressed "send" and got no answer.
struct Unanswered {
    browser: Browser,
    check: Seen,
}

#[derive(Default)]
struct Told {
    receipts: Vec<ReceiptNumber>,
    unanswered: Vec<(Unanswered, SocketAddr)>,
}

/// Fills in papers and sends them until the program is gone.
async fn reside(
    world: Arc<World>,
    address: SocketAddr,
    who: String,
    countdown: Arc<AtomicI64>,
    kill: Arc<Mutex<Child>>,
) -> Told {
    let mut told = Told::default();
    for n in 0.. {
        let slug = PAPERS[n % PAPERS.len()];
        let typed = typed(&world, slug, &format!("{who}.{n}"));
        let mut browser = Browser::at(address);
        let watch = |requests: i64| {
            // At the request that chance has picked.
            let before = countdown.fetch_sub(requests, Ordering::SeqCst);
            if before > 0 && before <= requests {
                let _ = kill.lock().unwrap().kill();
            }
        };
        let Ok(start) = browser.try_get(&format!("/p/{slug}")).await else { return told };
        watch(1);
        let Ok(mut page) = browser.try_post(&start.action(), &start.form()).await else { return told };
        while !page.path.ends_with("/check") {
            assert_eq!(page.status.as_u16(), 200, "{} {}", page.path, page.complaints());
            watch(1);
            let Ok(next) = browser.answer(&page, &typed).await else { return told };
            page = next;
        }
        let (action, form) = (page.action(), page.form());
        // The press and the kill set out together: any part of the work may be the last.
        let (pressed, ()) = tokio::join!(browser.try_post(&action, &form), async { watch(3) });
        match pressed {
            Ok(done) if done.path.ends_with("/done") => told.receipts.push(done.code(1).parse().unwrap()),
            Ok(other) => panic!("{} {}", other.status, other.path),
            Err(_) => {
                told.unanswered.push((Unanswered { browser, check: page }, address));
                return told;
            }
        }
    }
    told
}

async fn survive(database: Option<String>, kills: u64) {
    let world = Arc::new(World::new(database, sources()).await);
    let seed = number("MADOGUCHI_CRASH_SEED", 1);
    let mut rng = StdRng::seed_from_u64(seed);
    let mut acknowledged: BTreeSet<ReceiptNumber> = BTreeSet::new();
    let mut unanswered: Vec<Unanswered> = Vec::new();
    let (mut pressed_again, mut were_in) = (0, 0);
    for round in 0..kills {
        let running = world.start();
        // Who got no answer presses again, as the same browser, and gets one receipt.
        for one in std::mem::take(&mut unanswered) {
            let mut browser = one.browser.moved_to(running.address);
            let store = databases::opened(&world.location()).await;
            let before = submissions::count(&store.reader()).await.unwrap();
            let done = browser.post(&one.check.action(), &one.check.form()).await;
            assert!(done.path.ends_with("/done"), "pressed again: {} {}", done.status, done.path);
            let receipt: ReceiptNumber = done.code(1).parse().unwrap();
            were_in += u64::from(submissions::count(&store.reader()).await.unwrap() == before);
            pressed_again += 1;
            assert!(acknowledged.insert(receipt), "one receipt for two drafts");
            store.close().await;
        }
        let countdown = Arc::new(AtomicI64::new(rng.random_range(2..70)));
        let residents: Vec<_> = (0..RESIDENTS)
            .map(|n| {
                let (world, child) = (world.clone(), running.child.clone());
                let who = format!("r{round}.{n}");
                tokio::spawn(reside(world, running.address, who, countdown.clone(), child))
            })
            .collect();
        for resident in residents {
            let told = resident.await.unwrap();
            for receipt in told.receipts {
                assert!(acknowledged.insert(receipt), "a receipt was given twice");
            }
            unanswered.extend(told.unanswered.into_iter().map(|(u, _)| u));
        }
        drop(running);
        let store = databases::opened(&world.location()).await;
        for receipt in &acknowledged {
            let found = submissions::by_receipt(&store.reader(), receipt).await;
            assert!(found.is_ok(), "{receipt} was acknowledged and is lost after kill {round} (seed {seed})");
        }
        store.close().await;
        if round % 20 == 19 {
            world.run(&["verify"], "");
        }
    }
    settle(&world, &acknowledged, unanswered).await;
    eprintln!(
        "killed {kills} times: {} acknowledged, 0 lost, 0 doubled; {pressed_again} pressed again without an answer, of which {were_in} were in already",
        acknowledged.len()
    );
}

/// At the end: every letter left, every file is whole, every history holds.
async fn settle(world: &World, acknowledged: &BTreeSet<ReceiptNumber>, unanswered: Vec<Unanswered>) {
    let running = world.start();
    let store = databases::opened(&world.location()).await;
    let mut all = acknowledged.clone();
    for one in unanswered {
        let done = one.browser.moved_to(running.address).post(&one.check.action(), &one.check.form()).await;
        assert!(done.path.ends_with("/done"), "{} {}", done.status, done.path);
        assert!(all.insert(done.code(1).parse().unwrap()));
    }
    let copy = world.beside("copy.tar");
    world.run(&["backup", copy.to_str().unwrap()], "");
    drop(running);
    restored(world, &copy, all.len()).await;
    empty_the_tray(world, &store).await;
    assert_eq!(
        submissions::count(&store.reader()).await.unwrap(),
        all.len() as i64,
        "as many as were acknowledged"
    );
    let vault = vault_in(&world.data());
    let mut letters = 0;
    for receipt in &all {
        let row = submissions::by_receipt(&store.reader(), receipt).await.unwrap();
        for file in attachments::files_of_submission(&store.reader(), row.id).await.unwrap() {
            let bytes = vault.get(file.digest).await.unwrap();
            assert_eq!(bytes.len() as i64, file.size, "{receipt}: a file is not whole");
        }
        let told = outbox::of_submission(&store.reader(), row.id).await.unwrap();
        assert!(told.len() == LETTERS && told.iter().all(|l| l.state == "sent"), "{receipt}: {told:?}");
        letters += told.len();
    }
    store.close().await;
    let arrived = world.letterbox.letters();
    let ids: BTreeSet<_> = arrived.iter().filter_map(|l| l.header("message-id")).collect();
    assert_eq!(ids.len(), letters, "letters that arrived");
    eprintln!(
        "{letters} letters, {} of them arrived twice under the same Message-ID",
        arrived.len() - ids.len()
    );
    world.run(&["verify"], "");
}

/// A copy made while the program served, in an empty place: as much, whole, and it holds. A copy that was damaged,
/// and a place that is not empty, are refused.
async fn restored(world: &World, copy: &std::path::Path, expected: usize) {
    let elsewhere = world.elsewhere().await;
    let keyless = elsewhere.try_run(&["restore", copy.to_str().unwrap()]);
    assert_eq!(keyless.0, Some(2), "without the keys nothing could be opened: {}", keyless.1);
    elsewhere.take_keys_of(world);
    let said = elsewhere.run(&["restore", copy.to_str().unwrap()], "");
    assert!(said.contains(&format!("申請 {expected} 件")), "{said}");
    let store = databases::opened(&elsewhere.location()).await;
    let vault = vault_in(&elsewhere.data());
    let mut files = 0;
    for row in submissions::after(&store.reader(), None, 10_000).await.unwrap() {
        for file in attachments::files_of_submission(&store.reader(), row.id).await.unwrap() {
            assert_eq!(vault.get(file.digest).await.unwrap().len() as i64, file.size);
            files += 1;
        }
    }
    store.close().await;
    assert!(files > 0, "the files came back too");
    let again = elsewhere.try_run(&["restore", copy.to_str().unwrap()]);
    assert_eq!(again.0, Some(2), "a place that is not empty: {}", again.1);
    let mut bytes = std::fs::read(copy).unwrap();
    // Not the filling between two entries, which is nothing: that is zeros.
    let middle = (bytes.len() / 2..).find(|at| bytes[*at] != 0).unwrap();
    bytes[middle] ^= 1;
    let damaged = world.beside("damaged.tar");
    std::fs::write(&damaged, bytes).unwrap();
    let empty = world.elsewhere().await;
    empty.take_keys_of(world);
    let refused = empty.try_run(&["restore", damaged.to_str().unwrap()]);
    assert_eq!(refused.0, Some(2), "a damaged copy: {}", refused.1);
}

/// A day later, when whatever was in hand at a kill may be taken up again, an office of the same world delivers.
async fn empty_the_tray(world: &World, store: &Store) {
    let key = std::fs::read_to_string(world.data().join("secret.key")).unwrap();
    let app = App::open(Parts {
        store: store.clone(),
        vault: vault_in(&world.data()),
        scanner: None,
        printer: Printer::none(),
        post: Post::smtp(&world.letterbox.url()).unwrap(),
        clock: Clock::standing(Clock::Wall.now().plus(chrono::Duration::days(1))),
        ids: Ids::Machine,
        secret: Secret::from_hex(&key).unwrap(),
        calendar: Calendar::japan(),
        papers: vec![],
        guide: Default::default(),
        postal: PostalTowns::of_japan(),
        settings: Settings {
            city: City {
                name: "見本市".into(),
                name_en: String::new(),
                prefecture: String::new(),
                phone: String::new(),
                hours: String::new(),
                hours_en: String::new(),
                address: String::new(),
                mark: String::new(),
            },
            public_url: String::new(),
            mail_from: "窓口 <madoguchi@example.jp>".into(),
            draft_days: 30,
            second_factor: madoguchi_app::SecondFactor::Off,
            partial_rule: madoguchi_app::PartialRule::Able,
            founded: "1956-02-11".parse().unwrap(),
            licence: "CC BY 4.0".into(),
            licence_url: "https://creativecommons.org/licenses/by/4.0/".into(),
            corporate_number: String::new(),
            terms_url: String::new(),
            proxies: vec![],
            population: None,
            demo: false,
        },
    })
    .await
    .unwrap();
    while app.deliver().await.unwrap().sent > 0 {}
    assert_eq!(outbox::waiting(&store.reader()).await.unwrap(), 0, "letters lie unsent");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    survive(None, number("MADOGUCHI_KILLS", 200)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_postgres() {
    survive(Some(databases::fresh_database().await), number("MADOGUCHI_KILLS", 200)).await;
}
