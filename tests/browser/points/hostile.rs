//! What no page offered, and what cannot be an answer: it is named in the language of the page, with what to do, and
//! nothing else is lost.

use chrono::Duration;

use super::{Findings, answered, begin, fill, send, typed};
use crate::{
    house::House,
    journeys::fact,
    kit::{Browser, PHONE},
};

/// A page of 住民票の写し, the control that is changed, and what is put there.
type Wrong = (&'static str, &'static str, &'static str);

/// What is typed.
const TYPED: &[Wrong] = &[
    ("copies_page", "copies", "0"),
    ("copies_page", "copies", "-1"),
    ("copies_page", "copies", "2.5"),
    ("copies_page", "copies", "99999999999999999999"),
    ("copies_page", "copies", "たくさん"),
    ("applicant", "name", " "),
    ("applicant", "kana", "MIHON"),
    ("applicant", "birthday.year", "10000"),
    ("applicant", "birthday.month", "13"),
    ("applicant", "birthday.day", "00"),
    ("destination", "address.zip", "63"),
    ("contact", "phone", "でんわ"),
    ("contact", "phone", "0744"),
    ("contact", "email", "hanako@"),
    ("contact", "email", "hanako@example.jp, taro@example.jp"),
];

/// What only a program sends: a choice that is not there, and a promise that is not given.
const TAMPERED: &[Wrong] = &[
    ("record", "scope", "everybody"),
    ("identity", "id_kind", "library_card"),
    ("destination", "send_home", "perhaps"),
    ("payment", "agree", ""),
];

/// Puts a value where a page offers others, and takes every tick away.
async fn tampers(browser: &Browser, (_, name, value): &Wrong) {
    let script = "const [name, value] = arguments, all = [...document.getElementsByName(name)];
        all.forEach(e => { e.checked = false; });
        if (value) { all[0].value = value; all[0].checked = true; }";
    browser.run(script, vec![(*name).into(), (*value).into()]).await;
}

/// The page is shown again: it names the question in its own language and leads there.
async fn is_told(browser: &Browser, findings: &mut Findings, prefix: &str, wrong: &Wrong) {
    let text = browser.text().await;
    assert_eq!(browser.status().await, 422, "{prefix} {wrong:?}:\n{text}");
    findings.on(browser, &format!("{prefix} {wrong:?}"), &["errors"]).await;
    let said = browser.words_of(".error-summary a").await;
    assert!(!said.is_empty(), "{prefix} {wrong:?}:\n{text}");
    if prefix == "/en" {
        let foreign = |line: &String| line.chars().any(|c| ('\u{3040}'..='\u{9FFF}').contains(&c));
        assert!(!said.iter().any(foreign), "{wrong:?}: {said:?}");
    }
    let base = wrong.1.split('.').next().unwrap();
    let leads = "return [...document.querySelectorAll('.error-summary a')].some(a => {
        const at = document.getElementById(decodeURIComponent(a.hash.slice(1))); return at && (at.name ?? '').startsWith(arguments[0]); })";
    assert_eq!(browser.run(leads, vec![base.into()]).await, true, "{prefix} {wrong:?}: {said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_an_answer_is_named_in_three_languages() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    let mut findings = Findings::default();
    answered(&browser, &house, "juminhyo-yubin").await;
    let (check, good) = (browser.path().await, typed(&house, "juminhyo-yubin"));
    for prefix in ["", "/easy", "/en"] {
        for (nth, wrong) in TYPED.iter().chain(TAMPERED).enumerate() {
            let page = format!("{prefix}{}", check.replace("/check", &format!("/{}?return=check", wrong.0)));
            browser.visit(&house.url(&page)).await;
            if nth < TYPED.len() {
                browser.answer(wrong.1, &[wrong.2.to_owned()]).await;
            } else {
                tampers(&browser, wrong).await;
            }
            browser.goes_by("document.querySelector('#question').requestSubmit()").await;
            is_told(&browser, &mut findings, prefix, wrong).await;
            // Mended, it goes on: nothing else was lost.
            fill(&browser, &good).await;
            browser.goes_by("document.querySelector('#question').requestSubmit()").await;
            assert_eq!(browser.path().await, format!("{prefix}{check}"), "{}", browser.text().await);
        }
    }
    findings.are_none();
    browser.close().await;
}

/// What a page did not ask for is no answer: a value of a hidden question, a question nobody knows, a page that is not
/// there.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_asked_is_no_answer() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    answered(&browser, &house, "juminhyo-yubin").await;
    let check = browser.path().await;
    browser.follow("変更：使いみち").await;
    let add = "const form = document.querySelector('#question');
        for (const name of ['use_other', 'stage', 'receipt', 'name']) {
            const more = document.createElement('input');
            more.type = 'hidden'; more.name = name; more.value = '紛れ込んだ値'; form.append(more);
        }";
    browser.run(add, vec![]).await;
    browser.press("次へ進む").await;
    assert!(!browser.text().await.contains("紛れ込んだ値"), "{}", browser.text().await);
    for nowhere in ["nothing", "record/r9", "applicant/r1"] {
        browser.visit(&house.url(&check.replace("/check", &format!("/{nowhere}")))).await;
        assert_eq!(browser.status().await, 404, "{nowhere}");
    }
    browser.visit(&house.url(&check)).await;
    send(&browser).await;
    let number = fact(&browser, "受付番号").await.parse().unwrap();
    let kept = format!("{:?}", crate::acceptance::kept(&house, &number).await);
    assert!(!kept.contains("紛れ込んだ値"), "{kept}");
    browser.close().await;
}

/// Who comes later than the others: a code of nobody, one that was used up, one whose time is over.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_nobody_one_that_was_used_up_and_one_that_is_over_look_alike() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, false).await;
    let mut codes = Vec::new();
    for sends in [true, false] {
        if sends {
            answered(&browser, &house, "suido-kaishi").await;
        } else {
            begin(&browser, &house, "suido-kaishi").await;
        }
        let draft = browser.path().await.split('/').nth(2).unwrap().parse().unwrap();
        codes.push(house.office.app.secret().resume_code(draft).reveal().to_owned());
        if sends {
            send(&browser).await;
        }
    }
    let other = Browser::open(PHONE, false).await;
    let tries = async |code: &str| {
        other.visit(&house.url("/resume")).await;
        other.answer("code", &[code.to_owned()]).await;
        other.press("続きを開く").await;
        (other.status().await, other.words_of(".error-summary a").await.concat())
    };
    let (status, empty) = tries("").await;
    assert_eq!(status, 422);
    let (status, unknown) = tries("AAAA-AAAA-AAAA-AAAA").await;
    assert_eq!(status, 422);
    assert!(!empty.is_empty() && !unknown.is_empty() && empty != unknown, "{empty} / {unknown}");
    let used = tries(&codes[0]).await;
    assert_eq!(used, (422, unknown.clone()), "once it is sent, number and key open it");
    house.office.clock.advance(Duration::days(400));
    assert_eq!(tries(&codes[1]).await, (422, unknown), "nobody learns that it was once a code");
    other.inspect("a code whose time is over").await;
    for browser in [browser, other] {
        browser.close().await;
    }
}
