//! Point 28: what a page says when there is nothing to show.

use chrono::Duration;
use madoguchi_web::Places;

use super::{begin, walk};
use crate::{
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK, PHONE},
};

/// The page says in a sentence what is the matter and what to do, gives residents a telephone number and everybody the
/// number of the request, and leads on.
async fn says_what_to_do(browser: &Browser, status: u64) {
    let path = browser.path().await;
    assert_eq!(browser.status().await, status, "{path}:\n{}", browser.text().await);
    let heading = browser.words_of("h1").await.concat();
    assert!(!heading.is_empty(), "{path}");
    for word in ["エラーが発生", "不正", "無効", "Internal", "Not Found"] {
        assert!(!browser.text().await.contains(word), "{path} says 「{word}」");
    }
    let said: Vec<String> = browser.words_of("main p").await;
    assert!(said.iter().any(|s| s.chars().count() > 12), "{path}: {said:?}");
    let for_residents = !path.starts_with("/admin") && !path.starts_with("/staff");
    assert!(!for_residents || browser.text().await.contains("0744"), "{path}: no telephone number");
    assert_eq!(browser.count("main p.quiet code").await, 1, "{path}: the number of the request");
    let ways = browser.count("main a[href^='/'], main form button").await;
    assert!(ways >= 1, "{path}: no way on");
    assert!(
        browser.count("header a[href='/'], header a[href='/staff'], header a[href='/en']").await >= 1,
        "{path}"
    );
    browser.inspect(&format!("{status} at {path}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_there_says_what_to_do() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, true).await;
    for path in ["/nowhere", "/p/nothing", "/en/nowhere", "/life/nothing"] {
        phone.visit(&house.url(path)).await;
        says_what_to_do(&phone, 404).await;
    }
    // Whose time is over.
    begin(&phone, &house, "suido-kaishi").await;
    let draft = phone.path().await;
    house.office.clock.advance(Duration::days(400));
    phone.visit(&house.url(&draft)).await;
    says_what_to_do(&phone, 410).await;
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_says_why_and_what_to_do() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, true).await;
    begin(&phone, &house, "suido-kaishi").await;
    // Sent by another site.
    let page = house.url(&phone.path().await);
    let form =
        format!("<!doctype html><title>x</title><form method=post action='{page}'></form><footer></footer>");
    phone.visit(&format!("data:text/html;charset=utf-8,{}", form.replace(' ', "%20"))).await;
    phone.goes_by("document.forms[0].submit()").await;
    says_what_to_do(&phone, 403).await;
    // More than is taken at once.
    phone.visit(&page).await;
    let grow = "const more = document.createElement('textarea'), form = document.querySelector('main form');
        more.name = 'more'; more.value = 'x'.repeat(4e6); form.append(more);
        const button = form.querySelector('button'); button.click()";
    phone.goes_by(grow).await;
    says_what_to_do(&phone, 413).await;
    // Too many tries at a number.
    for _ in 0..6 {
        phone.visit(&house.url("/status")).await;
        phone.answer("receipt", &["K0-0000-0000".to_owned()]).await;
        phone.answer("key", &["AAAA-AAAA".to_owned()]).await;
        phone.press("状況を見る").await;
    }
    says_what_to_do(&phone, 429).await;
    phone.close().await;

    // What the role does not allow.
    let desk = Browser::open(DESK, true).await;
    sign_in(&desk, &house, "sato").await;
    desk.visit(&house.url("/admin/people")).await;
    says_what_to_do(&desk, 403).await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_ours_and_a_full_house_say_what_to_do() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, true).await;
    begin(&phone, &house, "juminhyo-yubin").await;
    let typed = super::typed(&house, "juminhyo-yubin");
    walk(&phone, &typed, async |_| ()).await;
    let file = "return document.querySelector('main a[href*=\"/files/\"]').href";
    let file = phone.run(file, vec![]).await;
    house.lose_the_files();
    phone.visit(file.as_str().unwrap()).await;
    says_what_to_do(&phone, 500).await;
    phone.close().await;

    let full =
        House::with_places(Places { residents: 0, kept: 0, files: 0, staff: 0, ..Places::default() }).await;
    let phone = Browser::open(PHONE, true).await;
    for path in ["/help", "/en/help"] {
        phone.visit(&full.url(path)).await;
        says_what_to_do(&phone, 503).await;
    }
    phone.close().await;
}
