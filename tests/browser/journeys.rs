//! The path through the whole house, as people walk it.

use madoguchi_testkit::office::{PASSWORD, good_case};

use crate::{
    house::House,
    kit::{Browser, DESK, PHONE},
};

/// Finds a procedure, begins it, answers page by page and stops on the check page.
async fn answers(browser: &Browser, house: &House, search: &str, title: &str, slug: &str, begin: &str) {
    browser.visit(&house.url("/")).await;
    browser.inspect("home").await;
    browser.answer("q", &[search.to_owned()]).await;
    browser.press("さがす").await;
    browser.inspect("search").await;
    browser.follow(title).await;
    browser.inspect("start page").await;
    browser.press(begin).await;
    // An empty page is not accepted, and says what to do.
    browser.press("次へ進む").await;
    assert!(browser.title().await.starts_with("エラー："), "{}", browser.title().await);
    assert!(browser.count(".error-summary a").await >= 1);
    browser.inspect("first page with errors").await;
    let typed = good_case(slug)
        .typed_on(&house.office.app.papers().open(slug).unwrap().paper, house.office.app.today());
    for step in 0.. {
        let path = browser.path().await;
        if path.ends_with("/check") {
            break;
        }
        assert!(step < 15, "{slug} does not end; it stands at {path}:\n{}", browser.text().await);
        browser.inspect("question page").await;
        for name in browser.names().await {
            if let Some(values) = typed.0.get(&name) {
                browser.answer(&name, values).await;
            }
        }
        browser.press("次へ進む").await;
        assert!(browser.count(".error-summary").await == 0, "{path}:\n{}", browser.text().await);
    }
    browser.inspect("check page").await;
}

/// What stands behind a term on a page.
pub async fn fact(browser: &Browser, term: &str) -> String {
    let text = browser.text().await;
    let mut lines = text.lines().map(str::trim).skip_while(|l| *l != term).skip(1);
    lines.next().unwrap_or_else(|| panic!("{term} is not on the page:\n{text}")).to_owned()
}

pub async fn sign_in(browser: &Browser, house: &House, login: &str) {
    browser.visit(&house.url("/staff/login")).await;
    browser.inspect("sign-in").await;
    browser.answer("login", &[login.to_owned()]).await;
    browser.answer("password", &[PASSWORD.to_owned()]).await;
    browser.press("サインインする").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_javascript_is_mended_and_granted() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, false).await;
    answers(
        &phone,
        &house,
        "じゅうみんひょう",
        "住民票の写しの交付請求（郵送）",
        "juminhyo-yubin",
        "請求をはじめる",
    )
    .await;
    phone.picture("check").await;
    phone.press("この内容で請求する").await;
    phone.inspect("done page").await;
    phone.picture("done").await;
    let (number, key) = (fact(&phone, "受付番号").await, fact(&phone, "照会キー").await);

    let desk = Browser::open(DESK, false).await;
    sign_in(&desk, &house, "sato").await;
    desk.inspect("today").await;
    desk.visit(&house.url("/staff/queue")).await;
    desk.inspect("queue").await;
    desk.picture("queue").await;
    desk.follow(&number).await;
    desk.inspect("case").await;
    desk.press("担当して審査をはじめる").await;
    desk.follow("補正を依頼する").await;
    desk.press("補正を依頼する").await;
    assert!(desk.title().await.starts_with("エラー："));
    desk.inspect("correction with errors").await;
    desk.answer("field", &["phone".to_owned()]).await;
    desk.answer("reason.phone", &["つながりません。日中につながる番号を書いてください。".to_owned()]).await;
    desk.press("補正を依頼する").await;
    assert!(desk.text().await.contains("補正待ち"), "{}", desk.text().await);

    // Another day, another browser: number and key.
    let other = Browser::open(PHONE, false).await;
    other.visit(&house.url("/status")).await;
    other.inspect("look-up").await;
    other.answer("receipt", std::slice::from_ref(&number)).await;
    other.answer("key", &[key]).await;
    other.press("状況を見る").await;
    other.inspect("status").await;
    other.picture("status").await;
    assert!(other.text().await.contains("つながりません"), "{}", other.text().await);
    other.follow("直す").await;
    other.inspect("correction").await;
    assert_eq!(other.count("main input:not([type=hidden])").await, 1, "only the flagged question is open");
    other.answer("phone", &["０９０－１２３４－５６７８".to_owned()]).await;
    other.press("直した内容を確認する").await;
    other.inspect("before and after").await;
    other.press("この内容で送る").await;
    assert!(other.text().await.contains("直した内容を確認しています"), "{}", other.text().await);

    desk.visit(&house.url(&format!("/staff/a/{number}"))).await;
    assert!(desk.text().await.contains("補正で変更"), "{}", desk.text().await);
    desk.inspect("case after correction").await;
    desk.picture("case").await;
    desk.follow("決定する").await;
    desk.press("内容を確かめる").await;
    assert!(desk.title().await.starts_with("エラー："));
    desk.inspect("decision with errors").await;
    desk.answer("decision", &["grant".to_owned()]).await;
    desk.press("内容を確かめる").await;
    desk.inspect("decision before the last press").await;
    desk.press("この内容で決定する").await;
    assert!(desk.text().await.contains("認容"), "{}", desk.text().await);
    // She has not asked to read it on the page: it goes on paper, and somebody notes that it went.
    desk.inspect("case with its notice").await;
    desk.press("紙で送ったことを記録する").await;
    assert!(desk.text().await.contains("紙で送りました"), "{}", desk.text().await);

    other.visit(&house.url(&format!("/status/{number}"))).await;
    assert!(other.text().await.contains("手続きが終わりました"), "{}", other.text().await);
    assert!(other.text().await.contains("に紙でお送りしました"), "{}", other.text().await);
    other.inspect("status with a notice").await;
    assert_eq!(house.office.post().await, 4, "receipt, correction asked, correction received, decision");
    for browser in [phone, desk, other] {
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_with_javascript_ends_on_the_receipt() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, true).await;
    answers(&phone, &house, "引っ越し 水道", "水道の使用開始届", "suido-kaishi", "届出をはじめる").await;
    phone.press("この内容で届出する").await;
    let number = fact(&phone, "受付番号").await;
    phone.inspect("done page").await;
    phone.answer("stars", &["5".to_owned()]).await;
    phone.answer("words", &["長".repeat(1_001)]).await;
    phone.press("ご意見を送る").await;
    phone.inspect("too much was said").await;
    assert!(phone.text().await.contains("今は 1,001 文字"), "{}", phone.text().await);
    phone.answer("words", &["すぐできました".to_owned()]).await;
    phone.press("ご意見を送る").await;
    assert!(phone.text().await.contains("ありがとうございました"), "{}", phone.text().await);
    phone.inspect("done page with thanks").await;
    // Back and forth: the same page, never a second submission.
    let page = phone.path().await;
    phone.visit(&house.url(&page)).await;
    assert_eq!(fact(&phone, "受付番号").await, number);
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn children_are_added_as_rows() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, false).await;
    answers(&phone, &house, "子ども 手当", "児童手当の認定請求", "jido-teate-nintei", "申請をはじめる").await;
    phone.press("この内容で申請する").await;
    phone.inspect("done page").await;
    assert!(!fact(&phone, "受付番号").await.is_empty());
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_follows_a_number_to_its_rows_and_a_paper_moves_the_rate() {
    let house = House::open().await;
    let desk = Browser::open(DESK, true).await;
    sign_in(&desk, &house, "dx").await;
    desk.visit(&house.url("/manage")).await;
    desk.inspect("dashboard").await;
    desk.picture("dashboard").await;
    let (able, all) = share(&desk.text().await, "オンライン化率（手続数）");
    desk.follow(&able.to_string()).await;
    desk.inspect("rows of the numerator").await;
    assert!(desk.text().await.contains(&format!("手続き：{able} 種類")), "{}", desk.text().await);
    for path in ["/manage/kpi", "/manage/definitions", "/manage/inventory/import", "/author"] {
        desk.visit(&house.url(path)).await;
        desk.inspect(path).await;
    }
    desk.follow("水道の使用開始届").await;
    desk.inspect("paper").await;
    desk.visit(&house.url("/author")).await;
    desk.press("公開をやめる：水道の使用開始届").await;
    desk.visit(&house.url("/manage")).await;
    let without = share(&desk.text().await, "オンライン化率（手続数）");
    assert_eq!(without, (able - 1, all), "one procedure less can be done online");
    let phone = Browser::open(PHONE, false).await;
    for path in
        ["/rate", "/easy/rate", "/en/rate", "/help", "/privacy", "/terms", "/accessibility", "/easy", "/en"]
    {
        phone.visit(&house.url(path)).await;
        phone.inspect(path).await;
    }
    desk.close().await;
    phone.close().await;
}

/// Numerator and denominator that stand below a rate's name.
fn share(text: &str, rate: &str) -> (u64, u64) {
    let below = text.lines().skip_while(|l| l.trim() != rate);
    let line =
        below.into_iter().find(|l| l.contains('÷')).unwrap_or_else(|| panic!("{rate} is not in:\n{text}"));
    let mut parts = line.split('÷').map(|p| p.trim().replace(',', "").parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_there_after_the_page_was_left() {
    let house = House::open().await;
    let phone = Browser::open(PHONE, true).await;
    phone.visit(&house.url("/p/juminhyo-yubin")).await;
    phone.press("請求をはじめる").await;
    let page = phone.path().await;
    phone.answer("registered", &["yes".to_owned()]).await;
    let said = "const done = arguments[0], line = document.querySelector('[data-autosaved]');
        const tell = () => line.textContent && done(line.textContent);
        new MutationObserver(tell).observe(line, { childList: true });
        tell();";
    let said = phone.ask(said, vec![]).await;
    assert!(said.as_str().is_some_and(|s| s.ends_with("に自動保存しました")), "{said}");
    phone.inspect("question page that was saved on the way").await;
    phone.visit(&house.url("/")).await;
    phone.visit(&house.url(&page)).await;
    assert_eq!(phone.count("[name=registered][value=yes]:checked").await, 1, "{}", phone.text().await);
    phone.press("保存して中断する").await;
    phone.inspect("saved page").await;
    phone.picture("saved").await;
    let code = fact(&phone, "再開コード").await;
    phone.answer("email", &["hanako@".to_owned()]).await;
    phone.press("メールを送る").await;
    phone.inspect("saved page with an error").await;
    // The link of the letter carries the code where no server sees it.
    let other = Browser::open(PHONE, true).await;
    other.visit(&house.url(&format!("/resume#{code}"))).await;
    other.inspect("resume page").await;
    other.press("続きを開く").await;
    assert_eq!(other.path().await, page);
    assert_eq!(other.count("[name=registered][value=yes]:checked").await, 1);
}
