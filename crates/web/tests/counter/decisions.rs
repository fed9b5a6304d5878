//! The clerk's pages where something goes wrong: reasons left out, colleagues who were quicker.

use axum::http::StatusCode;
use madoguchi_app::Writer;
use madoguchi_testkit::{Browser, Seen};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::{Action, Event, Ruling};

use crate::{complaints, counter, doors::signed_in, kit::and};

/// What is said is looked at once more before it counts.
async fn confirms(browser: &mut Browser, page: &Seen, said: &[(&str, &str)]) -> Seen {
    let shown = body(browser.post(&page.action(), &and(page, said)).await);
    assert_eq!(shown.status, StatusCode::OK, "{}", complaints(&shown));
    assert!(shown.html.contains("まだ決定していません"), "{}", shown.html);
    browser.post(&shown.action(), &and(&shown, &[("_action", "confirm")])).await
}

/// The address after a move, without the words that are said once.
fn place(page: &Seen) -> &str {
    page.path.split('?').next().unwrap()
}

async fn decides(browser: &mut Browser, receipt: &ReceiptNumber) -> Seen {
    body(browser.get(&format!("/staff/a/{receipt}/decide")).await)
}

/// Without the head of the page, where the form for signing out is.
pub fn body(page: Seen) -> Seen {
    let html = page.html.split_once("id=\"main\"").expect("a page has a body").1.to_owned();
    Seen { html, ..page }
}

#[tokio::test]
async fn a_refusal_without_its_reasons_is_asked_for_them_and_one_with_them_carries_the_remedies() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let mut sato = signed_in(&router, "sato").await;
    let page = decides(&mut sato, &receipt).await;
    assert!(page.html.contains("通知書につく教示"), "the clerk sees what will be added");
    for (basis, facts, asked) in [
        ("", "", &["#basis", "#facts"][..]),
        ("住民基本台帳法12条", "", &["#facts"]),
        ("住民基本台帳法12条", "　\n", &["#facts"]),
        ("", "本人ではない", &["#basis"]),
    ] {
        let said = [("decision", "refuse"), ("basis", basis), ("facts", facts)];
        let again = sato.post(&page.action(), &and(&page, &said)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{basis} {facts}");
        assert_eq!(complaints(&again).matches("href=\"#").count(), asked.len(), "{}", complaints(&again));
        assert!(asked.iter().all(|a| complaints(&again).contains(a)), "{}", complaints(&again));
        assert!(again.html.contains(basis) && again.html.contains(facts.trim()), "what was written is kept");
    }
    let nothing = sato.post(&page.action(), &and(&page, &[("decision", "perhaps")])).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = [("decision", "refuse"), ("basis", "住民基本台帳法12条"), ("facts", "本人ではない")];
    let case = confirms(&mut sato, &page, &said).await;
    assert_eq!(place(&case), format!("/staff/a/{receipt}"));
    assert!(case.html.contains("決定しました。"), "what was done is said");
    let notice = sato.get(&format!("/staff/a/{receipt}/notice")).await;
    assert_eq!(notice.headers["content-type"], "application/pdf");
    assert!(notice.headers["content-disposition"].to_str().unwrap().starts_with("inline;"));
    let notice = office.staff("sato").await.reads_notice(&receipt).await;
    for words in ["住民基本台帳法12条", "本人ではない", "審査請求", "3か月以内"] {
        assert!(notice.contains(words), "{words} on the notice:\n{notice}");
    }
    assert_eq!(office.post().await, 2);
}

#[tokio::test]
async fn of_two_contradictory_decisions_one_counts_and_the_other_clerk_sees_both() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let (mut sato, mut head) = (signed_in(&router, "sato").await, signed_in(&router, "head").await);
    let (his, hers) = (decides(&mut sato, &receipt).await, decides(&mut head, &receipt).await);
    let granted = confirms(&mut sato, &his, &[("decision", "grant"), ("note", "どうぞ")]).await;
    assert_eq!(place(&granted), format!("/staff/a/{receipt}"));
    let said = [("decision", "refuse"), ("basis", "条例5条"), ("facts", "期限のあとに届いた")];
    let told = head.post(&hers.action(), &and(&hers, &said)).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    for words in ["認容", "条例5条", "期限のあとに届いた", &format!("href=\"/staff/a/{receipt}\"")]
    {
        assert!(told.html.contains(words), "{words}: what was decided, and what was written in vain");
    }
    let history = hanako.sees(&receipt).await.history;
    let ruling = |event| if let Event::Decided { ruling, .. } = event { Some(ruling) } else { None };
    let rulings: Vec<Ruling> = history.into_iter().filter_map(|h| ruling(h.event)).collect();
    assert!(matches!(rulings[..], [Ruling::Granted { .. }]), "{rulings:?}");
    assert_eq!(office.post().await, 2, "one receipt, one decision");
}

#[tokio::test]
async fn what_changed_while_a_decision_was_written_is_shown_and_the_words_are_kept() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let mut sato = signed_in(&router, "sato").await;
    let page = decides(&mut sato, &receipt).await;
    office.app.write(Writer::Resident(&hanako.visitor), &receipt, "住所がちがいました。", &[]).await.unwrap();
    let said = [("decision", "refuse"), ("basis", "条例5条"), ("facts", "住所がちがう")];
    let told = body(sato.post(&page.action(), &and(&page, &said)).await);
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.form().contains(&("facts".into(), "住所がちがう".into())), "{:?}", told.form());
    let case = confirms(&mut sato, &told, &[("decision", "refuse")]).await;
    assert_eq!(place(&case), format!("/staff/a/{receipt}"), "once more, and it is decided");
}

#[tokio::test]
async fn a_decision_taken_up_again_is_still_told_to_everybody_with_its_reasons() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    let (sato, head) = (office.staff("sato").await, office.staff("head").await);
    sato.does(&receipt, Action::Take).await.unwrap();
    let refuse = Action::refuse("条例5条", "期限のあとに届いた");
    sato.does(&receipt, refuse).await.unwrap();
    head.does(&receipt, Action::Reopen { reason: "消印は期限のうちだった".into() }).await.unwrap();
    head.does(&receipt, Action::grant("お待たせしました")).await.unwrap();
    let case = signed_in(&router, "sato").await.get(&format!("/staff/a/{receipt}")).await;
    for words in ["拒否の決定", "条例5条", "期限のあとに届いた", "消印は期限のうちだった", "認容の決定"]
    {
        assert!(case.html.contains(words), "{words} on the clerk's page");
    }
    let mut browser = Browser::new(&router);
    let ask = browser.get(&format!("/status/{receipt}")).await;
    let key = office.app.secret().lookup_key(hanako.sees(&receipt).await.id);
    let status = browser.post(&ask.action(), &and(&ask, &[("key", key.reveal())])).await;
    for words in ["条例5条", "期限のあとに届いた", "消印は期限のうちだった", "お待たせしました"]
    {
        assert!(status.html.contains(words), "{words} on the resident's page");
    }
    assert_eq!(office.post().await, 4);
}

#[tokio::test]
async fn a_message_that_came_while_the_clerk_wrote_is_read_before_anything_is_sent() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
    let asks = async |text: &str| {
        office.app.write(Writer::Resident(&hanako.visitor), &receipt, text, &[]).await.unwrap();
    };
    asks("いつ届きますか。").await;
    let mut clerk = signed_in(&router, "sato").await;
    let page = body(clerk.get(&format!("/staff/a/{receipt}/write")).await);
    assert!(page.html.contains("いつ届きますか。"), "what is answered is in sight");
    asks("やはり取りに行きます。").await;
    let late = clerk.post(&page.action(), &and(&page, &[("text", "明日送ります。")])).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let late = body(late);
    assert!(late.html.contains("やはり取りに行きます。") && late.html.contains("明日送ります。"));
    let sent = clerk.post(&late.action(), &late.form()).await;
    assert_eq!(place(&sent), format!("/staff/a/{receipt}"));
}
