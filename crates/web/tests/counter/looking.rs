//! Number and key: what is wrong about them, nobody is told.

use axum::{Router, http::StatusCode};
use madoguchi_testkit::{Browser, Seen};
use madoguchi_vocab::{LookupKey, ReceiptNumber};
use madoguchi_workflow::Action;

use crate::{counter, doors::signed_in, kit::and};

async fn looks_up(router: &Router, receipt: &str, key: &str) -> Seen {
    let mut browser = Browser::new(router);
    let page = browser.get("/status").await;
    browser.post(&page.action(), &and(&page, &[("receipt", receipt), ("key", key)])).await
}

/// The page but for what was typed into it and what differs in every answer.
fn bare(page: &Seen, receipt: &str) -> (StatusCode, Vec<String>, String) {
    let token = page.form().into_iter().find(|(name, _)| name == "_csrf").unwrap().1;
    let mut headers: Vec<_> = page.headers.keys().map(ToString::to_string).collect();
    headers.sort();
    (page.status, headers, page.html.replace(receipt, "RECEIPT").replace(&token, "TOKEN"))
}

#[tokio::test]
async fn a_wrong_number_and_a_wrong_key_look_the_same() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("suido-kaishi", "").await;
    let (number, unknown) = (receipt.receipt.as_str(), ReceiptNumber::from_random(99));
    let wrong = LookupKey::from_random(1);
    let expected = bare(&looks_up(&router, number, wrong.reveal()).await, number);
    assert_eq!(expected.0, StatusCode::UNPROCESSABLE_ENTITY);
    for (number, key) in [
        (unknown.as_str(), receipt.key.reveal()),
        (unknown.as_str(), wrong.reveal()),
        (number, "そのほか"),
        (&number[..4], receipt.key.reveal()),
        ("XXXX-XXXX-XX", receipt.key.reveal()),
    ] {
        let seen = looks_up(&router, number, key).await;
        assert_eq!(bare(&seen, number), expected, "{number} {key}");
        assert!(!seen.html.contains(key), "a key is never written back");
    }
    // The address of a status asks for number and key, whether there is such a number or not.
    for number in [number, unknown.as_str()] {
        for page in ["", "/correct", "/withdraw", "/write", "/files/0123456789abcdef0123456789abcdef"] {
            let seen = Browser::new(&router).get(&format!("/status/{number}{page}")).await;
            assert_eq!(seen.path, format!("/status?receipt={number}"), "{page}");
        }
    }
    let opened = looks_up(&router, number, receipt.key.reveal()).await;
    assert_eq!((opened.status, opened.path), (StatusCode::OK, format!("/status/{number}")));
}

#[tokio::test]
async fn the_time_it_usually_takes_is_shown_as_it_was_measured() {
    let (office, router) = counter().await;
    let sato = office.staff("sato").await;
    let arrived = office.clock.now();
    // Two that took very long would carry the mean to five days.
    for (nth, days) in [1, 1, 1, 1, 1, 1, 2, 2, 28, 28].into_iter().enumerate() {
        office.app.measure().await.unwrap();
        let start = Browser::new(&router).get("/p/juminhyo-yubin").await;
        assert!(!start.html.contains("この 1 年では"), "{nth} say nothing yet");
        office.clock.set(arrived);
        let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
        sato.does(&receipt, Action::Take).await.unwrap();
        office.wait(chrono::Duration::days(days));
        sato.does(&receipt, Action::grant("")).await.unwrap();
    }
    office.app.measure().await.unwrap();
    let start = Browser::new(&router).get("/p/juminhyo-yubin").await;
    let longest = office.app.calendar().elapsed(arrived.date(), office.clock.now().date());
    let said = format!("半分が 1 開庁日まで、10 件のうち 9 件が {longest} 開庁日まで");
    assert!(start.html.contains(&said), "{said}");
}

/// Who was away for too long signs in again and stands where they wanted to go.
#[tokio::test]
async fn two_hours_of_rest_end_a_session_and_signing_in_leads_back() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let page = format!("/staff/a/{receipt}/decide");
    for (minutes, inside) in [(119, true), (121, false)] {
        let mut sato = signed_in(&router, "sato").await;
        office.wait(chrono::Duration::minutes(minutes));
        let seen = sato.get(&page).await;
        assert_eq!(seen.path == page, inside, "after {minutes} minutes: {}", seen.path);
        if !inside {
            let said = [("login", "sato"), ("password", madoguchi_testkit::office::PASSWORD)];
            let again = sato.post(&seen.action(), &and(&seen, &said)).await;
            assert_eq!(again.path, page);
        }
    }
}

/// What cannot be read in an address is said; it opens nothing, and no file of everything.
#[tokio::test]
async fn the_trail_says_what_it_cannot_read() {
    let (_office, router) = counter().await;
    let mut audit = signed_in(&router, "audit").await;
    for asked in ["from=2026/13/1", "until=x", "group=other", "verb=other", "login=ghost"] {
        for page in ["/admin/trail", "/admin/trail.csv"] {
            let seen = audit.get(&format!("{page}?{asked}")).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}?{asked}");
            assert!(seen.path.starts_with("/admin/trail?"), "{}", seen.path);
        }
    }
    let seen = audit.get("/admin/trail.csv?from=2026-11-01&verb=viewed").await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.html.contains("日時"));
}
