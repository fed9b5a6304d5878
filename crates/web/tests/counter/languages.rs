//! Who changes the language takes along what is typed, without scripts too.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Seen, office::photo};

use crate::{case_typed, counter, fill_in, kit::and};

/// Where the button leads that shows this page in another language.
fn speaks(page: &Seen, name: &str) -> String {
    let button = page.html.split("<button").find(|b| b.contains(&format!(">{name}</button>")));
    let button = button.unwrap_or_else(|| panic!("no button {name} on {}", page.path));
    assert!(button.contains("value=\"speak\""), "{button}");
    button.split("formaction=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&")
}

#[tokio::test]
async fn a_page_of_questions_keeps_what_is_typed_and_says_nothing_is_wrong() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    let page = browser.post(&start.action(), &start.form()).await;
    // One answer is there, the other is not.
    let half = [("registered", "yes"), ("_action", "speak")];
    let english = browser.post(&speaks(&page, "English"), &and(&page, &half)).await;
    assert_eq!((english.status, english.path.clone()), (StatusCode::OK, format!("/en{}", page.path)));
    assert!(english.form().contains(&("registered".into(), "yes".into())), "it is kept");
    assert!(!english.html.contains("error-summary") && !english.html.contains("aria-invalid"));
    let easy = browser.post(&speaks(&english, "やさしい日本語"), &and(&english, &half)).await;
    assert_eq!(easy.path, format!("/easy{}", page.path));
    let plain = browser.post(&easy.path, &and(&easy, &[("registered", "no"), ("_action", "readings")])).await;
    assert_eq!(plain.path, easy.path);
    assert!(plain.form().contains(&("registered".into(), "no".into())));
    assert!(easy.html.contains("<rt>") && !plain.html.contains("<rt>"), "the readings are put away");
}

#[tokio::test]
async fn an_answer_that_is_not_right_comes_back_as_it_was_typed() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "suido-kaishi");
    let mut browser = Browser::new(&router);
    let (check, pages) = fill_in(&mut browser, &typed, "/p/suido-kaishi").await;
    let base = check.path.trim_end_matches("/check").to_owned();
    for key in pages {
        let page = browser.get(&format!("{base}/{key}?return=check")).await;
        if page.html.contains("name=\"phone\"") {
            let wrong = and(&page, &[("phone", "12"), ("_action", "speak")]);
            let to = speaks(&page, "English");
            assert!(to.ends_with("?return=check"), "where it came from stays: {to}");
            let english = browser.post(&to, &wrong).await;
            assert_eq!(english.status, StatusCode::OK);
            assert!(english.form().contains(&("phone".into(), "12".into())));
            assert!(!english.html.contains("error-summary"), "nobody has sent it");
            return;
        }
    }
    panic!("no page asks for a telephone");
}

#[tokio::test]
async fn another_tabs_answers_are_not_written_over() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    let one = browser.post(&start.action(), &start.form()).await;
    let two = browser.get(&one.path).await;
    browser.post(&one.action(), &and(&one, &[("registered", "yes"), ("requester", "self")])).await;
    let mine = and(&two, &[("registered", "no"), ("_action", "speak")]);
    let shown = browser.post(&speaks(&two, "English"), &mine).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.html.contains("lang=\"en\"") && shown.html.contains("another tab"), "{}", shown.html);
    assert!(shown.form().contains(&("registered".into(), "no".into())), "what was typed is on the page");
}

#[tokio::test]
async fn a_correction_keeps_what_is_typed_before_and_after_it_is_compared() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "juminhyo-yubin");
    let mut browser = Browser::new(&router);
    let (check, _) = fill_in(&mut browser, &typed, "/p/juminhyo-yubin").await;
    let done = browser.post(&check.action(), &check.form()).await;
    let receipt = done.code(1).parse().unwrap();
    let sato = office.staff("sato").await;
    sato.does(&receipt, madoguchi_workflow::Action::Take).await.unwrap();
    sato.asks_correction(&receipt, "phone", "つながりません。", 14).await.unwrap();
    let page = browser.get(&format!("/status/{receipt}/correct")).await;
    let wrong = and(&page, &[("phone", "12"), ("_action", "speak")]);
    let english = browser.post(&speaks(&page, "English"), &wrong).await;
    assert_eq!(
        (english.status, english.path.clone()),
        (StatusCode::OK, format!("/en/status/{receipt}/correct"))
    );
    assert!(english.form().contains(&("phone".into(), "12".into())), "{:?}", english.form());
    assert!(!english.html.contains("error-summary"));
    let compared = browser.post(&english.action(), &and(&english, &[("phone", "090-1234-5678")])).await;
    assert_eq!(compared.status, StatusCode::OK);
    assert!(!compared.html.contains("id=\"phone\""), "before and after are shown");
    let easy =
        browser.post(&speaks(&compared, "やさしい日本語"), &and(&compared, &[("_action", "speak")])).await;
    assert!(easy.html.contains("lang=\"ja\"") && easy.path.starts_with("/easy/"));
    let plain = browser.post(&speaks(&easy, "やさしい日本語"), &and(&easy, &[("_action", "readings")])).await;
    assert!(easy.html.contains("<rt>") && !plain.html.contains("<rt>"));
    assert!(
        plain.form().contains(&("phone".into(), "090-1234-5678".into())),
        "still compared: {:?}",
        plain.form()
    );
    let sent = browser.post(&plain.action(), &and(&plain, &[("_action", "send")])).await;
    assert_eq!(sent.path, format!("/easy/status/{receipt}"));
    // A photograph stays with a correction of photographs.
    sato.asks_correction(&receipt, "id_photo", "裏面も必要です。", 14).await.unwrap();
    let page = browser.get(&format!("/status/{receipt}/correct")).await;
    let with_photo = [("id_photo", "ura.jpg", photo())];
    let action = and(&page, &[("_action", "speak")]);
    let english = browser.post_files(&speaks(&page, "English"), &action, &with_photo).await;
    assert_eq!(english.status, StatusCode::OK);
    assert!(english.html.contains("ura.jpg"), "the file came along");
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_page() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    for (path, to) in [
        ("/en/", "/en"),
        ("/easy/", "/easy"),
        ("/p/juminhyo-yubin/", "/p/juminhyo-yubin"),
        ("/en/search/?q=x", "/en/search?q=x"),
        ("/staff/", "/staff"),
    ] {
        let request = browser.request("GET", path).body(axum::body::Body::empty()).unwrap();
        let seen = browser.send(request, path).await;
        assert_eq!(seen.status, StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(seen.headers["location"], to, "{path}");
    }
    for path in ["//evil.example/", "/nothing", "/\\evil.example/"] {
        let request = browser.request("GET", path).body(axum::body::Body::empty()).unwrap();
        assert_eq!(browser.send(request, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.post("/en/", &[]).await.status, StatusCode::NOT_FOUND, "what is sent is not sent on");
}
