//! What residents say on the done page, as the manager reads it; and how far they got.

use axum::http::StatusCode;
use madoguchi_app::Rating;
use madoguchi_testkit::{Browser, Seen};

use crate::{
    counter,
    doors::signed_in,
    kit::{and, at_the_check, begins, with_dogs},
};

/// Sends the dogs and stands on the done page.
async fn done(browser: &mut Browser) -> Seen {
    let check = at_the_check(browser).await;
    browser.post(&check.action(), &check.form()).await
}

#[tokio::test]
async fn something_is_said_once_on_the_done_page_and_nothing_typed_is_lost() {
    let (_office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let page = done(&mut browser).await;
    assert!(page.path.ends_with("/done") && page.html.contains("ご意見をお聞かせください"), "{}", page.path);
    let long = "長".repeat(1_001);
    for (pairs, complaint) in [
        (vec![("words", "よい<b>")], "href=\"#stars-5\""),
        (vec![("stars", "9"), ("words", "よい<b>")], "href=\"#stars-5\""),
        (vec![("stars", "2"), ("words", long.as_str())], "今は 1,001 文字"),
    ] {
        let again = browser.post(&page.action(), &and(&page, &pairs)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.html.contains(complaint), "{}", again.complaints());
        let typed = pairs.last().unwrap().1.to_owned();
        assert!(again.form().contains(&("words".to_owned(), typed)), "what was typed is gone");
    }
    let stale =
        browser.post(&page.action(), &and(&page, &[("stars", "5"), ("words", "よい"), ("_csrf", "0")])).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.html.contains("まだ送っていません"), "{}", stale.html);
    let good = and(&stale, &[("stars", "5"), ("words", "よい")]);
    let thanks = browser.post(&stale.action(), &good).await;
    assert!(thanks.path.contains("/done"), "{}", thanks.path);
    assert!(thanks.html.contains("ありがとうございました") && !thanks.html.contains("name=\"stars\""));
    // The button was pressed twice, or the page was open in another tab.
    assert_eq!(browser.post(&stale.action(), &good).await.status, StatusCode::OK);

    let mut dx = signed_in(&router, "dx").await;
    let list = dx.get("/manage/feedback").await;
    assert_eq!(list.html.matches("name=\"_action\"").count(), 1, "kept twice");
    assert!(list.html.contains("よい") && list.html.contains("評価 5 / 5"), "{}", list.html);
}

#[tokio::test]
async fn it_can_be_said_later_from_the_status_page_and_by_nobody_else() {
    let (office, router) = with_dogs().await;
    let mut browser = Browser::new(&router);
    let page = done(&mut browser).await;
    let (receipt, key) = (page.code(1), page.code(2));
    let status = browser.get(&format!("/status/{receipt}")).await;
    let to = format!("/status/{receipt}/feedback");
    assert!(status.html.contains(&to), "the status page leads there");
    for (lang, title) in [("", "ご意見"), ("/easy", "教えて"), ("/en", "Tell us how it was")] {
        let form = browser.get(&format!("{lang}{to}")).await;
        assert!(form.html.contains(title), "{lang}");
    }
    let mut stranger = Browser::new(&router);
    let refused = stranger.get(&to).await;
    assert!(!refused.html.contains("name=\"stars\""), "a stranger is asked");
    // Two hours later number and key are asked for again.
    office.wait(chrono::Duration::hours(3));
    let look_up = browser.get("/status").await;
    let seen = browser.post(&look_up.action(), &and(&look_up, &[("receipt", &receipt), ("key", &key)])).await;
    assert!(seen.path.contains(&receipt), "{}", seen.path);
    let form = browser.get(&to).await;
    let said = browser.post(&to, &and(&form, &[("stars", "1"), ("words", "090-1234-5678に電話して")])).await;
    assert!(said.path.contains(&format!("/status/{receipt}")), "{}", said.path);
    assert!(browser.get(&to).await.html.contains("ありがとうございました"));
    let file = signed_in(&router, "dx").await.get("/manage/feedback.csv").await;
    assert!(file.html.contains("〔電話番号〕に電話して") && !file.html.contains(&receipt), "{}", file.html);
}

#[tokio::test]
async fn what_is_said_is_paged_narrowed_and_looked_after() {
    let (office, router) = counter().await;
    let mut dx = signed_in(&router, "dx").await;
    assert!(dx.get("/manage/feedback").await.html.contains("まだありません"));
    let hanako = office.resident();
    for n in 0..4 {
        let slug = if n == 0 { "suido-kaishi" } else { "juminhyo-yubin" };
        let receipt = hanako.submits(slug, "").await.receipt;
        let rating = Rating::read("4", &format!("声{n}")).unwrap();
        office.app.rate(&hanako.sees(&receipt).await, &rating, "a").await.unwrap();
    }
    let all = dx.get("/manage/feedback?page=99").await;
    assert!(all.html.contains("4 件（新しい日の順）") && all.html.contains("声3"), "{}", all.html);
    let one = dx.get("/manage/feedback?paper=suido-kaishi&state=open").await;
    assert!(one.html.contains("1 件（新しい日の順）") && !one.html.contains("声3"));
    let button = one.html.split("handle:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let action = format!("handle:{button}");
    let after = dx
        .post(
            "/manage/feedback",
            &and(&one, &[("_action", &action), ("paper", "suido-kaishi"), ("state", "open")]),
        )
        .await;
    assert!(after.path.contains("paper=suido-kaishi") && after.path.contains("state=open"), "{}", after.path);
    assert!(after.html.contains("対応済みにしました") && after.html.contains("0 件（新しい日の順）"));
    for nonsense in ["", "handle:", "handle:x", "drop:x"] {
        let refused = dx.post("/manage/feedback", &and(&one, &[("_action", nonsense)])).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{nonsense}");
    }
    // The author reads what belongs to the own department.
    let mut sato = signed_in(&router, "sato").await;
    let page = sato.get("/author/juminhyo-yubin").await;
    assert!(
        page.html.contains("/author/juminhyo-yubin/feedback")
            && page.html.contains("/manage/funnel/juminhyo-yubin")
    );
    assert!(sato.get("/author/juminhyo-yubin/feedback").await.html.contains("声3"));
    assert!(!sato.get("/author/suido-kaishi").await.html.contains("suido-kaishi/feedback"));
}

#[tokio::test]
async fn a_manager_sees_how_far_people_got() {
    let (_office, router) = with_dogs().await;
    let mut dx = signed_in(&router, "dx").await;
    assert!(dx.get("/manage/funnel").await.html.contains("まだありません"));
    let mut browser = Browser::new(&router);
    let first = begins(&mut browser).await;
    for _ in 0..2 {
        // Stopped, and pressed again; then the page is only looked at.
        let wrong = browser.post(&first.action(), &first.form()).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.get(&first.path).await;
    }
    done(&mut Browser::new(&router)).await;
    let list = dx.get("/manage/funnel?sort=completion").await;
    assert!(list.html.contains("件数が少ないため割合は出しません"), "{}", list.html);
    let page = dx.get("/manage/funnel/dogs").await;
    assert!(
        page.html.contains("件数が少ないため割合は出しません") && page.html.contains("空のまま"),
        "{}",
        page.html
    );
    assert!(page.html.contains("/author/dogs#p-"), "the question leads to its page");
    let file = dx.get("/manage/funnel/dogs/numbers.csv").await;
    for line in ["始めた,日本語,,2", "送った,日本語,,1", "着いた,内容の確認,,1"] {
        assert!(file.html.contains(line), "{line}\n{}", file.html);
    }
    let stopped: Vec<_> = file.html.lines().filter(|l| l.starts_with("止まった項目")).collect();
    assert!(!stopped.is_empty() && stopped.iter().all(|l| l.trim_end().ends_with(",1")), "{stopped:?}");
    for (address, status) in [
        ("/manage/funnel/gone", StatusCode::NOT_FOUND),
        ("/manage/funnel/dogs?version=x", StatusCode::NOT_FOUND),
        ("/manage/funnel/dogs?version=9&from=%00&until=%3Cb%3E", StatusCode::OK),
    ] {
        assert_eq!(dx.get(address).await.status, status, "{address}");
    }
}
