//! More people than places: nobody is left without a word, and nothing that was typed is lost.

use std::{convert::Infallible, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{StatusCode, header},
};
use futures_util::{StreamExt, stream};
use madoguchi_testkit::{Browser, Gate, Office, Seen, office::photo};
use madoguchi_web::{Pace, Places};
use tokio::task::JoinHandle;

use crate::{at_the_photo, kit::and};

/// An office with few places, whose writers a gate can hold.
async fn small() -> (Office, Router, Gate) {
    small_with(Places { files: 1, ..Places::default() }).await
}

async fn small_with(places: Places) -> (Office, Router, Gate) {
    let office = Office::on_sqlite().await;
    let gate = Gate::default();
    let app = gate.node(&office).await;
    let places = Places { residents: 3, kept: 1, staff: 1, ..places };
    (office, madoguchi_web::router_for(app, places), gate)
}

/// The first page of a paper, answered but not sent.
async fn answered(router: &Router, prefix: &str) -> (Browser, Seen, Vec<(String, String)>) {
    let mut browser = Browser::new(router);
    let start = browser.get(&format!("{prefix}/p/juminhyo-yubin")).await;
    let page = browser.post(&start.action(), &start.form()).await;
    let pairs = and(&page, &[("registered", "yes"), ("requester", "self")]);
    (browser, page, pairs)
}

fn sent(mut browser: Browser, to: String, pairs: Vec<(String, String)>) -> JoinHandle<Seen> {
    tokio::spawn(async move { browser.post(&to, &pairs).await })
}

#[tokio::test]
async fn who_is_refused_gets_every_answer_back_and_sends_it_again() {
    let (_office, router, gate) = small().await;
    let mut busy = Vec::new();
    let mut refused = Vec::new();
    for prefix in ["", "", "", "", "/easy", "/en"] {
        let one = answered(&router, prefix).await;
        if busy.len() < 3 { busy.push(one) } else { refused.push(one) }
    }
    gate.close();
    let busy: Vec<_> = busy.into_iter().map(|(b, page, pairs)| sent(b, page.action(), pairs)).collect();
    gate.holds(3).await;

    // Whoever looks around is told; the page comes again by itself.
    for (path, words) in [("/", "アクセスが集中"), ("/easy", "たくさんの"), ("/en", "Very many")]
    {
        let told = Browser::new(&router).get(path).await;
        assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(told.html.contains(words) && told.html.contains("<h1"), "{path}: {}", told.html);
        assert!(!told.html.contains("<script") && !told.html.contains("method=\"post\""));
        let again = told.headers["retry-after"].to_str().unwrap();
        assert_eq!(told.headers["refresh"].to_str().unwrap(), again);
        assert!(told.html.contains(again), "the page says when: {}", told.html);
        assert_eq!(told.headers["cache-control"], "no-store");
    }
    // What was sent is in the page, as it was sent, and the page does not send it by itself.
    let mut again = Vec::new();
    for (mut browser, page, mut pairs) in refused {
        pairs.push(("note".into(), "1行目\r\n\"2\" <3>".into()));
        let told = browser.post(&page.action(), &pairs).await;
        assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(told.form(), pairs);
        assert_eq!(told.action(), page.action());
        assert!(!told.headers.contains_key("refresh") && told.headers.contains_key("retry-after"));
        pairs.pop();
        again.push((browser, told, page));
    }
    // Staff and whoever watches the machine are not shut out.
    assert_eq!(Browser::new(&router).get("/staff/login").await.status, StatusCode::OK);
    assert_eq!(Browser::new(&router).get("/healthz").await.status, StatusCode::OK);

    gate.open();
    for one in busy {
        let seen = one.await.unwrap();
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.html);
        assert!(!seen.html.contains("error-summary"), "{}", seen.complaints());
    }
    for (mut browser, told, page) in again {
        let mut pairs = told.form();
        pairs.pop();
        let next = browser.post(&told.action(), &pairs).await;
        assert_eq!(next.status, StatusCode::OK, "{}", next.html);
        assert_ne!(next.path, page.path, "it goes on");
        let kept = browser.get(&page.path).await.form();
        assert!(kept.contains(&("requester".into(), "self".into())), "{kept:?}");
    }
}

#[tokio::test]
async fn a_place_is_kept_for_who_fills_in() {
    let (_office, router, gate) = small().await;
    let (one, two, three) =
        (answered(&router, "").await, answered(&router, "").await, answered(&router, "").await);
    gate.close();
    let first = sent(one.0, one.1.action(), one.2);
    let second = sent(two.0, two.1.action(), two.2);
    gate.holds(2).await;
    assert_eq!(Browser::new(&router).get("/").await.status, StatusCode::SERVICE_UNAVAILABLE);
    let third = sent(three.0, three.1.action(), three.2);
    gate.holds(3).await;
    gate.open();
    for one in [first, second, third] {
        assert_eq!(one.await.unwrap().status, StatusCode::OK);
    }
    assert_eq!(Browser::new(&router).get("/").await.status, StatusCode::OK, "places are given back");
}

#[tokio::test]
async fn files_that_found_no_place_are_named_to_be_chosen_again() {
    let (office, router, gate) = small().await;
    let (mut one, mut two) = (Browser::new(&router), Browser::new(&router));
    let (page, other) = (at_the_photo(&office, &mut one).await, at_the_photo(&office, &mut two).await);
    gate.close();
    let upload = |page: &Seen| and(page, &[("_action", "upload:")]);
    let (to, pairs) = (page.action(), upload(&page));
    let first =
        tokio::spawn(async move { one.post_files(&to, &pairs, &[("id_photo", "a.jpg", photo())]).await });
    gate.holds(1).await;
    let files = [("id_photo", "免許証.jpg", photo())];
    let told = two.post_files(&other.action(), &upload(&other), &files).await;
    assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(told.form(), upload(&other));
    assert!(told.html.contains("<li>免許証.jpg</li>"), "{}", told.html);
    assert!(told.html.contains("type=\"file\" id=\"again-1\" name=\"id_photo\""), "{}", told.html);
    gate.open();
    assert_eq!(first.await.unwrap().status, StatusCode::OK);
    let next = two.post_files(&told.action(), &told.form(), &files).await;
    assert_eq!(next.status, StatusCode::OK, "{}", next.html);
    assert!(next.html.contains("免許証.jpg</a>"), "{}", next.html);
}

#[tokio::test]
async fn what_is_typed_to_sign_in_is_written_into_no_page() {
    let (_office, router, gate) = small().await;
    let (mut one, mut two) = (Browser::new(&router), Browser::new(&router));
    let (page, other) = (one.get("/staff/login").await, two.get("/staff/login").await);
    let pairs = |page: &Seen| and(page, &[("login", "sato"), ("password", "geheim-geheim")]);
    gate.close();
    let first = sent(one, page.action(), pairs(&page));
    gate.holds(1).await;
    let told = two.post(&other.action(), &pairs(&other)).await;
    assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!told.html.contains("geheim") && told.html.contains("操作は行われていません"), "{}", told.html);
    gate.open();
    first.await.unwrap();
}

/// A file of which the beginning comes, and nothing more.
fn stopped(browser: &Browser, to: &str, kind: &str, beginning: &'static [u8]) -> axum::http::Request<Body> {
    let coming = stream::iter([Ok::<_, Infallible>(Bytes::from_static(beginning))]).chain(stream::pending());
    let request = browser.request("POST", to).header(header::CONTENT_TYPE, kind);
    request.body(Body::from_stream(coming)).unwrap()
}

#[tokio::test]
async fn a_file_that_stops_coming_gives_its_place_back() {
    // The time for the next bytes is over at once; what is there already is never late.
    let pace = Pace { least: 1024, within: Duration::ZERO };
    let (office, router, _gate) = small_with(Places { files: 1, pace, ..Places::default() }).await;
    for (prefix, words) in [("", "通信が止まりました"), ("/en", "has not reached us")] {
        let mut browser = Browser::new(&router);
        let page = at_the_photo(&office, &mut browser).await;
        let (to, kind) = (format!("{prefix}{}", page.action()), "multipart/form-data; boundary=xx");
        let part =
            b"--xx\r\nContent-Disposition: form-data; name=\"id_photo\"; filename=\"a.jpg\"\r\n\r\n\xFF\xD8";
        let told = browser.send(stopped(&browser, &to, kind, part), &to).await;
        assert_eq!(told.status, StatusCode::REQUEST_TIMEOUT);
        assert!(told.html.contains(words) && told.html.contains(&format!("href=\"{to}\"")), "{}", told.html);
        // There is one place, and it is free again; so is the line of who only brings words.
        let pairs = and(&page, &[("_action", "upload:")]);
        let next = browser.post_files(&page.action(), &pairs, &[("id_photo", "a.jpg", photo())]).await;
        assert_eq!(next.status, StatusCode::OK);
        assert!(next.html.contains("a.jpg</a>"), "{}", next.html);
    }
    let mut browser = Browser::new(&router);
    let kind = "application/x-www-form-urlencoded";
    let told =
        browser.send(stopped(&browser, "/p/juminhyo-yubin", kind, b"_csrf="), "/p/juminhyo-yubin").await;
    assert_eq!(told.status, StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn nobody_takes_all_places_for_files_from_one_address() {
    let places = Places { files: 2, files_each: 1, ..Places::default() };
    let (office, router, gate) = small_with(places).await;
    let mut at = Vec::new();
    for address in ["192.0.2.1", "192.0.2.1", "192.0.2.2"] {
        let mut browser = Browser::new(&router).from(address);
        let page = at_the_photo(&office, &mut browser).await;
        at.push((browser, page));
    }
    gate.close();
    let mut at = at.into_iter().map(|(mut browser, page)| async move {
        let pairs = and(&page, &[("_action", "upload:")]);
        browser.post_files(&page.action(), &pairs, &[("id_photo", "a.jpg", photo())]).await
    });
    let first = tokio::spawn(at.next().unwrap());
    gate.holds(1).await;
    assert_eq!(at.next().unwrap().await.status, StatusCode::SERVICE_UNAVAILABLE);
    let other = tokio::spawn(at.next().unwrap());
    gate.holds(2).await;
    gate.open();
    assert_eq!(first.await.unwrap().status, StatusCode::OK);
    assert_eq!(other.await.unwrap().status, StatusCode::OK);
}

#[tokio::test]
async fn forms_that_find_no_memory_are_told_that_nothing_was_done() {
    // One address may have a sixteenth: one form that has begun, and a little more than one of these is long.
    let (_office, router, gate) = small_with(Places { forms: 16 * 17 * 1024, ..Places::default() }).await;
    let (one, two) = (answered(&router, "").await, answered(&router, "").await);
    gate.close();
    let first = sent(one.0, one.1.action(), one.2);
    gate.holds(1).await;
    let (mut browser, page, pairs) = two;
    let told = browser.post(&page.action(), &pairs).await;
    assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        told.html.contains("アクセスが集中") && told.html.contains("操作は行われていません"),
        "{}",
        told.html
    );
    assert!(!told.html.contains("method=\"post\""), "{}", told.html);
    gate.open();
    assert_eq!(first.await.unwrap().status, StatusCode::OK);
    let next = browser.post(&page.action(), &pairs).await;
    assert_eq!(next.status, StatusCode::OK);
    assert_ne!(next.path, page.path, "there is memory again");
}

#[tokio::test]
async fn words_beside_files_are_never_more_than_a_form() {
    let (office, router, _gate) = small().await;
    let mut browser = Browser::new(&router);
    let page = at_the_photo(&office, &mut browser).await;
    let long = and(&page, &[("note", "x".repeat(1024 * 1024).as_str())]);
    assert_eq!(browser.post_files(&page.action(), &long, &[]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}
