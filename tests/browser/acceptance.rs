//! What the office's pages promise beyond one journey: two people at one submission, other colours, paper, and how far
//! it is from the list to a decision.

use madoguchi_app::{Sheet, Submission};
use madoguchi_testkit::office::good_case;
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::Action;

use crate::{
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK, sheets},
};

pub async fn one(house: &House, slug: &str) -> ReceiptNumber {
    house.office.resident().submits(slug, "hanako@example.jp").await.receipt
}

/// A submission as the cabinet keeps it.
pub async fn kept(house: &House, receipt: &ReceiptNumber) -> Submission {
    let head = house.office.staff("head").await.person;
    house.office.app.open_case(&head, receipt).await.unwrap().submission
}

/// From the list, on which nobody has taken it yet, four pages are loaded until the decision is written down.
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_four_pages_from_the_list() {
    let house = House::open().await;
    let receipt = one(&house, "juminhyo-yubin").await;
    let clerk = Browser::open(DESK, false).await;
    sign_in(&clerk, &house, "sato").await;
    clerk.visit(&house.url("/staff/queue")).await;
    clerk.follow(receipt.as_str()).await; // 1
    clerk.press("担当して決定へ進む").await; // 2
    clerk.answer("decision", &["grant".to_owned()]).await;
    clerk.press("内容を確かめる").await; // 3
    clerk.press("この内容で決定する").await; // 4
    let text = clerk.text().await;
    assert!(text.contains("認容"), "{text}");
    assert!(kept(&house, &receipt).await.stage.name().is_final());
    clerk.close().await;
}

/// Who comes second is shown both, and nothing of the first is written over.
#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_clerks_sees_both_versions() {
    let house = House::open().await;
    let receipt = one(&house, "juminhyo-yubin").await;
    house.office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let (first, second) = (Browser::open(DESK, true).await, Browser::open(DESK, true).await);
    for (clerk, login) in [(&first, "sato"), (&second, "kessai")] {
        sign_in(clerk, &house, login).await;
        clerk.visit(&house.url(&format!("/staff/a/{receipt}"))).await;
    }
    assert!(second.text().await.contains("開いています"), "{}", second.text().await);
    second.answer("note", &["裏面を見た".to_owned()]).await;
    first.answer("note", &["電話で確かめた".to_owned()]).await;
    first.press("メモを残す").await;
    second.press("メモを残す").await;
    let text = second.text().await;
    assert!(text.contains("電話で確かめた") && text.contains("裏面を見た"), "both are shown: {text}");
    second.inspect("somebody was first").await;
    let stored = kept(&house, &receipt).await;
    let stored = format!("{:?}", stored.history);
    assert!(stored.contains("電話で確かめた") && !stored.contains("裏面を見た"), "{stored}");
    first.close().await;
    second.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bars_tags_and_choices_are_seen_in_other_colours() {
    let house = House::open().await;
    let receipt = one(&house, "juminhyo-yubin").await;
    house.office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let desk = Browser::open(DESK, true).await;
    sign_in(&desk, &house, "sato").await;
    desk.forces_colours().await;
    desk.visit(&house.url("/manage")).await;
    for part in [".bar-cell", ".card"] {
        assert!(desk.stands_out(part).await, "{part} cannot be told from its ground");
    }
    desk.picture("colours-dashboard").await;
    desk.visit(&house.url(&format!("/staff/a/{receipt}"))).await;
    assert!(desk.stands_out(".tag").await, "the state cannot be read");
    desk.visit(&house.url(&format!("/staff/a/{receipt}/decide"))).await;
    desk.answer("decision", &["grant".to_owned()]).await;
    assert!(desk.stands_out("input[name=decision]:checked").await, "what is chosen cannot be told");
    desk.tabs_to("やめる").await;
    assert!(desk.stands_out(":focus").await);
    desk.picture("colours-decide").await;
    desk.close().await;
}

/// No sheet ends with a heading, and what leads elsewhere or does something is not on paper.
pub async fn is_fit_for_paper(desk: &Browser, what: &str) -> Vec<Vec<String>> {
    let sheets = desk.prints().await;
    let all = sheets.concat().join("\n");
    assert!(!all.contains("ログアウト") && !all.contains("申請一覧"), "{what}: the menu is printed\n{all}");
    for button in desk.words_of("main button").await {
        let button: String = button.split_whitespace().collect();
        assert!(button.is_empty() || !all.lines().any(|l| l == button), "{what}: 「{button}」 is printed");
    }
    let headings = desk.words_of("h2, h3").await;
    for sheet in &sheets {
        let last = sheet.last().unwrap();
        assert!(
            !headings.iter().any(|h| h.split_whitespace().collect::<String>() == *last),
            "{what}: 「{last}」 stands alone"
        );
    }
    sheets
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_printed_is_fit_for_paper() {
    let house = House::open().await;
    let receipt = one(&house, "suido-kaishi").await;
    let desk = Browser::open(DESK, true).await;
    sign_in(&desk, &house, "mizu").await;
    desk.visit(&house.url(&format!("/staff/a/{receipt}"))).await;
    let printed = is_fit_for_paper(&desk, "a submission").await.concat().join("\n");
    assert!(printed.contains(receipt.as_str()), "{printed}");
    assert!(!printed.contains("電話の記録"), "a form to type in is printed\n{printed}");
    for path in ["/manage", "/manage/kpi", "/manage/inventory"] {
        desk.visit(&house.url(path)).await;
        is_fit_for_paper(&desk, path).await;
    }
    // The office's own print: a simple application is one sheet.
    let (receipt, person) = (one(&house, "juminhyo-yubin").await, house.office.staff("sato").await.person);
    let pdf =
        house.office.app.print_many(&person, std::slice::from_ref(&receipt), Sheet::Copies).await.unwrap();
    let copy = sheets(&pdf);
    assert_eq!(copy.len(), 1, "{copy:?}");
    assert!(copy.concat().join("").contains(receipt.as_str()), "{copy:?}");
    desk.close().await;
}

/// The words of a file behind a link, in the letters of its kind.
async fn words_of_file(clerk: &Browser, letters: &str) -> String {
    let read = "const [letters, done] = arguments, link = document.querySelector('main a[href$=\"/file\"]');
        fetch(link.href).then(answer => answer.arrayBuffer())
            .then(bytes => done(new TextDecoder(letters, { ignoreBOM: true, fatal: true }).decode(bytes)))";
    clerk.ask(read, vec![letters.into()]).await.as_str().unwrap().to_owned()
}

/// Point 59: a spreadsheet opens a list as it is: its letters are known, each application is one line under the
/// headings, no cell reckons, and what Shift_JIS cannot write is named.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_opens_in_a_spreadsheet() {
    let house = House::open().await;
    let resident = house.office.resident();
    let plain = resident.submits("suido-kaishi", "=1+1@example.jp").await.receipt;
    let draft = resident.types("suido-kaishi", &good_case("suido-kaishi")).await;
    let mut typed = draft.typed.clone();
    typed.set("name", "𠮷野 髙子");
    let draft = house.office.app.save_draft(&draft, typed).await.unwrap();
    let rare = house.office.app.submit(&draft, draft.revision, &resident.visitor).await.unwrap().receipt;
    let clerk = Browser::open(DESK, true).await;
    sign_in(&clerk, &house, "mizu").await;
    for (form, letters, lacks) in [("csv", "utf-8", false), ("cp932", "shift_jis", true)] {
        clerk.visit(&house.url("/staff/export?paper=suido-kaishi")).await;
        clerk.answer("col", &["receipt".into(), "name".into(), "email".into()]).await;
        clerk.answer("form", &[form.to_owned()]).await;
        clerk.answer("purpose", &["見本".to_owned()]).await;
        clerk.press("ファイルを準備する").await;
        while house.office.app.export_step().await.unwrap() {}
        clerk.visit(&house.url(&clerk.path().await)).await;
        let file = words_of_file(&clerk, letters).await;
        assert_eq!(file.starts_with('\u{FEFF}'), !lacks, "{form}: {file}");
        let lines: Vec<_> = file.trim_start_matches('\u{FEFF}').lines().collect();
        assert_eq!(lines.len(), 3, "{form}: {file}");
        assert!(lines[0].contains("受付番号"), "{form}: {file}");
        let of = |receipt: &ReceiptNumber| lines.iter().find(|l| l.contains(receipt.as_str())).unwrap();
        assert!(of(&plain).contains("'=1+1@example.jp"), "{form}: {file}");
        assert!(of(&rare).contains(if lacks { "〓野" } else { "𠮷野" }), "{form}: {file}");
        let text = clerk.text().await;
        assert_eq!(text.contains("Shift_JIS で書けない文字"), lacks, "{text}");
        assert_eq!(text.contains("U+20BB7"), lacks, "{text}");
        clerk.inspect("a list that is written").await;
    }
    clerk.close().await;
}
