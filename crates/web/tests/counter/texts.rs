//! The pages on which a department words letters, notices and sentences, and the pages that offer them.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Seen, printing::text_of};
use madoguchi_workflow::Action;

use crate::{complaints, counter, doors::signed_in, kit::and};

const LETTER: &str = "/staff/texts/p/juminhyo-yubin/letter.granted";
const NOTICE: &str = "/staff/texts/p/juminhyo-yubin/notice.refused";

/// Without the head of the page, where the form for signing out is.
fn body(page: Seen) -> Seen {
    let html = page.html.split_once("id=\"main\"").expect("a page has a body").1.to_owned();
    Seen { html, ..page }
}

async fn opens(browser: &mut Browser, path: &str) -> Seen {
    let page = body(browser.get(path).await);
    assert_eq!(page.status, StatusCode::OK, "{path}");
    page
}

async fn sends(browser: &mut Browser, page: &Seen, more: &[(&str, &str)]) -> Seen {
    body(browser.post(&page.action(), &and(page, more)).await)
}

#[tokio::test]
async fn a_letter_is_worded_looked_at_kept_and_taken_back() {
    let (_office, router) = counter().await;
    let mut kessai = signed_in(&router, "kessai").await;
    let list = opens(&mut kessai, "/staff/texts").await;
    assert!(list.html.contains("/staff/texts/p/juminhyo-yubin\"") && !list.html.contains("suido-kaishi"));
    assert!(opens(&mut kessai, "/staff/texts/p/juminhyo-yubin").await.html.contains("letter.granted"));

    let page = opens(&mut kessai, LETTER).await;
    let hostile = "<script>alert(1)</script>{receipt}";
    let shown = sends(&mut kessai, &page, &[("add.ja", hostile), ("_action", "preview")]).await;
    assert!(shown.html.contains("&#60;script&#62;alert(1)&#60;/script&#62;K7MN-4128-83"), "{}", shown.html);
    assert!(!shown.html.contains("<script>alert"));
    assert!(shown.html.contains("英語（課の文がないので、市の文で送ります）"), "what falls back is said");

    let wrong = [("add.ja", "一\n{reciept}"), ("body.en", "Done.")];
    let again = sends(&mut kessai, &shown, &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&again).contains("2 行目の {reciept}") && complaints(&again).contains("#add-ja"));
    assert_eq!(complaints(&again).matches("href=\"#body-en\"").count(), 3, "{}", complaints(&again));
    assert!(again.form().contains(&("body.en".to_owned(), "Done.".to_owned())), "what was typed is kept");

    let kept = sends(&mut kessai, &again, &[("add.ja", hostile), ("body.en", "")]).await;
    assert!(kept.path.ends_with("?done=worded") && kept.html.contains("いまは課の文"), "{}", kept.path);
    assert!(kept.html.contains("第1版"));
    let late = sends(&mut kessai, &page, &[("add.ja", "遅い文")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("ほかの人が先に直しました"));
    assert!(late.form().contains(&("add.ja".to_owned(), "遅い文".to_owned())));

    let begun = sends(&mut kessai, &kept, &[("add.ja", ""), ("_action", "begin")]).await;
    let english = begun.form().into_iter().find(|(name, _)| name == "body.en").unwrap().1;
    assert!(english.contains("{status_url}") && !english.contains("{own}"), "{english}");
    let back = sends(&mut kessai, &kept, &[("_action", "usual")]).await;
    assert!(back.path.ends_with("?done=usual_words") && back.html.contains("いまは市の文"), "{}", back.path);
    let version = back.html.split("<form").find(|f| f.contains("name=\"version\"")).expect("an old version");
    let version = Seen { html: format!("<form method=\"post\"{version}"), ..back };
    let restored = sends(&mut kessai, &version, &[("_action", "back")]).await;
    assert!(restored.html.contains("いまは課の文") && restored.html.contains("第3版"), "{}", restored.html);
}

#[tokio::test]
async fn a_notice_is_looked_at_as_it_will_be_printed() {
    let (_office, router) = counter().await;
    let mut head = signed_in(&router, "head").await;
    let page = opens(&mut head, NOTICE).await;
    let words = [("title.ja", "交付しない旨の通知書"), ("closing.ja", "為替は{department}がお返しします。")];
    let preview = format!("{NOTICE}/preview");
    let pdf = head.post(&preview, &and(&page, &words)).await;
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    let text = text_of(&pdf.bytes);
    for said in ["交付しない旨の通知書", "為替はshimin課がお返しします。", "決定の前の見本です", "審査請求"]
    {
        assert!(text.contains(said), "{said}:\n{text}");
    }
    let unfit = head.post(&preview, &and(&page, &[("title.ja", "{titel}")])).await;
    assert_eq!(unfit.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unfit.html.contains("{titel}"), "{}", unfit.html);
    let emoji = sends(&mut head, &page, &[("closing.ja", "済\u{1F600}")]).await;
    assert_eq!(emoji.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&emoji).contains("U+1F600"), "{}", complaints(&emoji));
    assert_eq!(head.get(&format!("{LETTER}/preview")).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(head.get("/staff/texts/p/suido-kaishi").await.status, StatusCode::NOT_FOUND);
    assert_eq!(head.get("/staff/texts/p/juminhyo-yubin/notice.chosen").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_sentence_is_written_found_and_taken_out() {
    let (_office, router) = counter().await;
    let mut head = signed_in(&router, "head").await;
    let new = opens(&mut head, "/staff/texts/phrase").await;
    let empty = sends(&mut head, &new, &[("words.en", "{recipt}")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&empty).contains("#words-ja") && complaints(&empty).contains("#words-en"));
    let words = [("topic", "refusal"), ("words.ja", "ホンニンの<確認>ができません。"), ("words.en", "")];
    let list = sends(&mut head, &empty, &words).await;
    assert!(list.html.contains("1 件") && list.html.contains("ホンニンの&#60;確認&#62;ができません。"));
    let found = opens(&mut head, "/staff/texts?q=ほんにん&topic=refusal").await;
    assert!(found.html.contains("1 件"), "kana of both kinds are the same");
    assert!(
        opens(&mut head, "/staff/texts?q=ない言葉").await.html.contains("この条件に合う文例はありません")
    );

    let url = list.html.split("/staff/texts/phrase/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = opens(&mut head, &format!("/staff/texts/phrase/{url}")).await;
    let gone = sends(&mut head, &page, &[("_action", "remove")]).await;
    assert!(gone.html.contains("0 件"), "{}", gone.html);
    let twice = sends(&mut head, &page, &[("words.ja", "もう一度")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let again = sends(&mut head, &twice, &[]).await;
    assert!(again.html.contains("もう一度"), "what was taken out can be written again");
}

#[tokio::test]
async fn the_departments_sentences_are_offered_and_said_to_the_resident() {
    let (office, router) = counter().await;
    let mut head = signed_in(&router, "head").await;
    for (topic, ja) in [
        ("correction", "四すみを写してください。"),
        ("message", "{hours}に電話します。"),
        ("refusal", "要件に当たりません。"),
    ] {
        let new = opens(&mut head, "/staff/texts/phrase").await;
        sends(&mut head, &new, &[("topic", topic), ("words.ja", ja)]).await;
    }
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let mut sato = signed_in(&router, "sato").await;
    let correct = opens(&mut sato, &format!("/staff/a/{receipt}/correct")).await;
    assert!(correct.html.contains("この課の文例") && correct.html.contains("市の文例"));

    let write = opens(&mut sato, &format!("/staff/a/{receipt}/write")).await;
    assert!(!write.html.contains("四すみ"), "only what is for messages");
    let said = "平日 8:30〜17:15に電話します。";
    let sent = sends(&mut sato, &write, &[("phrase.text", said), ("text", "お待ちください。")]).await;
    assert!(sent.path.contains("done=write"), "{}", complaints(&sent));
    let decide = opens(&mut sato, &format!("/staff/a/{receipt}/decide")).await;
    let reasons = [("decision", "refuse"), ("basis", "12条"), ("phrase.facts", "要件に当たりません。")];
    let shown = sends(&mut sato, &decide, &reasons).await;
    assert!(shown.html.contains("要件に当たりません。"), "{}", complaints(&shown));
    let done = sends(&mut sato, &shown, &[("_action", "confirm")]).await;
    assert!(done.path.contains("done=refuse"), "{}", complaints(&done));
    assert!(office.staff("sato").await.reads_notice(&receipt).await.contains("要件に当たりません。"));
    let history = format!("{:?}", hanako.sees(&receipt).await.history);
    assert!(history.contains("平日 8:30〜17:15に電話します。\\nお待ちください。"), "{history}");
    office.post().await;
}
