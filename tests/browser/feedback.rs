//! What residents say, and how far they got, as everybody can use it: on a phone and on a desk, with and without scripts.

use chrono::Duration;
use madoguchi_app::Rating;
use madoguchi_vocab::Lang;

use crate::{
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK, PHONE},
};

/// Twenty who sent it and five who were stopped, so that shares are told; six of them said how it was.
async fn busy(house: &House) {
    let app = &house.office.app;
    let slug = "juminhyo-yubin".parse().unwrap();
    for n in 0..25 {
        let resident = house.office.resident();
        if n % 5 == 0 {
            let id = app.start_draft(&slug, Lang::Easy, &resident.visitor).await.unwrap();
            let draft = app.draft(id, &resident.visitor).await.unwrap();
            let first = draft.paper.pages[0].key.clone();
            app.send_page(&draft, draft.typed.clone(), &first).await.unwrap();
            continue;
        }
        let receipt = resident.submits("juminhyo-yubin", "").await.receipt;
        if n % 3 == 0 {
            let words = if n == 3 {
                "写真の撮り方がわかりにくかったです。\n電話は090-1234-5678です。"
            } else {
                ""
            };
            let rating = Rating::read(if n == 3 { "2" } else { "5" }, words).unwrap();
            app.rate(&resident.sees(&receipt).await, &rating, "here").await.unwrap();
        }
        house.office.wait(Duration::minutes(7));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_funnel_and_of_feedback_can_be_used_by_everybody() {
    let house = House::open().await;
    busy(&house).await;
    for (screen, size, scripts) in [(DESK, "desk", true), (PHONE, "phone", false)] {
        let manager = Browser::open(screen, scripts).await;
        sign_in(&manager, &house, "dx").await;
        for (page, name, words) in [
            ("/manage/funnel", "funnel", "完了率"),
            ("/manage/funnel/juminhyo-yubin", "funnel-one", "止まった項目"),
            ("/manage/funnel/suido-kaishi", "funnel-empty", "まだありません"),
            ("/manage/feedback", "feedback", "〔電話番号〕"),
            ("/author/juminhyo-yubin/feedback", "feedback-author", "〔電話番号〕"),
        ] {
            manager.visit(&house.url(page)).await;
            assert!(manager.text().await.contains(words), "{page}: {}", manager.text().await);
            manager.inspect(name).await;
            manager.picture(&format!("{size}-{name}")).await;
        }
        manager.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_says_how_it_was() {
    let house = House::open().await;
    for (screen, scripts) in [(PHONE, false), (DESK, true)] {
        let resident = house.office.resident();
        let receipt = resident.submits("juminhyo-yubin", "").await;
        let browser = Browser::open(screen, scripts).await;
        browser.visit(&house.url("/status")).await;
        browser.answer("receipt", &[receipt.receipt.to_string()]).await;
        browser.answer("key", &[receipt.key.reveal().to_owned()]).await;
        browser.press("状況を見る").await;
        for (lang, title, button) in [
            ("", "ご意見をお聞かせください", "ご意見を送る"),
            ("/easy", "教えて", "送る"),
            ("/en", "Tell us", "Send"),
        ] {
            browser.visit(&house.url(&format!("{lang}/status/{}/feedback", receipt.receipt))).await;
            assert!(browser.title().await.contains(title), "{lang}: {}", browser.title().await);
            browser.press(button).await;
            assert!(browser.count(".error-summary a").await == 1, "{lang}: {}", browser.text().await);
            browser.inspect("how it was, with an error").await;
        }
        browser.answer("stars", &["4".to_owned()]).await;
        browser.answer("words", &["Quick".to_owned()]).await;
        browser.press("Send").await;
        browser.inspect("the status page afterwards").await;
        browser.visit(&house.url(&format!("/status/{}/feedback", receipt.receipt))).await;
        assert!(browser.text().await.contains("ありがとうございました"), "{}", browser.text().await);
        browser.close().await;
    }
}
