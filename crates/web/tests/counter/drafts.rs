//! Drafts as two tabs and a script see them.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Seen};

use crate::{case_typed, counter, fill_in};

/// A form's pairs with some values in place of what was there.
fn with(page: &Seen, values: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = page.form();
    pairs.retain(|(name, _)| !values.iter().any(|(n, _)| n == name));
    pairs.extend(values.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    pairs
}

async fn first_page(browser: &mut Browser, slug: &str) -> Seen {
    let start = browser.get(&format!("/p/{slug}")).await;
    browser.post(&start.action(), &start.form()).await
}

#[tokio::test]
async fn two_tabs_show_each_other_what_they_would_overwrite() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let one = first_page(&mut browser, "juminhyo-yubin").await;
    let two = browser.get(&one.path).await;
    let mine = [("registered", "yes"), ("requester", "self")];
    let saved = browser.post(&one.action(), &with(&one, &mine)).await;
    assert!(saved.path.ends_with("/record"), "{}", saved.path);
    let other = [("registered", "yes"), ("requester", "proxy")];
    let shown = browser.post(&two.action(), &with(&two, &other)).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.html.contains("ほかの画面で入力された内容"), "it says what the other tab holds");
    assert!(shown.form().contains(&("requester".into(), "proxy".into())), "what was typed stays");
    assert!(
        browser.get(&one.path).await.form().contains(&("requester".into(), "self".into())),
        "nothing is saved yet"
    );
    let again = browser.post(&shown.action(), &shown.form()).await;
    assert_ne!(again.path, shown.path, "one more press decides");
    assert!(browser.get(&one.path).await.form().contains(&("requester".into(), "proxy".into())));
    // The same answers from an old page are no conflict.
    let same = browser.post(&one.action(), &with(&one, &other)).await;
    assert_eq!(same.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_typed_is_saved_on_the_way_but_never_over_another_tab() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let one = first_page(&mut browser, "juminhyo-yubin").await;
    let two = browser.get(&one.path).await;
    let half = [("registered", "yes"), ("_action", "autosave")];
    let said = browser.post(&one.action(), &with(&one, &half)).await;
    assert_eq!(
        (said.status, said.headers["content-type"].to_str().unwrap()),
        (StatusCode::OK, "application/json")
    );
    assert!(said.html.contains("9:00 に自動保存しました"), "{}", said.html);
    let reopened = browser.get(&one.path).await;
    assert!(reopened.form().contains(&("registered".into(), "yes".into())));
    assert!(!reopened.html.contains("error-summary"), "nobody has pressed anything");
    let seen = said.html.split("\"seen\":\"").nth(1).unwrap().split('"').next().unwrap();
    let next = [("registered", "yes"), ("requester", "self"), ("_seen", seen), ("_action", "autosave")];
    assert_eq!(browser.post(&one.action(), &with(&one, &next)).await.status, StatusCode::OK);
    let older = [("registered", "no"), ("_action", "autosave")];
    let refused = browser.post(&two.action(), &with(&two, &older)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        !refused.html.contains("seen") && refused.html.contains("自動保存を止めました"),
        "{}",
        refused.html
    );
    let stale = [("registered", "no"), ("_csrf", "0"), ("_action", "autosave")];
    assert_eq!(browser.post(&two.action(), &with(&two, &stale)).await.status, StatusCode::CONFLICT);
    assert!(browser.get(&one.path).await.form().contains(&("registered".into(), "yes".into())));
}

#[tokio::test]
async fn answers_changed_after_the_check_page_are_checked_again() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let (check, pages) = fill_in(&mut browser, &case_typed(&office, "suido-kaishi"), "/p/suido-kaishi").await;
    let base = check.action().trim_end_matches("/submit").to_owned();
    let mut page = browser.get(&format!("{base}/{}", pages[0])).await;
    for key in &pages[1..] {
        if !page.html.contains("name=\"phone\"") {
            page = browser.get(&format!("{base}/{key}")).await;
        }
    }
    browser.post(&page.action(), &with(&page, &[("phone", "090-1234-5678")])).await;
    let again = browser.post(&check.action(), &check.form()).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("答えが変わりました") && again.html.contains("090-1234-5678"));
    let done = browser.post(&again.action(), &again.form()).await;
    assert!(done.path.ends_with("/done"), "{} {}", done.status, done.path);
}

#[tokio::test]
async fn the_code_goes_to_an_address_and_the_draft_can_go() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let page = first_page(&mut browser, "juminhyo-yubin").await;
    let saved = browser.post(&page.action(), &with(&page, &[("_action", "save")])).await;
    assert!(saved.path.ends_with("/saved"));
    for wrong in ["", "hanako", "hanako@", "hanako@example.jp\r\nBcc: all@example.jp"] {
        let again =
            browser.post(&saved.action(), &with(&saved, &[("email", wrong), ("_action", "mail")])).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(again.html.contains("href=\"#email\""), "{wrong:?}");
    }
    let right = [("email", "ＨＡＮＡＫＯ@example.jp"), ("_action", "mail")];
    let told = browser.post(&saved.action(), &with(&saved, &right)).await;
    assert!(told.html.contains("HANAKO@example.jp に送ります"), "{}", told.path);
    assert_eq!(office.post().await, 1);
    let gone = browser.post(&saved.action(), &with(&saved, &[("_action", "discard")])).await;
    assert!(gone.html.contains("下書きを消しました"), "{}", gone.path);
    assert_eq!(browser.get(&page.path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_optional_page_is_passed_over_only_by_hand() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "juminhyo-yubin");
    let mut browser = Browser::new(&router);
    let mut page = first_page(&mut browser, "juminhyo-yubin").await;
    let paper = office.app.papers().open("juminhyo-yubin").unwrap().paper.clone();
    let optional = |path: &str| {
        let page = paper.page(path.rsplit('/').next().unwrap()).unwrap();
        page.fields.iter().filter(|f| f.kind.asks()).all(|f| !f.required)
    };
    while !optional(&page.path) {
        page = browser.answer(&page, &typed).await.unwrap();
    }
    let base = page.path.rsplit_once('/').unwrap().0.to_owned();
    assert_eq!(browser.get(&base).await.path, page.path, "nobody has seen it yet");
    let nothing = page.form();
    let next = browser.post(&page.action(), &nothing).await;
    assert_ne!(next.path, page.path);
    assert_eq!(browser.get(&base).await.path, next.path, "it was left empty by hand");
}
