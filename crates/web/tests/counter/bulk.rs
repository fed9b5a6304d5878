//! Many rows of the list at once.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Office, Seen};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::{Action, StageName};

use crate::{counter, doors::signed_in};

const BULK: &str = "/staff/queue/bulk";

fn body(page: Seen) -> Seen {
    let html = page.html.split_once("id=\"main\"").expect("a page has a body").1.to_owned();
    Seen { html, ..page }
}

/// The fields of the list's own form, with these rows chosen.
async fn picked(
    clerk: &mut Browser,
    list: &str,
    what: &str,
    rows: &[&ReceiptNumber],
) -> Vec<(String, String)> {
    let page = body(clerk.get(list).await);
    let mut fields: Vec<_> = page
        .form()
        .into_iter()
        .filter(|(name, _)| !["pick", "what", "all"].contains(&name.as_str()))
        .collect();
    for receipt in rows {
        let value = page.html.split("name=\"pick\" value=\"").find(|v| v.starts_with(receipt.as_str()));
        let value = value.unwrap_or_else(|| panic!("{receipt} is not on {list}")).split('"').next().unwrap();
        fields.push(("pick".into(), value.into()));
    }
    fields.push(("what".into(), what.into()));
    fields
}

async fn holder(office: &Office, receipt: &ReceiptNumber) -> (StageName, Option<String>) {
    let head = office.staff("head").await.person;
    let case = office.app.open_case(&head, receipt).await.unwrap();
    (case.submission.stage.name(), case.holder_name)
}

async fn three(office: &Office) -> [ReceiptNumber; 3] {
    let mut all = vec![];
    for _ in 0..3 {
        all.push(office.resident().submits("juminhyo-yubin", "").await.receipt);
    }
    all.try_into().unwrap()
}

#[tokio::test]
async fn three_rows_are_given_to_a_colleague_and_each_is_told() {
    let (office, router) = counter().await;
    let all = three(&office).await;
    let kessai = office.staff("kessai").await.person;
    let mut sato = signed_in(&router, "sato").await;
    let list = "/staff/queue?stage=received&paper=juminhyo-yubin";
    let fields = picked(&mut sato, list, &format!("assign:{}", kessai.id), &all.each_ref()).await;
    let sure = body(sato.post(BULK, &fields).await);
    assert_eq!(sure.status, StatusCode::OK);
    assert!(
        sure.html.contains("3 件：担当を") && sure.html.contains("まだ何も変えていません"),
        "{}",
        sure.html
    );
    assert_eq!(holder(&office, &all[0]).await.1, None);
    // A colleague was quicker with one of them.
    office.staff("suzuki").await.does(&all[1], Action::Take).await.unwrap();
    let mut confirmed = sure.form();
    confirmed.push(("_action".into(), "confirm".into()));
    let done = body(sato.post(BULK, &confirmed).await);
    assert!(done.html.contains("3 件のうち 2 件"), "{}", done.html);
    assert!(done.html.contains("すでに変更されています"));
    assert!(done.html.contains("/staff/queue?stage=received"), "the way back is the list one came from");
    assert_eq!(holder(&office, &all[0]).await.1, Some(kessai.name.clone()));
    assert_ne!(holder(&office, &all[1]).await.1, Some(kessai.name));
    let again = body(sato.post(BULK, &confirmed).await);
    assert!(again.html.contains("3 件のうち 0 件"), "nothing changes twice: {}", again.html);
}

#[tokio::test]
async fn what_changed_before_the_question_is_left_out_of_it() {
    let (office, router) = counter().await;
    let [first, second, _] = three(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    let fields = picked(&mut sato, "/staff/queue", "take", &[&first, &second]).await;
    office.staff("suzuki").await.does(&first, Action::Take).await.unwrap();
    let sure = body(sato.post(BULK, &fields).await);
    assert!(
        sure.html.contains("1 件：自分が担当して") && sure.html.contains("選んだうち 1 件は"),
        "{}",
        sure.html
    );
    assert!(!sure.html.contains(first.as_str()) && sure.html.contains(second.as_str()));
}

#[tokio::test]
async fn a_whole_filter_is_chosen_and_only_what_it_shows() {
    let (office, router) = counter().await;
    let all = three(&office).await;
    office.staff("suzuki").await.does(&all[0], Action::Take).await.unwrap();
    let elsewhere = office.resident().submits("suido-kaishi", "").await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    let mut fields = picked(&mut sato, "/staff/queue?stage=received", "accept", &[]).await;
    fields.push(("all".into(), "yes".into()));
    let sure = body(sato.post(BULK, &fields).await);
    assert!(
        sure.html.contains("2 件：受け付ける") && !sure.html.contains(elsewhere.as_str()),
        "{}",
        sure.html
    );
    let mut confirmed = sure.form();
    confirmed.push(("_action".into(), "confirm".into()));
    sato.post(BULK, &confirmed).await;
    assert_eq!(holder(&office, &all[1]).await.0, StageName::Accepted);
    assert_eq!(holder(&office, &all[0]).await.0, StageName::InReview);
}

#[tokio::test]
async fn nothing_chosen_nothing_asked_and_nonsense_are_said() {
    let (office, router) = counter().await;
    let all = three(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    for (what, rows, expected) in [
        ("take", vec![], "申請を選んでください"),
        ("", vec![&all[0]], "何をするかを選んでください"),
        ("refuse", vec![&all[0]], "何をするかを選んでください"),
        ("assign:00000000000000000000000000000000", vec![&all[0]], "何をするかを選んでください"),
    ] {
        let fields = picked(&mut sato, "/staff/queue", what, &rows).await;
        let answer = body(sato.post(BULK, &fields).await);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(answer.html.contains(expected), "{what}: {}", answer.html);
    }
    let mut fields = picked(&mut sato, "/staff/queue", "take", &[]).await;
    fields.extend([("pick".to_owned(), "x:y".to_owned()), ("pick".to_owned(), "K7MN-4128-83:1".to_owned())]);
    fields.retain(|(name, _)| name != "from");
    fields.push(("from".into(), "https://elsewhere.example/".into()));
    let answer = body(sato.post(BULK, &fields).await);
    assert!(answer.status.is_success() || answer.status.is_client_error(), "{}", answer.status);
    assert!(!answer.html.contains("elsewhere.example"));
}

#[tokio::test]
async fn another_departments_rows_are_not_there() {
    let (office, router) = counter().await;
    let water = office.resident().submits("suido-kaishi", "").await.receipt;
    // A list without rows has nothing to choose with.
    three(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    let mut fields = picked(&mut sato, "/staff/queue", "take", &[]).await;
    fields.push(("pick".into(), format!("{water}:1")));
    let sure = body(sato.post(BULK, &fields).await);
    assert!(sure.html.contains("0 件") && !sure.html.contains(water.as_str()), "{}", sure.html);
    fields.push(("_action".into(), "confirm".into()));
    let done = body(sato.post(BULK, &fields).await);
    assert!(done.html.contains("見つかりません"), "{}", done.html);
}

async fn confirmed(clerk: &mut Browser, sure: &Seen, more: &[(&str, &str)]) -> Seen {
    let mut fields = sure.form();
    fields.retain(|(name, _)| !["person", "to", "reason"].contains(&name.as_str()));
    fields.extend(more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    fields.push(("_action".into(), "confirm".into()));
    body(clerk.post(BULK, &fields).await)
}

#[tokio::test]
async fn work_is_given_out_in_turn_and_who_gets_nothing_is_next_again() {
    let (office, router) = counter().await;
    let all = three(&office).await;
    let fourth = office.resident().submits("juminhyo-yubin", "").await.receipt;
    let (suzuki, kessai) = (office.staff("suzuki").await.person, office.staff("kessai").await.person);
    let mut sato = signed_in(&router, "sato").await;
    let rows = [&all[0], &all[1], &all[2], &fourth];
    let fields = picked(&mut sato, "/staff/queue", "turn", &rows).await;
    let sure = body(sato.post(BULK, &fields).await);
    assert!(sure.html.contains("割り当てる人") && sure.html.contains(&suzuki.name), "{}", sure.html);
    let again = confirmed(&mut sato, &sure, &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("1 人以上を選んでください") && again.html.contains(fourth.as_str()));
    assert_eq!(holder(&office, &all[0]).await.1, None, "nothing was done");
    // Somebody was quicker with the second.
    office.staff("head").await.does(&all[1], Action::Take).await.unwrap();
    let ids = [suzuki.id.to_string(), kessai.id.to_string()];
    let people = [("person", ids[0].as_str()), ("person", ids[1].as_str())];
    let done = confirmed(&mut sato, &sure, &people).await;
    assert!(done.html.contains("4 件のうち 3 件"), "{}", done.html);
    let mut given = vec![];
    for receipt in [&all[0], &all[2], &fourth] {
        given.push(holder(&office, receipt).await.1.unwrap());
    }
    assert_eq!(given[0], given[2], "in turn");
    assert_ne!(given[0], given[1], "the row that was not given cost nobody a turn");
    let twice = confirmed(&mut sato, &sure, &people).await;
    assert!(twice.html.contains("4 件のうち 0 件"), "nothing changes twice: {}", twice.html);
}

#[tokio::test]
async fn rows_go_to_another_department_with_one_reason() {
    let (office, router) = counter().await;
    let all = three(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    let fields = picked(&mut sato, "/staff/queue", "transfer", &[&all[0], &all[1]]).await;
    let sure = body(sato.post(BULK, &fields).await);
    assert!(!sure.html.contains("value=\"shimin\""), "not to where it is");
    for (more, says) in [
        (&[("to", "suido"), ("reason", " ")][..], "理由：書いてください"),
        (&[("to", "nowhere"), ("reason", "管轄が違う")], "移す先の課：選んでください"),
    ] {
        let again = confirmed(&mut sato, &sure, more).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(again.html.contains(says), "{}", again.html);
    }
    let kept = confirmed(&mut sato, &sure, &[("reason", "管轄が違う")]).await;
    assert!(kept.html.contains(">管轄が違う</textarea>"), "what was written stays: {}", kept.html);
    let done = confirmed(&mut sato, &kept, &[("to", "suido"), ("reason", "管轄が違う")]).await;
    assert!(done.html.contains("2 件のうち 2 件"), "{}", done.html);
    assert!(!done.html.contains("/staff/a/"), "nobody is led to what they cannot see");
    let there = signed_in(&router, "mizu").await.get("/staff/queue").await;
    assert!(
        all[..2].iter().all(|r| there.html.contains(r.as_str())) && !there.html.contains(all[2].as_str())
    );
}

#[tokio::test]
async fn notifications_are_acknowledged_and_applications_are_not() {
    let (office, router) = counter().await;
    let mut water = vec![];
    for _ in 0..2 {
        water.push(office.resident().submits("suido-kaishi", "hanako@example.jp").await.receipt);
    }
    office.staff("mizu").await.does(&water[0], Action::Take).await.unwrap();
    let mut mizu = signed_in(&router, "mizu").await;
    let fields = picked(&mut mizu, "/staff/queue", "acknowledge", &[&water[0], &water[1]]).await;
    let sure = body(mizu.post(BULK, &fields).await);
    assert!(sure.html.contains("申請者に知らせます"), "{}", sure.html);
    let done = confirmed(&mut mizu, &sure, &[]).await;
    assert!(done.html.contains("2 件のうち 1 件") && done.html.contains("できません"), "{}", done.html);
    let application = three(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    office.staff("sato").await.does(&application[0], Action::Take).await.unwrap();
    let fields = picked(&mut sato, "/staff/queue", "acknowledge", &[&application[0]]).await;
    let sure = body(sato.post(BULK, &fields).await);
    let done = confirmed(&mut sato, &sure, &[]).await;
    assert!(done.html.contains("この手続きに「受付済にする」はありません"), "{}", done.html);
    assert_eq!(holder(&office, &application[0]).await.0, StageName::InReview);
}

#[tokio::test]
async fn chosen_rows_are_printed_as_one() {
    let (office, router) = counter().await;
    let all = three(&office).await;
    let mut sato = signed_in(&router, "sato").await;
    let fields = picked(&mut sato, "/staff/queue", "print", &[&all[0], &all[2]]).await;
    let sheet = sato.post(BULK, &fields).await;
    assert_eq!(sheet.path, format!("/staff/print?ids={},{}", all[0], all[2]));
    assert!(sheet.bytes.starts_with(b"%PDF"));
}
