//! Typing in real life: readings from the keyboard, hours of pause, a nervous finger, another browser.

use chrono::Duration;
use madoguchi_app::{Draft, QueueFilter, Visitor};
use madoguchi_testkit::office::good_case;
use serde_json::json;

use crate::{
    house::House,
    journeys::fact,
    kit::{Browser, PHONE, sample_photo},
};

/// The paper that is filled in.
pub const SLUG: &str = "juminhyo-yubin";

/// The draft a browser has begun.
pub async fn draft(browser: &Browser, house: &House) -> Draft {
    let path = browser.path().await;
    let id = path.split('/').nth(2).unwrap().parse().unwrap();
    let visitor = Visitor::parse(&browser.cookie("visitor").await).unwrap();
    house.office.app.draft(id, &visitor).await.unwrap()
}

/// Begins the paper and stands on one of its pages; everything but this is answered.
pub async fn stands_on(browser: &Browser, house: &House, page: &str, open: &[&str]) {
    browser.visit(&house.url(&format!("/p/{SLUG}"))).await;
    browser.press("請求をはじめる").await;
    let begun = draft(browser, house).await;
    let mut typed = good_case(SLUG).typed_on(&begun.paper, house.office.app.today());
    typed.0.remove("id_photo");
    typed.0.retain(|name, _| !open.contains(&name.as_str()));
    for other in begun.paper.pages.iter().filter(|p| p.key.as_str() != page) {
        typed.sent(&other.key);
    }
    house.office.app.save_draft(&begun, typed).await.unwrap();
    browser.visit(&house.url(&format!("/apply/{}/{page}", begun.id))).await;
    assert!(browser.path().await.ends_with(page), "{}", browser.path().await);
}

/// Composes a word as an input method does: what it reads like, and then what it becomes.
async fn composes(browser: &Browser, reading: &str, word: &str) {
    for end in 1..=reading.chars().count() {
        let text: String = reading.chars().take(end).collect();
        let at = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
        browser.tools("Input.imeSetComposition", at).await;
    }
    let at = word.chars().count();
    let converted = json!({ "text": word, "selectionStart": at, "selectionEnd": at });
    browser.tools("Input.imeSetComposition", converted).await;
    browser.tools("Input.insertText", json!({ "text": word })).await;
}

async fn value(browser: &Browser, name: &str) -> String {
    let script = format!("return document.getElementsByName('{name}')[0].value");
    browser.run(&script, vec![]).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_comes_from_what_is_typed_until_a_person_touches_it() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, true).await;
    stands_on(&phone, &house, "applicant", &["name", "kana"]).await;
    phone.points_at("name").await;
    composes(&phone, "かしはら", "橿原").await;
    assert_eq!(
        (value(&phone, "name").await, value(&phone, "kana").await),
        ("橿原".into(), "カシハラ".into())
    );
    composes(&phone, "はなこ", "花子").await;
    assert_eq!(value(&phone, "kana").await, "カシハラハナコ");
    phone.answer("kana", &["カシワラ ハナコ".to_owned()]).await;
    // Chromium's own composition stays in the box that keys were sent to, so the events come by themselves here.
    let composed = "const name = document.getElementsByName('name')[0];
        name.dispatchEvent(new CompositionEvent('compositionupdate', { data: 'たろう' }));
        name.value += '太郎';
        name.dispatchEvent(new CompositionEvent('compositionend', { data: '太郎' }));
        name.dispatchEvent(new Event('input', { bubbles: true }));";
    phone.run(composed, vec![]).await;
    assert_eq!(value(&phone, "name").await, "橿原花子太郎");
    assert_eq!(value(&phone, "kana").await, "カシワラ ハナコ", "a person has written it");
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hours_of_pause_lose_nothing() {
    for scripts in [true, false] {
        let house = House::open().await;
        let phone = Browser::open(PHONE, scripts).await;
        stands_on(&phone, &house, "applicant", &["name"]).await;
        phone.answer("name", &["見本 花子".to_owned()]).await;
        house.office.wait(Duration::hours(2));
        phone.press("次へ進む").await;
        assert_eq!(phone.count(".error-summary").await, 0, "{}", phone.text().await);
        assert!(!phone.path().await.ends_with("/applicant"), "it goes on");
        assert_eq!(draft(&phone, &house).await.typed.first("name"), "見本 花子");
        phone.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nervous_finger_sends_once() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, true).await;
    stands_on(&phone, &house, "identity", &[]).await;
    phone.chooses("id_photo", &[&sample_photo()]).await;
    phone.press("次へ進む").await;
    let check = format!("/apply/{}/check", draft(&phone, &house).await.id);
    phone.visit(&house.url(&check)).await;
    let twice = "const button = [...document.querySelectorAll('button')].find(b => b.textContent.includes('この内容で'));
        button.click(); button.click();";
    phone.run(twice, vec![]).await;
    phone.until("location.pathname.endsWith('/done')").await;
    let number = fact(&phone, "受付番号").await;
    let sato = house.office.staff("sato").await.person;
    assert_eq!(house.office.app.queue(&sato, &QueueFilter::default()).await.unwrap().total, 1);
    // Sent once more by whoever goes back, it is the same.
    phone.visit(&house.url(&check)).await;
    assert_eq!(fact(&phone, "受付番号").await, number);
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_browser_goes_on_with_answers_and_files() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, true).await;
    stands_on(&phone, &house, "identity", &[]).await;
    phone.chooses("id_photo", &[&sample_photo()]).await;
    phone.until("document.querySelectorAll('ul[data-given] li').length === 1").await;
    phone.press("保存して中断する").await;
    let code = fact(&phone, "再開コード").await;
    let other = Browser::open(PHONE, false).await;
    other.visit(&house.url("/resume")).await;
    other.answer("code", &[code]).await;
    other.press("続きを開く").await;
    let id = draft(&other, &house).await.id;
    other.visit(&house.url(&format!("/apply/{id}/identity"))).await;
    assert_eq!(other.count("ul[data-given] a").await, 1, "{}", other.text().await);
    assert!(other.text().await.contains("sample-id.jpg"));
    other.visit(&house.url(&format!("/apply/{id}/applicant"))).await;
    assert_eq!(value(&other, "name").await, "見本 花子");
    phone.close().await;
    other.close().await;
}
