//! Back, again, twice, in two tabs, without the cookie: one application, and nothing typed is lost.

use axum::{Router, http::StatusCode};
use madoguchi_app::QueueFilter;
use madoguchi_testkit::{Browser, Office};

use crate::kit::{DOG, and, at_the_check, begins, last_step, with_dogs};

async fn arrived(office: &Office) -> i64 {
    let sato = office.staff("sato").await.person;
    office.app.queue(&sato, &QueueFilter::default()).await.unwrap().total
}

#[tokio::test]
async fn sending_again_shows_the_same_receipt_and_applying_again_is_another() {
    let (office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let check = at_the_check(&mut browser).await;
    let done = browser.post(&check.action(), &check.form()).await;
    // The browser's back button shows the check page as it was, and its button is pressed again.
    let pressed_again = browser.post(&check.action(), &check.form()).await;
    let back = browser.get(&check.path).await;
    let question = browser.get(&check.path.replace("/check", "/last")).await;
    let reloaded = browser.get(&done.path).await;
    for page in [&pressed_again, &back, &question, &reloaded] {
        assert_eq!((page.status, last_step(page)), (StatusCode::OK, "done"));
        assert_eq!(page.code(1), done.code(1), "{}", page.path);
    }
    // Answers cannot be changed behind the receipt's back either.
    let late =
        browser.post(&check.path.replace("/check", "/last"), &and(&check, &[("name", "だれか")])).await;
    assert_eq!(late.code(1), done.code(1));
    assert_eq!(arrived(&office).await, 1);
    // Who really applies again, word for word, has applied twice.
    let check = at_the_check(&mut browser).await;
    let second = browser.post(&check.action(), &check.form()).await;
    assert_ne!(second.code(1), done.code(1));
    assert_eq!(arrived(&office).await, 2);
    assert_eq!(office.post().await, 2);
}

/// A browser of its own mind that shares the cookies: another tab.
fn tab(browser: &Browser, router: &Router) -> Browser {
    let mut tab = Browser::new(router);
    tab.shares_cookies_with(browser);
    tab
}

#[tokio::test]
async fn a_double_click_and_two_tabs_send_once() {
    let (office, router) = with_dogs().await;
    let mut one = Browser::new(&router);
    let check = at_the_check(&mut one).await;
    let mut two = tab(&one, &router);
    let (form, action) = (check.form(), check.action());
    let (a, b) = tokio::join!(one.post(&action, &form), two.post(&action, &form));
    assert_eq!((a.status, b.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(a.code(1), b.code(1));
    assert_eq!(arrived(&office).await, 1);
    assert_eq!(office.post().await, 1);
}

#[tokio::test]
async fn two_tabs_that_save_at_the_same_time_lose_nothing_and_double_no_row() {
    for office in [with_dogs().await.0, crate::kit::with_dogs_on_postgres().await] {
        let router = madoguchi_web::router(office.app.clone());
        let mut one = Browser::new(&router);
        let check = at_the_check(&mut one).await;
        let mut two = tab(&one, &router);
        for n in 0..5 {
            let first = one.get(&check.path.replace("check", "dog")).await;
            let last = two.get(&check.path.replace("check", "last")).await;
            let (to_first, to_last) = (first.action(), last.action());
            let (breed, note) = (format!("犬種{n}"), format!("ひとこと{n}"));
            let (dog, said) = (and(&first, &[("breed", &breed)]), and(&last, &[("note", &note)]));
            let (a, b) = tokio::join!(one.post(&to_first, &dog), two.post(&to_last, &said));
            assert_eq!((a.status, b.status), (StatusCode::OK, StatusCode::OK), "{n}");
            let check = one.get(&check.path).await;
            assert!(check.html.contains(&breed) && check.html.contains(&note), "{n}: {}", check.html);
        }
        // Both press 「追加する」 with the same page before them: each row is there once, and none has vanished.
        let rows = one.get(&check.path.replace("check", "more")).await;
        let mut adding = and(&rows, &[("dogs.r1.dog_name", "ポチ")]);
        adding.push(("_action".into(), "add".into()));
        let to_rows = rows.action();
        let (a, b) = tokio::join!(one.post(&to_rows, &adding), two.post(&to_rows, &adding));
        for page in [a, b] {
            assert!(!page.status.is_server_error(), "{}", page.status);
        }
        let now = one.get(&rows.path).await.form();
        let listed: Vec<_> =
            now.iter().filter(|(name, _)| name == "dogs").map(|(_, id)| id.as_str()).collect();
        assert!(matches!(listed[..], ["r1", "r2"] | ["r1", "r2", "r3"]), "{listed:?}");
        assert!(now.contains(&("dogs.r1.dog_name".into(), "ポチ".into())), "{now:?}");
    }
}

/// The browser was closed and brings its tabs back; its cookie ended with it.
#[tokio::test]
async fn a_restored_tab_keeps_its_answers_and_one_more_press_goes_on() {
    let (office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let page = begins(&mut browser).await;
    let typed = and(&page, &DOG[..3]);
    browser.forgets_its_cookie();
    let again = browser.post(&page.action(), &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("もう一度「次へ進む」を押してください"));
    assert!(again.form().contains(&("breed".into(), "柴犬".into())), "{:?}", again.form());
    let next = browser.post(&again.action(), &again.form()).await;
    assert_eq!((next.status, last_step(&next)), (StatusCode::OK, "more"));

    // The last press of all, too.
    let check = at_the_check(&mut browser).await;
    browser.forgets_its_cookie();
    let again = browser.post(&check.action(), &check.form()).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("柴犬") && again.html.contains("もう一度「この内容で届出する」"));
    assert_eq!(arrived(&office).await, 0, "nothing is sent that was not pressed for in sight of the answers");
    let done = browser.post(&again.action(), &again.form()).await;
    assert_eq!((done.status, last_step(&done)), (StatusCode::OK, "done"));
}

#[tokio::test]
async fn a_form_that_was_shown_to_somebody_else_opens_no_draft() {
    let (_office, router) = with_dogs().await;
    let mut hanako = Browser::new(&router);
    let hers = begins(&mut hanako).await;
    let mut stranger = Browser::new(&router);
    let his = begins(&mut stranger).await;
    let token =
        |page: &madoguchi_testkit::Seen| page.form().into_iter().find(|(n, _)| n == "_csrf").unwrap().1;
    let none = String::new();
    for shown in [token(&his), "0".repeat(32), none, token(&hers).to_uppercase()] {
        for at in [hers.action(), hers.action().replace("/dog", "/submit")] {
            let seen = stranger.post(&at, &and(&hers, &[("_csrf", &shown), ("breed", "x")])).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{at} {shown}");
        }
    }
    assert_eq!(hanako.get(&hers.path).await.status, StatusCode::OK, "it is still hers");
    // Once it is an application, number and key open it, not a form.
    let check = at_the_check(&mut hanako).await;
    hanako.post(&check.action(), &check.form()).await;
    hanako.forgets_its_cookie();
    let late = hanako.post(&check.action(), &check.form()).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    assert!(!late.html.contains("class=\"code\""));
}

#[tokio::test]
async fn what_was_closed_or_filled_meanwhile_is_said_and_the_answers_wait() {
    let (office, router) = with_dogs().await;
    let dx = office.staff("dx").await.person;
    let mut browser = Browser::new(&router);
    let check = at_the_check(&mut browser).await;
    office.app.unpublish(&dx, "dogs").await.unwrap();
    let closed = browser.post(&check.action(), &check.form()).await;
    assert_eq!(closed.status, StatusCode::CONFLICT);
    assert!(
        closed.html.contains("オンラインで受け付けていません") && !closed.html.contains("class=\"code\"")
    );
    office.limits("dogs", 1).await;
    let mut quicker = Browser::new(&router);
    let taken = at_the_check(&mut quicker).await;
    let taken = quicker.post(&taken.action(), &taken.form()).await;
    let full = browser.post(&check.action(), &check.form()).await;
    assert_eq!(full.status, StatusCode::CONFLICT);
    assert!(full.html.contains("定員に達しました"));
    let start = Browser::new(&router).get("/p/dogs").await;
    assert!(!start.html.contains("method=\"post\""), "the next need not even begin");
    // A place is given back, and what was typed is still there to be sent.
    let number = taken.code(1);
    let withdraw = quicker.get(&format!("/status/{number}/withdraw")).await;
    quicker.post(&withdraw.action(), &withdraw.form()).await;
    let check = browser.get(&check.path).await;
    assert!(check.html.contains("柴犬"));
    let done = browser.post(&check.action(), &check.form()).await;
    assert_eq!((done.status, last_step(&done)), (StatusCode::OK, "done"));
    assert_ne!(done.code(1), number);
}
