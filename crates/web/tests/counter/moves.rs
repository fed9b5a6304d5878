//! The pages of moves: said back before they count, kept when something is missing or somebody was quicker.

use axum::{Router, http::StatusCode};
use madoguchi_testkit::{Browser, Office, Seen};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::{Action, Outcome, StageName};

use crate::{complaints, counter, doors::signed_in, kit::and};

const PROCEDURE: &str = "[procedure]\n";

/// The paper with a life of that template.
async fn lives_as(office: &Office, template: &str) {
    let life = format!("[workflow]\ntemplate = \"{template}\"\n\n{PROCEDURE}");
    office.rewrites("juminhyo-yubin", &[(PROCEDURE, &life)]).await;
}

/// The paper with places that are drawn for: only a booking may be.
async fn is_drawn(office: &Office) {
    let life = format!("[workflow]\ntemplate = \"draw\"\n\n{PROCEDURE}");
    let kind = ("\nkind = \"request\"", "\nkind = \"booking\"");
    office.rewrites("juminhyo-yubin", &[(PROCEDURE, &life), kind]).await;
}

fn body(page: Seen) -> Seen {
    let html = page.html.split_once("id=\"main\"").expect("a page has a body").1.to_owned();
    Seen { html, ..page }
}

async fn opens(browser: &mut Browser, receipt: &ReceiptNumber, way: &str) -> Seen {
    let page = body(browser.get(&format!("/staff/a/{receipt}/{way}")).await);
    assert_eq!(page.status, StatusCode::OK, "{way}");
    page
}

async fn taken(office: &Office) -> ReceiptNumber {
    let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    receipt
}

async fn stage(office: &Office, receipt: &ReceiptNumber) -> StageName {
    let head = office.staff("head").await.person;
    office.app.open_case(&head, receipt).await.unwrap().submission.stage.name()
}

async fn proposed(office: &Office) -> ReceiptNumber {
    let receipt = taken(office).await;
    let outcome = Outcome::Refuse { basis: "条例5条".into(), facts: "期限のあとに届いた".into() };
    office.staff("sato").await.does(&receipt, Action::Propose { outcome }).await.unwrap();
    receipt
}

#[tokio::test]
async fn from_the_queue_to_a_recorded_decision_are_four_pages() {
    let (office, router) = counter().await;
    let receipt = taken(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    let case = sato.get(&format!("/staff/a/{receipt}")).await;
    assert!(case.html.contains(&format!("/staff/a/{receipt}/decide")));
    let page = opens(&mut sato, &receipt, "decide").await;
    let said = [("decision", "refuse"), ("basis", "条例5条"), ("facts", "期限のあと")];
    let shown = body(sato.post(&page.action(), &and(&page, &said)).await);
    for words in ["条例5条", "期限のあと", "審査請求", "3か月以内", "紙で送ります"] {
        assert!(shown.html.contains(words), "{words} before the last press");
    }
    assert_eq!(stage(&office, &receipt).await, StageName::InReview, "nothing is decided yet");
    let again = body(sato.post(&shown.action(), &and(&shown, &[("_action", "again")])).await);
    assert!(again.form().contains(&("facts".into(), "期限のあと".into())), "{:?}", again.form());
    let done = sato.post(&shown.action(), &and(&shown, &[("_action", "confirm")])).await;
    assert!(done.html.contains("決定しました。"));
    assert_eq!(stage(&office, &receipt).await, StageName::Refused);
}

#[tokio::test]
async fn part_of_it_is_granted_only_with_everything_a_refusal_needs() {
    let (office, router) = counter().await;
    let receipt = taken(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    let page = opens(&mut sato, &receipt, "decide").await;
    let again = sato.post(&page.action(), &and(&page, &[("decision", "grant_in_part")])).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for target in ["#part\"", "#part_basis\"", "#part_facts\""] {
        assert!(complaints(&again).contains(target), "{target}: {}", complaints(&again));
    }
}

#[tokio::test]
async fn nothing_is_refused_before_the_last_day_of_a_correction_and_the_day_is_said() {
    let (office, router) = counter().await;
    let receipt = taken(&office).await;
    office.staff("sato").await.asks_correction(&receipt, "phone", "つながりません", 14).await.unwrap();
    let mut sato = signed_in(&router, "sato").await;
    let page = opens(&mut sato, &receipt, "decide").await;
    let said = [("decision", "refuse"), ("basis", "条例5条"), ("facts", "返事がない")];
    let told = sato.post(&page.action(), &and(&page, &said)).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&told).contains("2026-12-08"), "{}", complaints(&told));
}

#[tokio::test]
async fn each_move_says_what_is_missing_and_keeps_what_was_written() {
    let (office, router) = counter().await;
    let receipt = taken(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    for (way, said, asked) in [
        ("assign", &[("to", "nobody")][..], &["#to\""][..]),
        ("transfer", &[("to", "suido"), ("reason", "　")], &["#reason\""]),
        ("transfer", &[("to", "shimin"), ("reason", "理由")], &["#to\""]),
        ("redirect", &[("reason", "県の仕事")], &["#to\""]),
        ("ask_opinion", &[("of", "-"), ("text", "どうか"), ("due", "2026-12-01")], &["#name\""]),
        ("ask_opinion", &[("of", "suido"), ("text", "どうか"), ("due", "2026-11-23")], &["#due\""]),
        ("charge_fee", &[("yen", "三百円"), ("how", "納付書で")], &["#yen\""]),
        ("settle_fee", &[("settled", "waived"), ("reason", "")], &["#reason\""]),
    ] {
        let page = opens(&mut sato, &receipt, way).await;
        let again = sato.post(&page.action(), &and(&page, said)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{way} {said:?}");
        assert!(asked.iter().all(|a| complaints(&again).contains(a)), "{way}: {}", complaints(&again));
        for (_, words) in said
            .iter()
            .filter(|(name, words)| matches!(*name, "reason" | "text" | "yen") && !words.trim().is_empty())
        {
            assert!(again.html.contains(words), "{way}: {words} is kept");
        }
    }
    assert_eq!(stage(&office, &receipt).await, StageName::InReview);
}

#[tokio::test]
async fn moves_are_made_and_said_once() {
    let (office, router) = counter().await;
    let mut sato = signed_in(&router, "sato").await;
    let suzuki = office.staff("suzuki").await.person.id.to_string();
    for (way, said, words) in [
        ("assign", &[("to", suzuki.as_str())][..], "担当を決めました"),
        ("transfer", &[("to", "suido"), ("reason", "水道のこと")], "ほかの課へ移しました"),
        ("redirect", &[("to", "県の保健所"), ("reason", "県の仕事です")], "ほかの機関を案内して終えました"),
        (
            "ask_opinion",
            &[("of", "suido"), ("text", "管は通れますか"), ("due", "2026-12-01")],
            "意見を照会しました",
        ),
        ("charge_fee", &[("yen", "３００"), ("how", "納付書で")], "手数料を知らせました"),
        ("settle_fee", &[("settled", "waived"), ("reason", "条例9条")], "手数料を記録しました"),
    ] {
        let receipt = taken(&office).await;
        let page = opens(&mut sato, &receipt, way).await;
        let done = sato.post(&page.action(), &and(&page, said)).await;
        assert_eq!(done.status, StatusCode::OK, "{way}");
        assert!(done.html.contains(words), "{way}: {}", done.path);
        assert!(!sato.get("/staff/queue").await.html.contains(words), "{way}: only once");
    }
}

#[tokio::test]
async fn who_was_overtaken_sees_what_they_wrote_and_nothing_is_done() {
    let (office, router) = counter().await;
    let receipt = taken(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    let page = opens(&mut sato, &receipt, "redirect").await;
    office.staff("head").await.does(&receipt, Action::grant("")).await.unwrap();
    let said = [("to", "県の保健所"), ("reason", "県の仕事です")];
    let told = sato.post(&page.action(), &and(&page, &said)).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    for words in ["県の保健所", "県の仕事です", "認容"] {
        assert!(told.html.contains(words), "{words}");
    }
    assert_eq!(stage(&office, &receipt).await, StageName::Granted);
}

#[tokio::test]
async fn a_department_answers_what_it_was_asked_and_then_sees_it_no_more() {
    let (office, router) = counter().await;
    let receipt = taken(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    let page = opens(&mut sato, &receipt, "ask_opinion").await;
    let said = [("of", "suido"), ("text", "管は通れますか"), ("due", "2026-12-01")];
    sato.post(&page.action(), &and(&page, &said)).await;
    let mut mizu = signed_in(&router, "mizu").await;
    let list = mizu.get("/staff/opinions").await;
    assert!(list.html.contains(receipt.as_str()) && list.html.contains("2026-12-01"), "{}", list.html);
    let page = opens(&mut mizu, &receipt, "give_opinion").await;
    assert!(page.html.contains("管は通れますか"));
    let done = mizu.post(&page.action(), &and(&page, &[("number", "1"), ("text", "通れます")])).await;
    assert!(done.path.starts_with("/staff/opinions"), "{}", done.path);
    assert!(!done.html.contains(receipt.as_str()));
    assert_eq!(mizu.get(&format!("/staff/a/{receipt}")).await.status, StatusCode::NOT_FOUND);
    let case = sato.get(&format!("/staff/a/{receipt}")).await;
    assert!(case.html.contains("通れます"), "the answer stands in the case");
}

async fn picks(
    router: &Router,
    login: &str,
    office: &Office,
    receipts: &[&ReceiptNumber],
) -> (Browser, Seen) {
    let mut browser = signed_in(router, login).await;
    let list = body(browser.get("/staff/approvals").await);
    let mut pairs = list.form();
    pairs.retain(|(name, _)| name == "_csrf");
    for receipt in receipts {
        let person = office.staff("head").await.person;
        let revision = office.app.open_case(&person, receipt).await.unwrap().submission.revision;
        pairs.push(("pick".into(), format!("{receipt}:{revision}")));
    }
    let confirm = body(browser.post("/staff/approvals", &pairs).await);
    (browser, confirm)
}

#[tokio::test]
async fn many_are_approved_at_once_and_each_is_told_by_itself() {
    let (office, router) = counter().await;
    lives_as(&office, "approval").await;
    let (first, second) = (proposed(&office).await, proposed(&office).await);
    let list = signed_in(&router, "head").await.get("/staff/approvals").await;
    for words in [first.as_str(), second.as_str(), "拒否：条例5条：期限のあとに届いた", "見本 sato"]
    {
        assert!(list.html.contains(words), "{words} in the list");
    }
    let (mut head, confirm) = picks(&router, "head", &office, &[&first, &second]).await;
    assert!(confirm.html.contains("2 件を承認しますか"), "{}", confirm.html);
    assert_eq!(stage(&office, &first).await, StageName::AwaitingApproval, "nothing is approved yet");
    // One of them is taken back while the list is looked at.
    office.staff("sato").await.does(&second, Action::PullBack).await.unwrap();
    let told = head.post("/staff/approvals", &and(&confirm, &[("_action", "confirm")])).await;
    assert!(told.html.contains("2 件のうち 1 件を承認しました"), "{}", told.html);
    assert!(told.html.contains("すでに変更されています"), "{}", told.html);
    assert_eq!(stage(&office, &first).await, StageName::Refused);
    assert_eq!(stage(&office, &second).await, StageName::InReview);
}

#[tokio::test]
async fn nobody_approves_their_own_proposal_through_any_door() {
    let (office, router) = counter().await;
    lives_as(&office, "approval").await;
    let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
    let head = office.staff("head").await;
    head.does(&receipt, Action::Take).await.unwrap();
    head.does(&receipt, Action::Propose { outcome: Outcome::Grant { note: String::new() } }).await.unwrap();
    let list = signed_in(&router, "head").await.get("/staff/approvals").await;
    assert!(!list.html.contains("name=\"pick\""), "it cannot be chosen");
    assert!(list.html.contains("自分で起案した"), "and the list says why");
    let (mut browser, confirm) = picks(&router, "head", &office, &[&receipt]).await;
    assert!(confirm.html.contains("0 件を承認しますか"), "{}", confirm.html);
    assert_eq!(browser.get(&format!("/staff/a/{receipt}/approve")).await.status, StatusCode::CONFLICT);
    assert_eq!(stage(&office, &receipt).await, StageName::AwaitingApproval);
}

#[tokio::test]
async fn what_came_back_is_shown_with_what_is_other_now() {
    let (office, router) = counter().await;
    lives_as(&office, "approval").await;
    let receipt = proposed(&office).await;
    let mut head = signed_in(&router, "head").await;
    let page = opens(&mut head, &receipt, "send_back").await;
    let empty = head.post(&page.action(), &and(&page, &[("reason", "")])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for");
    head.post(&page.action(), &and(&page, &[("reason", "事実が足りない")])).await;
    let outcome = Outcome::Refuse { basis: "条例5条".into(), facts: "消印は11月2日".into() };
    office.staff("sato").await.does(&receipt, Action::Propose { outcome }).await.unwrap();
    let list = head.get("/staff/approvals").await;
    for words in ["事実が足りない", "期限のあとに届いた", "消印は11月2日"] {
        assert!(list.html.contains(words), "{words}");
    }
    let page = opens(&mut head, &receipt, "approve").await;
    assert!(page.html.contains("審査請求"), "the whole proposal is in sight");
    let done = head.post(&page.action(), &page.form()).await;
    assert!(done.html.contains("承認しました"), "{}", done.path);
    assert_eq!(stage(&office, &receipt).await, StageName::Refused);
}

#[tokio::test]
async fn a_lot_is_drawn_once_by_the_head_of_the_list_that_was_seen() {
    let (office, router) = counter().await;
    is_drawn(&office).await;
    let first = office.resident().submits("juminhyo-yubin", "").await.receipt;
    let slug = "/staff/draw/juminhyo-yubin";
    assert_eq!(signed_in(&router, "sato").await.get(slug).await.status, StatusCode::FORBIDDEN);
    let mut head = signed_in(&router, "head").await;
    let page = body(head.get(slug).await);
    let none = head.post(slug, &and(&page, &[("places", "0")])).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sure = body(head.post(slug, &and(&page, &[("places", "１")])).await);
    assert!(sure.html.contains("1 人を当選にしますか"), "{}", sure.html);
    office.resident().submits("juminhyo-yubin", "").await;
    let late = body(head.post(slug, &and(&sure, &[("_action", "confirm")])).await);
    assert_eq!(late.status, StatusCode::CONFLICT, "somebody came meanwhile");
    assert_eq!(stage(&office, &first).await, StageName::Received);
    let sure = body(head.post(slug, &and(&late, &[("places", "1")])).await);
    let done = head.post(slug, &and(&sure, &[("_action", "confirm")])).await;
    assert!(done.html.contains("抽選しました") && done.html.contains("落選"), "{}", done.html);
    let again = head.post(slug, &and(&sure, &[("_action", "confirm")])).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is left to draw");
}
