//! The machine fails the program for a while: the database is gone, the disk is full, the folder cannot be written.
//! Everybody is told so with what to do, nothing acknowledged is lost, and afterwards it goes on by itself.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a fault that is not survived has failed")]

use axum::http::StatusCode;
use cage::Cage;
use madoguchi_app::Clock;
use madoguchi_forms::Typed;
use madoguchi_store::{Location, attachments, submissions};
use madoguchi_testkit::{
    Browser, Seen, Storage, databases,
    office::{good_case, photo},
    vaults::vault_with,
};
use wire::Wire;
use world::World;

mod cage;
mod wire;
#[path = "../crash/world.rs"]
mod world;

const SLUG: &str = "juminhyo-yubin";

fn source() -> Vec<(&'static str, String)> {
    let text = std::fs::read_to_string(world::root().join("forms").join(SLUG).join("form.toml")).unwrap();
    let alone = text.lines().filter(|l| !l.starts_with("next =")).map(|l| format!("{l}\n"));
    vec![(SLUG, alone.collect())]
}

fn typed(world: &World) -> Typed {
    good_case(SLUG).typed_on(&world.papers[SLUG], Clock::Wall.now().date())
}

async fn count(location: &Location) -> i64 {
    let store = databases::opened(location).await;
    let count = submissions::count(&store.reader()).await.unwrap();
    store.close().await;
    count
}

fn is_told(page: &Seen) {
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.path);
    assert!(page.headers.contains_key("retry-after"), "{}", page.path);
    // What was sent is on the page, to be sent again; what only was to be looked at is kept.
    let safe = ["前に保存した内容は残っています", "内容はこの画面が持っています"];
    assert!(safe.iter().any(|words| page.html.contains(words)), "{}", page.html);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_database_is_gone_for_a_while() {
    let direct = databases::fresh_database().await;
    let wire = Wire::to(&direct).await;
    let world = World::new(Some(wire.url.clone()), source()).await;
    let running = world.start();
    let mut browser = Browser::at(running.address);
    let (check, _) = browser.fill_in(&typed(&world), &format!("/p/{SLUG}")).await.unwrap();
    wire.cut();
    let (pressed, ready) =
        tokio::join!(async { browser.post(&check.action(), &check.form()).await }, async {
            Browser::at(running.address).get("/readyz").await
        });
    is_told(&pressed);
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(Browser::at(running.address).get("/healthz").await.status, StatusCode::OK, "it is alive");
    let start = Browser::at(running.address).get(&format!("/p/{SLUG}")).await;
    assert_eq!(start.status, StatusCode::OK, "what needs no database is there");
    wire.mend();
    let done = browser.post(&check.action(), &check.form()).await;
    assert!(done.path.ends_with("/done"), "{} {}", done.status, done.path);
    let again = browser.post(&check.action(), &check.form()).await;
    assert_eq!(again.code(1), done.code(1));
    drop(running);
    assert_eq!(count(&Location::Postgres { url: direct, schema: None }).await, 1);
    world.run(&["verify"], "");
}

/// Answers until the disk is full; the page that cannot be saved comes again with the answers.
async fn save_until_full(browser: &mut Browser, page: &Seen) -> Seen {
    for n in 0..2_000 {
        let mut pairs = page.form();
        pairs.retain(|(name, _)| name != "_seen" && name != "name");
        pairs.push(("name".into(), format!("見本 {n}")));
        pairs.push(("_action".into(), "upload".into()));
        let saved = browser.post(&page.action(), &pairs).await;
        match saved.status {
            StatusCode::OK => {}
            StatusCode::SERVICE_UNAVAILABLE => return saved,
            other => panic!("{other} {}", saved.html),
        }
    }
    panic!("the disk never gets full")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_disk_is_full_for_a_while() {
    let world = World::new(None, source()).await;
    let mut cage = Cage::around(&world, "24m");
    cage.serve(&world);
    let typed = typed(&world);
    let mut browser = Browser::at(cage.address);
    let (check, pages) = browser.fill_in(&typed, &format!("/p/{SLUG}")).await.unwrap();
    let base = check.action().trim_end_matches("/submit").to_owned();
    let mut page = browser.get(&format!("{base}/{}", pages[0])).await;
    for key in &pages[1..] {
        if !page.html.contains("name=\"name\"") {
            page = browser.get(&format!("{base}/{key}")).await;
        }
    }
    cage.run("dd if=/dev/zero of=$room/ballast bs=4k");
    let unsaved = save_until_full(&mut browser, &page).await;
    assert!(unsaved.html.contains("いま保存できません"), "{}", unsaved.html);
    assert!(unsaved.html.contains("value=\"見本 "), "what was typed is on the page");
    let check = browser.get(&check.path).await;
    assert_eq!(check.status, StatusCode::OK, "what was saved can be read");
    is_told(&browser.post(&check.action(), &check.form()).await);
    let photos: Vec<_> = pages.iter().map(|key| format!("{base}/{key}")).collect();
    for path in photos {
        let page = browser.get(&path).await;
        if let Some(input) = page.html.split("type=\"file\" id=\"f-").nth(1) {
            let name = input.split('"').next().unwrap();
            let pairs = page.form();
            let full = browser.post_files(&page.action(), &pairs, &[(name, "写真.jpg", photo())]).await;
            assert_eq!(full.status, StatusCode::SERVICE_UNAVAILABLE, "{}", full.html);
        }
    }
    cage.run("rm $room/ballast");
    let check = browser.get(&check.path).await;
    let done = browser.post(&check.action(), &check.form()).await;
    assert!(done.path.ends_with("/done"), "{} {}", done.status, done.html);
    cage.stop();
    cage.bring_back(&world);
    assert_eq!(count(&world.location()).await, 1);
    world.run(&["verify"], "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_storage_of_files_is_gone_for_a_while() {
    let mut world = World::new(None, source()).await;
    world.storage = Some(Storage::open());
    let storage = world.storage.as_ref().unwrap();
    let running = world.start();
    let mut browser = Browser::at(running.address);
    let (check, pages) = browser.fill_in(&typed(&world), &format!("/p/{SLUG}")).await.unwrap();
    let acknowledged = storage.objects().len();
    assert!(acknowledged > 0, "a file was attached on the way");
    let base = check.action().trim_end_matches("/submit").to_owned();
    storage.leave();
    let (mut refused, mut tried) = (0, 0);
    for key in &pages {
        let page = browser.get(&format!("{base}/{key}")).await;
        assert_eq!(page.status, StatusCode::OK, "what was answered can be read");
        if let Some(input) = page.html.split("type=\"file\" id=\"f-").nth(1) {
            let name = input.split('"').next().unwrap();
            let full = browser.post_files(&page.action(), &page.form(), &[(name, "写真.jpg", photo())]).await;
            tried += 1;
            refused += usize::from(full.status == StatusCode::SERVICE_UNAVAILABLE);
            assert!(full.html.contains("いま保存できません"), "{}", full.html);
        }
    }
    assert!(tried > 0 && refused == tried, "{refused} of {tried}");
    // Nobody needs the storage to hand in what is in it already.
    let done = browser.post(&check.action(), &check.form()).await;
    assert!(done.path.ends_with("/done"), "{} {}", done.status, done.html);
    storage.come_back();
    assert_eq!(storage.objects().len(), acknowledged, "nothing was lost or half-written");
    let store = databases::opened(&world.location()).await;
    let vault = vault_with(storage, &world.data());
    let mut files = 0;
    for row in submissions::after(&store.reader(), None, 10).await.unwrap() {
        for file in attachments::files_of_submission(&store.reader(), row.id).await.unwrap() {
            assert_eq!(vault.get(file.digest).await.unwrap().len() as i64, file.size);
            files += 1;
        }
    }
    store.close().await;
    assert!(files > 0);
    drop(running);
    moved_into_another(&world).await;
}

/// A copy of what lies in a bucket comes back into a folder, and that of a folder into a bucket.
async fn moved_into_another(world: &World) {
    let copy = world.beside("copy.tar");
    world.run(&["backup", copy.to_str().unwrap()], "");
    let folder = world.elsewhere().await;
    folder.take_keys_of(world);
    let said = folder.run(&["restore", copy.to_str().unwrap()], "");
    assert!(said.contains("申請 1 件"), "{said}");
    let again = folder.beside("again.tar");
    folder.run(&["backup", again.to_str().unwrap()], "");
    let mut bucket = folder.elsewhere().await;
    bucket.take_keys_of(world);
    bucket.storage = Some(Storage::open());
    bucket.run(&["restore", again.to_str().unwrap()], "");
    let there = bucket.storage.as_ref().unwrap();
    assert!(!there.objects().is_empty());
    let store = databases::opened(&bucket.location()).await;
    let vault = vault_with(there, &bucket.data());
    for row in submissions::after(&store.reader(), None, 10).await.unwrap() {
        for file in attachments::files_of_submission(&store.reader(), row.id).await.unwrap() {
            assert_eq!(vault.get(file.digest).await.unwrap().len() as i64, file.size);
        }
    }
    store.close().await;
    let full = bucket.try_run(&["restore", again.to_str().unwrap()]);
    assert_eq!(full.0, Some(2), "a place that is not empty: {}", full.1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_folder_that_cannot_be_written_is_said_in_a_sentence() {
    let world = World::new(None, source()).await;
    let mut cage = Cage::around(&world, "24m");
    cage.run("mount -o remount,ro $room");
    let said = cage.fails_to_serve(&world);
    let sentences: Vec<_> = said.lines().filter(|l| !l.trim().is_empty()).collect();
    assert_eq!(sentences.len(), 1, "{said}");
    assert!(said.contains("書き込め") && said.contains("--data"), "{said}");
}
