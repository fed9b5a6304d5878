//! Points 38–43, 47–49 and 51: from the first page to the receipt and back.

use super::{answered, begin, send, typed, walk};
use crate::{
    album::Album,
    house::House,
    journeys::fact,
    kit::{Browser, PHONE},
};

/// Answers a page with keys alone. Says how many were pressed.
async fn by_keys(browser: &Browser, typed: &madoguchi_forms::Typed) -> usize {
    let mut keys = 0;
    for name in browser.names().await {
        let Some(value) = typed.0.get(&name).and_then(|v| v.first()) else { continue };
        let kind = format!(
            "const e = document.getElementsByName('{name}'); return [e[0].type, [...e].findIndex(x => x.value === arguments[0]), e[0].getClientRects().length]"
        );
        let kind = browser.run(&kind, vec![value.as_str().into()]).await;
        if kind[2] == 0 {
            continue;
        }
        match kind[0].as_str().unwrap() {
            "radio" => {
                keys += browser.tabs_to(&name).await;
                let down = usize::try_from(kind[1].as_i64().unwrap()).unwrap();
                browser.types(" ").await;
                browser.types(&"\u{e015}".repeat(down)).await;
                keys += 1 + down;
            }
            "checkbox" => {
                keys += browser.tabs_to(&name).await + 1;
                browser.types(" ").await;
            }
            "file" | "select-one" => browser.answer(&name, &typed.0[&name]).await,
            _ => {
                keys += browser.tabs_to(&name).await + value.chars().count();
                browser.types(value).await;
            }
        }
    }
    keys
}

/// What is told of the journeys, with what was counted and the pictures.
const TOLD: &str = include_str!("../../../docs/journeys.md");

/// Point 38: a phone's screen, no scripts, no finger. Each page is kept as it is when it is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_notification_is_sent_by_keyboard_alone_without_scripts() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, false).await;
    let mut album = Album::of(&browser, "journey");
    let typed = typed(&house, "suido-kaishi");
    browser.visit(&house.url("/p/suido-kaishi")).await;
    album.shows(&browser, "01-start").await;
    let mut keys = browser.tabs_to("届出をはじめる").await + 1;
    browser.enters().await;
    let mut pages = 1;
    while !browser.path().await.ends_with("/check") {
        assert!(pages < 15, "it does not end:\n{}", browser.text().await);
        let path = browser.path().await;
        keys += by_keys(&browser, &typed).await;
        pages += 1;
        album.shows(&browser, &format!("{pages:02}-{}", path.rsplit('/').next().unwrap())).await;
        keys += browser.tabs_to("次へ進む").await + 1;
        browser.enters().await;
        assert_eq!(browser.count(".error-summary").await, 0, "{}", browser.text().await);
    }
    album.shows(&browser, &format!("{:02}-check", pages + 1)).await;
    keys += browser.tabs_to("この内容で届出する").await + 1;
    browser.enters().await;
    album.shows(&browser, &format!("{:02}-receipt", pages + 2)).await;
    assert!(!fact(&browser, "受付番号").await.is_empty());
    let counted = format!("{} ページ、キー {keys} 回", pages + 2);
    assert!(TOLD.contains(&counted), "docs/journeys.md does not say: {counted}");
    for picture in album.ends_whole() {
        assert!(TOLD.contains(&format!("screenshots/journey/phone/{picture}")), "not shown: {picture}");
    }
    browser.close().await;
}

/// How a person comes through a paper with one finger.
#[derive(Default)]
struct Way {
    pages: usize,
    /// A tap into each control, and one on each button.
    taps: usize,
    /// Letters and digits that are typed.
    typed: usize,
    /// Letters that stand on the pages.
    shown: u64,
    /// Milliseconds until the pages were there.
    waited: f64,
}

impl Way {
    /// One more page, with what is answered there.
    async fn passes(&mut self, browser: &Browser, typed: &madoguchi_forms::Typed) {
        let names = browser.names().await;
        let boxes = "return [...document.querySelectorAll('main :is(input[type=text], input[type=email], input[type=tel], textarea)')].map(e => e.name)";
        let boxes = browser.run(boxes, vec![]).await;
        for name in names {
            let Some(value) = typed.0.get(&name).and_then(|v| v.first()) else { continue };
            self.taps += 1;
            if boxes.as_array().unwrap().iter().any(|b| *b == name.as_str()) {
                self.typed += value.chars().count();
            }
        }
        self.turns(browser).await;
    }

    /// The button that leads from a page to the next.
    async fn turns(&mut self, browser: &Browser) {
        self.pages += 1;
        self.taps += 1;
        let seen = "return [document.querySelector('main').innerText.replace(/\\s/g, '').length,
            performance.getEntriesByType('navigation')[0].duration]";
        let seen = browser.run(seen, vec![]).await;
        self.shown += seen[0].as_u64().unwrap();
        self.waited += seen[1].as_f64().unwrap();
    }

    /// What the hand and the thought before it take, in seconds: to decide (1.35), to reach (1.1) and to tap (0.2) each
    /// time (Card, Moran & Newell 1980), and 36.2 words of five letters a minute on a phone (Palin and others 2019).
    /// Reading and looking for papers come on top.
    fn seconds(&self) -> f64 {
        self.taps as f64 * (1.35 + 1.1 + 0.2) + self.typed as f64 * 60.0 / (36.2 * 5.0)
    }
}

/// Points 39 and 51: few pages and taps; no mail address, no account, nothing to prove. What is counted is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_notification_takes_few_pages_and_taps_and_no_mail_address() {
    let house = House::open().await;
    for slug in ["suido-kaishi", "juminhyo-yubin", "jido-teate-nintei"] {
        let browser = Browser::open(PHONE, true).await;
        let (mut typed, mut way) = (typed(&house, slug), Way::default());
        typed.0.remove("email");
        browser.visit(&house.url(&format!("/p/{slug}"))).await;
        way.turns(&browser).await;
        begin(&browser, &house, slug).await;
        walk(&browser, &typed, async |_| way.passes(&browser, &typed).await).await;
        way.turns(&browser).await;
        send(&browser).await;
        way.pages += 1;
        let (pages, taps, seconds) = (way.pages, way.taps, way.seconds());
        println!("{slug}: {} letters shown, {:.0} ms waited", way.shown, way.waited);
        assert!(
            pages <= 14 && taps <= 60 && seconds <= 300.0,
            "{slug}: {pages} pages, {taps} taps, {seconds} s"
        );
        let counted = format!("| `{slug}` | {pages} | {taps} | {} | {seconds:.0} |", way.typed);
        assert!(TOLD.contains(&counted), "docs/journeys.md does not say: {counted}");
        let number = fact(&browser, "受付番号").await;
        assert!(!number.is_empty() && !fact(&browser, "照会キー").await.is_empty());
        browser.close().await;
    }
}

/// Points 40 and 41: Back shows the page before with its answers; a change leads back to the check page, and what it
/// opens is asked first.
#[tokio::test(flavor = "multi_thread")]
async fn back_and_changes_lead_where_one_expects() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    begin(&browser, &house, "juminhyo-yubin").await;
    let first = browser.path().await;
    browser.answer("registered", &["yes".to_owned()]).await;
    browser.answer("requester", &["self".to_owned()]).await;
    browser.press("次へ進む").await;
    browser.goes_back().await;
    assert_eq!(browser.path().await, first);
    assert_eq!(browser.count("[name=requester][value=self]:checked").await, 1, "Back keeps the answers");
    walk(&browser, &typed(&house, "juminhyo-yubin"), async |_| ()).await;
    let check = browser.path().await;
    browser.follow("変更：必要な人").await;
    browser.answer("scope", &["household".to_owned()]).await;
    browser.press("次へ進む").await;
    assert_eq!(browser.path().await, check);
    // Another branch: its question comes first, then the check page.
    browser.follow("変更：この住所へ送ってよいですか").await;
    browser.answer("send_home", &["no".to_owned()]).await;
    browser.press("次へ進む").await;
    assert!(browser.path().await.ends_with("/destination"), "{}", browser.path().await);
    assert!(browser.title().await.starts_with("エラー："), "{}", browser.title().await);
    browser.close().await;
}

/// Points 42 and 43: a question that hangs on an answer is out of sight before, and what was typed there is gone from
/// everywhere when the answer is another.
async fn a_branch_comes_and_goes(scripts: bool) {
    let house = House::open().await;
    let browser = Browser::open(PHONE, scripts).await;
    answered(&browser, &house, "juminhyo-yubin").await;
    browser.follow("変更：使いみち").await;
    let seen = "return document.getElementsByName('use_other')[0].checkVisibility()";
    assert_eq!(browser.run(seen, vec![]).await, false);
    browser.answer("use", &["other".to_owned()]).await;
    assert_eq!(browser.run(seen, vec![]).await, true);
    browser.answer("use_other", &["奨学金の見本".to_owned()]).await;
    browser.press("次へ進む").await;
    assert!(browser.text().await.contains("奨学金の見本"));
    browser.follow("変更：使いみち").await;
    browser.answer("use", &["bank".to_owned()]).await;
    assert_eq!(browser.run(seen, vec![]).await, false);
    browser.press("次へ進む").await;
    assert!(!browser.text().await.contains("奨学金の見本"), "check");
    send(&browser).await;
    let number = fact(&browser, "受付番号").await.parse().unwrap();
    let kept = crate::acceptance::kept(&house, &number).await;
    assert!(!format!("{kept:?}").contains("奨学金の見本"), "{kept:?}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_comes_and_goes_with_its_answers() {
    a_branch_comes_and_goes(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_comes_and_goes_without_scripts() {
    a_branch_comes_and_goes(false).await;
}

/// Points 48 and 49: the receipt stays with the browser that sent it; elsewhere number and key are asked for, and what
/// does not fit is told in the same words, until it is enough.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_belongs_to_whoever_sent_it() {
    let house = House::open().await;
    let browser = Browser::open(PHONE, true).await;
    answered(&browser, &house, "suido-kaishi").await;
    send(&browser).await;
    let done = browser.path().await;
    let (number, key) = (fact(&browser, "受付番号").await, fact(&browser, "照会キー").await);
    browser.visit(&house.url(&done)).await;
    assert_eq!(fact(&browser, "受付番号").await, number, "the same page after a reload");

    let other = Browser::open(PHONE, false).await;
    other.visit(&house.url(&done)).await;
    assert!(!other.text().await.contains(&number), "{}", other.text().await);
    let mut said = Vec::new();
    for (receipt, key) in
        [(number.as_str(), "AAAA-AAAA"), ("K0-0000-0000", key.as_str()), ("K0-0000-0000", "AAAA-AAAA")]
    {
        other.visit(&house.url("/status")).await;
        other.answer("receipt", &[receipt.to_owned()]).await;
        other.answer("key", &[key.to_owned()]).await;
        other.press("状況を見る").await;
        said.push(other.words_of(".error-summary li").await.join("|"));
    }
    assert!(!said[0].is_empty() && said.iter().all(|s| *s == said[0]), "{said:?}");
    // One try at this number is behind us; the sixth is one too many.
    for _ in 0..5 {
        other.visit(&house.url("/status")).await;
        other.answer("receipt", std::slice::from_ref(&number)).await;
        other.answer("key", &["AAAA-AAAA".to_owned()]).await;
        other.press("状況を見る").await;
    }
    let text = other.text().await;
    assert!(text.contains("0744"), "a telephone number is at hand: {text}");
    assert!(!text.contains(&said[0]), "{text}");
    for browser in [browser, other] {
        browser.close().await;
    }
}
