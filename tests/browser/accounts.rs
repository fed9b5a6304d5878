//! The life of an account as people walk it: on a phone, with and without scripts, in three languages.

use madoguchi_testkit::office::good_case;

use crate::{
    album::Album,
    house::House,
    kit::{Browser, DESK, PHONE},
};

const HANAKO: &str = "hanako@example.jp";
/// What stands behind the address where notices are stopped: a key of nobody.
const STOP: &str = "/7Q4M-KX2P-9D3T-VW5H";

/// The key in the latest letter to an address.
async fn key_for(house: &House, address: &str) -> String {
    house.office.post().await;
    let letter = house
        .office
        .letterbox
        .letters()
        .into_iter()
        .rfind(|l| l.to == address && l.text().contains('#'))
        .unwrap();
    letter.text().split('#').nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

/// Asks for a letter and follows its link.
async fn signs_in(browser: &Browser, house: &House, scripts: bool) {
    browser.visit(&house.url("/me")).await;
    assert_eq!(browser.path().await, "/sign-in");
    browser.inspect("sign-in").await;
    browser.answer("email", &["hanako".to_owned()]).await;
    browser.press("メールを送る").await;
    browser.inspect("sign-in with an error").await;
    browser.answer("email", &[HANAKO.to_owned()]).await;
    browser.press("メールを送る").await;
    browser.inspect("the letter is on its way").await;
    browser.picture("account-sent").await;
    browser.press("ログインする").await;
    browser.inspect("no digits").await;
    let key = key_for(house, HANAKO).await;
    browser.visit(&house.url(&format!("/sign-in/open#{key}"))).await;
    browser.inspect("where the link leads").await;
    browser.picture("account-open").await;
    if !scripts {
        browser.answer("key", &[key]).await;
    }
    browser.press("ログインする").await;
    assert_eq!(browser.path().await, "/me", "{}", browser.text().await);
}

/// Answers a paper up to the check page; what is offered on the way is filled in first.
async fn answers(browser: &Browser, house: &House, slug: &str, begin: &str) -> usize {
    browser.visit(&house.url(&format!("/p/{slug}"))).await;
    browser.press(begin).await;
    let paper = house.office.app.papers().open(slug).unwrap().paper.clone();
    let typed = good_case(slug).typed_on(&paper, house.office.app.today());
    let mut offered = 0;
    for step in 0.. {
        if browser.path().await.ends_with("/check") {
            break;
        }
        assert!(step < 15, "{slug} does not end:\n{}", browser.text().await);
        if browser.text().await.contains("前に使った内容を入れる") {
            offered += 1;
            browser.inspect("an offer").await;
            browser.picture("account-offer").await;
            browser.press("この内容を入れる").await;
            assert!(browser.text().await.contains("次の項目に入れました"), "{}", browser.text().await);
            browser.inspect("filled in").await;
            browser.picture("account-filled").await;
        }
        for name in browser.names().await {
            if let Some(values) = typed.0.get(&name) {
                browser.answer(&name, values).await;
            }
        }
        browser.press("次へ進む").await;
        assert_eq!(browser.count(".error-summary").await, 0, "{}", browser.text().await);
    }
    offered
}

async fn walks(scripts: bool) {
    let house = House::open().await;
    let phone = Browser::open(PHONE, scripts).await;
    signs_in(&phone, &house, scripts).await;
    phone.inspect("an empty page of one's own").await;
    assert_eq!(answers(&phone, &house, "juminhyo-yubin", "請求をはじめる").await, 0, "nothing is known yet");
    phone.press("この内容で請求する").await;
    phone.inspect("done, with what could be kept").await;
    phone.picture("account-keep").await;
    phone.press("次の手続きのために残す").await;
    phone.inspect("kept").await;
    assert!(answers(&phone, &house, "suido-kaishi", "届出をはじめる").await > 0, "what was kept is offered");
    phone.visit(&house.url("/me")).await;
    phone.inspect("the page of one's own").await;
    phone.picture("account-me").await;
    phone.follow("残してある内容").await;
    phone.inspect("what is kept").await;
    phone.picture("account-answers").await;
    phone.answer("phone", &["12".to_owned()]).await;
    phone.press("残す").await;
    phone.inspect("what is kept, with an error").await;
    phone.press("すべて消す").await;
    phone.follow("マイページ").await;
    phone.follow("メールのお知らせ").await;
    phone.inspect("notices").await;
    phone.picture("account-notices").await;
    phone.press("残す").await;
    phone.follow("マイページ").await;
    phone.follow("ログインしている端末").await;
    phone.inspect("sessions").await;
    phone.picture("account-sessions").await;
    phone.press("ほかの端末でログアウトする").await;
    phone.follow("マイページ").await;
    phone.follow("アカウントを消す").await;
    phone.inspect("before the end").await;
    phone.picture("account-end").await;
    phone.press("アカウントを消す").await;
    phone.inspect("nothing was ticked").await;
    phone.answer("sure", &["yes".to_owned()]).await;
    phone.press("アカウントを消す").await;
    assert!(phone.text().await.contains("アカウントを消しました"), "{}", phone.text().await);
    phone.inspect("the end").await;
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_of_an_account_without_javascript() {
    walks(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_of_an_account_with_javascript() {
    walks(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_an_account_is_for_everybody_in_every_language() {
    let house = House::open().await;
    let dx = house.office.staff("dx").await.person;
    house.office.app.unpublish(&dx, "suido-kaishi").await.unwrap();
    for screen in [PHONE, DESK] {
        let browser = Browser::open(screen, true).await;
        let mut album = Album::of(&browser, "account");
        for signed_in in [false, true] {
            if signed_in {
                signs_in(&browser, &house, true).await;
            }
            let pages: &[&str] = if signed_in {
                &["/me", "/me/answers", "/me/notices", "/me/sessions", "/me/delete"]
            } else {
                &[
                    "/sign-in",
                    "/sign-in/sent",
                    "/sign-in/open",
                    "/p/water-start",
                    "/p/water-start/notify",
                    "/p/water-start/notify?sent",
                    "/notices/confirm",
                    concat!("/notices/stop", "/7Q4M-KX2P-9D3T-VW5H"),
                    "/privacy",
                ]
            };
            for prefix in ["", "/easy", "/en"] {
                for page in pages {
                    browser.visit(&house.url(&format!("{prefix}{page}"))).await;
                    browser.inspect(&format!("{prefix}{page}")).await;
                    if prefix.is_empty() {
                        album.shows(&browser, page.trim_end_matches(STOP)).await;
                    }
                }
            }
        }
        album.ends_whole();
        browser.close().await;
    }
}
