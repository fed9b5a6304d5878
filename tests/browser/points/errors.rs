//! Points 21–28: what is said when something is wrong.

use super::{Findings, begin, fill, typed};
use crate::{
    house::House,
    kit::{Browser, PHONE},
};

/// Sends every page of a paper empty before it is answered.
async fn every_page_empty(scripts: bool) {
    let house = House::open().await;
    let browser = Browser::open(PHONE, scripts).await;
    let (mut refused, mut findings) = (0, Findings::default());
    for slug in ["suido-kaishi", "juminhyo-yubin"] {
        let typed = typed(&house, slug);
        begin(&browser, &house, slug).await;
        while !browser.path().await.ends_with("/check") {
            let path = browser.path().await;
            browser.press("次へ進む").await;
            if browser.path().await == path {
                refused += 1;
                let links = browser.count(".error-summary a").await;
                assert!(links >= 1, "{path}");
                findings.on(&browser, "empty", &["errors", "sideways", "targets", "names"]).await;
                browser.inspect(&path).await;
                // Each line leads into the box it is about.
                for at in 0..links {
                    let follow = "const link = document.querySelectorAll('.error-summary a')[arguments[0]]; link.focus(); return link.hash";
                    let hash = browser.run(follow, vec![at.into()]).await;
                    browser.types(crate::kit::ENTER).await;
                    let here = "return '#' + document.activeElement.id";
                    assert_eq!(browser.run(here, vec![]).await, hash, "{path}");
                }
                fill(&browser, &typed).await;
                browser.press("次へ進む").await;
            }
            assert_ne!(browser.path().await, path, "{}", browser.text().await);
        }
    }
    assert!(refused >= 8, "only {refused} pages ask for something");
    findings.are_none();
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_page_says_what_to_do_and_leads_there() {
    every_page_empty(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_page_says_so_without_scripts_too() {
    every_page_empty(false).await;
}

/// Points 25 and 27: what is wrong stays as it was typed, and is not called wrong while it is typed.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_stays_and_nobody_is_interrupted() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    let mut answers = typed(&house, "juminhyo-yubin");
    begin(&browser, &house, "juminhyo-yubin").await;
    while !browser.path().await.ends_with("/contact") {
        fill(&browser, &answers).await;
        browser.press("次へ進む").await;
    }
    answers.0.insert("phone".into(), vec!["でんわ".into()]);
    answers.0.insert("email".into(), vec!["hanako@".into()]);
    fill(&browser, &answers).await;
    browser.types("\t").await;
    assert_eq!(browser.count("[aria-invalid]").await, 0, "nothing is wrong before it is sent");
    browser.press("次へ進む").await;
    let mut findings = Findings::default();
    findings.on(&browser, "wrong contact", &["errors"]).await;
    findings.are_none();
    for (name, value) in [("phone", "でんわ"), ("email", "hanako@")] {
        let now = format!("return document.getElementsByName('{name}')[0].value");
        assert_eq!(browser.run(&now, vec![]).await, value);
    }
    browser.close().await;
}
