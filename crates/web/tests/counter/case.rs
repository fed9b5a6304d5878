//! The page of a submission: what is written down on it, what it shows, what is new on it.

use chrono::Duration;

use axum::http::{StatusCode, header};
use madoguchi_app::Writer;
use madoguchi_testkit::{Browser, Seen};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::{Action, Event};

use crate::{complaints, counter, doors::signed_in};

async fn opens(browser: &mut Browser, receipt: &ReceiptNumber) -> Seen {
    body(browser.get(&format!("/staff/a/{receipt}")).await)
}

/// Without the head of the page, where the form for signing out is.
fn body(page: Seen) -> Seen {
    let html = page.html.split_once("id=\"main\"").expect("a page has a body").1.to_owned();
    Seen { html, ..page }
}

/// The page as if it had only the form that goes there.
fn form_of(page: &Seen, action: &str) -> Seen {
    let forms = page.html.split("<form");
    let form = forms.skip(1).find(|f| f.contains(&format!("/{action}\""))).expect(action);
    Seen {
        html: format!("<form{form}"),
        path: page.path.clone(),
        headers: page.headers.clone(),
        bytes: vec![],
        ..*page
    }
}

fn and(form: &Seen, more: &[(&str, &str)]) -> Vec<(String, String)> {
    crate::kit::and(form, more)
}

#[tokio::test]
async fn a_note_and_a_call_are_written_down_and_what_is_missing_is_asked_for_with_the_words_kept() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let mut sato = signed_in(&router, "sato").await;
    let page = opens(&mut sato, &receipt).await;
    let note = form_of(&page, "note");
    let empty = sato.post(&note.action(), &and(&note, &[("note", " 　")])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&empty).contains("#note"), "{}", complaints(&empty));
    let call = form_of(&page, "call");
    for (outcome, said, asked) in [("", "住所を聞いた", "#outcome-1"), ("reached", "", "#said")] {
        let again = sato.post(&call.action(), &and(&call, &[("outcome", outcome), ("said", said)])).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{outcome} {said}");
        assert!(complaints(&again).contains(asked), "{}", complaints(&again));
        assert!(again.html.contains(said), "what was typed is kept");
    }
    let noted = sato.post(&note.action(), &and(&note, &[("note", "<窓口>にも来た")])).await;
    assert_eq!(noted.path, format!("/staff/a/{receipt}"));
    assert!(noted.html.contains("&#60;窓口&#62;にも来た"), "escaped, in the history");
    let call = form_of(&body(noted), "call");
    let called = sato.post(&call.action(), &and(&call, &[("outcome", "not_reached"), ("said", "")])).await;
    assert!(called.html.contains("こちらからかけたが出なかった"));
    let history = hanako.sees(&receipt).await.history;
    assert!(matches!(history[history.len() - 2].event, Event::Noted { .. }));
    assert!(matches!(history[history.len() - 1].event, Event::Called { .. }));
}

#[tokio::test]
async fn who_was_overtaken_sees_both_and_loses_no_word() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    let page = opens(&mut sato, &receipt).await;
    let note = form_of(&page, "note");
    office.app.write(Writer::Resident(&hanako.visitor), &receipt, "いつ届きますか。", &[]).await.unwrap();
    let late = body(sato.post(&note.action(), &and(&note, &[("note", "電話あり")])).await);
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("いつ届きますか。") && late.html.contains("電話あり"), "{}", late.html);
    let saved = sato.post(&late.action(), &late.form()).await;
    assert_eq!(saved.path, format!("/staff/a/{receipt}"), "one more press writes it down");
    assert!(saved.html.contains("電話あり"));
}

#[tokio::test]
async fn what_others_did_since_the_last_look_is_new_once_and_who_has_it_open_is_said() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
    let (mut sato, mut suzuki) = (signed_in(&router, "sato").await, signed_in(&router, "suzuki").await);
    let first = opens(&mut sato, &receipt).await;
    assert!(!first.html.contains(">新<") && !first.html.contains("開いています"), "nobody looked before");
    assert!(opens(&mut suzuki, &receipt).await.html.contains("見本 satoさんが開いています"));
    office.wait(Duration::seconds(120));
    office.app.write(Writer::Resident(&hanako.visitor), &receipt, "いつ届きますか。", &[]).await.unwrap();
    let second = opens(&mut sato, &receipt).await;
    assert!(second.html.contains("1 件の動き") && second.html.contains(">新<"));
    assert!(second.html.contains("見本 suzukiさんが開いています（2分前）"));
    assert!(!opens(&mut sato, &receipt).await.html.contains(">新<"), "it is new once");
    office.wait(Duration::seconds(301));
    assert!(!opens(&mut suzuki, &receipt).await.html.contains("開いています"), "five minutes are over");
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    assert!(!opens(&mut sato, &receipt).await.html.contains(">新<"), "one's own deeds are no news");
}

#[tokio::test]
async fn the_same_persons_other_application_is_a_mark_and_no_bar() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let first = hanako.submits("juminhyo-yubin", "").await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    assert!(!opens(&mut sato, &first).await.html.contains("重複の疑い"));
    let second = hanako.submits("juminhyo-yubin", "").await.receipt;
    for (one, other) in [(&first, &second), (&second, &first)] {
        let page = opens(&mut sato, one).await;
        assert!(
            page.html.contains("同じ人の申請 1 件") && page.html.contains(&format!("/staff/a/{other}\""))
        );
    }
    office.staff("sato").await.does(&second, Action::Take).await.unwrap();
    office.wait(Duration::seconds(91 * 24 * 3600));
    let third = hanako.submits("juminhyo-yubin", "").await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    assert!(
        !opens(&mut sato, &third).await.html.contains("重複の疑い"),
        "after 90 days it is another matter"
    );
}

#[tokio::test]
async fn a_picture_is_looked_at_inside_the_page_and_can_do_nothing() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    let page = opens(&mut sato, &receipt).await;
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("frame-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let url = page.html.split("<img src=\"").nth(1).expect("a picture").split('"').next().unwrap();
    let seen = sato.get(url).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(seen.headers[header::CONTENT_TYPE], "image/jpeg");
    assert_eq!(seen.headers[header::CONTENT_DISPOSITION], "inline");
    let policy = seen.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert_eq!(seen.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let history = sato.get(&format!("/staff/a/{receipt}/history?kind=looks")).await;
    assert!(history.html.contains("添付ファイルを見た") && history.html.contains("見本 sato"));
}

#[tokio::test]
async fn a_clerk_goes_through_a_queue_without_going_back_to_it() {
    let (office, router) = counter().await;
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(office.resident().submits("juminhyo-yubin", "").await.receipt);
        office.wait(Duration::seconds(60));
    }
    let mut sato = signed_in(&router, "sato").await;
    let page = body(sato.get(&format!("/staff/a/{}?from=holder%3Dnobody", all[1])).await);
    assert!(page.html.contains("3 件中 2") && page.html.contains("/staff/queue?holder=nobody"));
    for other in [&all[0], &all[2]] {
        assert!(page.html.contains(&format!("/staff/a/{other}?from=holder%3Dnobody")), "{other}");
    }
    office.staff("sato").await.does(&all[1], Action::Take).await.unwrap();
    let taken = body(sato.get(&format!("/staff/a/{}?from=holder%3Dnobody", all[1])).await);
    assert!(taken.html.contains("2 件。") && taken.html.contains(&format!("/staff/a/{}?from", all[2])));
    assert!(!opens(&mut sato, &all[1]).await.html.contains("件中"), "who came from nowhere is told nothing");
    let named = body(sato.get(&format!("/staff/a/{}?from=q%3D%E8%A6%8B%E6%9C%AC", all[0])).await);
    assert!(named.html.contains("3 件中 1"), "a search for a name has neighbours too");
}

#[tokio::test]
async fn the_history_tells_everything_and_is_filtered_by_kind() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
    let sato = office.staff("sato").await;
    sato.does(&receipt, Action::Take).await.unwrap();
    sato.does(&receipt, Action::Note { text: "庁内のことば".into() }).await.unwrap();
    let mut browser = signed_in(&router, "suzuki").await;
    for (kind, has_note, has_move) in [
        ("", true, true),
        ("?kind=notes", true, false),
        ("?kind=moves", false, true),
        ("?kind=x", true, true),
    ] {
        let page = browser.get(&format!("/staff/a/{receipt}/history{kind}")).await;
        assert_eq!(page.html.contains("庁内のことば"), has_note, "{kind}");
        assert_eq!(page.html.contains("<b>審査開始</b>"), has_move, "{kind}");
    }
}

#[tokio::test]
async fn a_correction_is_asked_with_a_sentence_that_fits_and_seen_before_it_is_sent() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("juminhyo-yubin", "").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let mut sato = signed_in(&router, "sato").await;
    let page = body(sato.get(&format!("/staff/a/{receipt}/correct")).await);
    let choices = |field: &str| {
        page.html
            .split(&format!("name=\"phrase.{field}\""))
            .nth(1)
            .unwrap()
            .split("</select>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert!(choices("id_photo").contains("四すみが入るように撮り直してください"), "a photo is taken anew");
    assert!(!choices("phone").contains("撮り直し") && choices("phone").contains("つながりません"));
    let phrase = "裏面も必要です。両面を出してください。";
    let said =
        [("field", "id_photo"), ("phrase.id_photo", phrase), ("reason.id_photo", "住所の変更の欄です。")];
    let shown =
        body(sato.post(&page.action(), &and(&page, &[&said[..], &[("_action", "preview")]].concat())).await);
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.html.contains("申請者にはこう見えます"), "{}", shown.path);
    assert!(shown.html.contains(&format!("{phrase}\n住所の変更の欄です。")), "both, one behind the other");
    let person = office.staff("sato").await.person;
    let case = || async { office.app.open_case(&person, &receipt).await.unwrap().submission };
    assert_eq!(case().await.stage.name(), madoguchi_workflow::StageName::InReview, "nothing was sent");
    let alone = [("field", "id_photo"), ("phrase.id_photo", phrase)];
    let sent = sato.post(&page.action(), &and(&page, &alone)).await;
    assert_eq!(
        sent.path,
        format!("/staff/a/{receipt}?done=ask_correction"),
        "the sentence alone is reason enough"
    );
    let asked = format!("{:?}", case().await.stage);
    assert!(asked.contains(phrase), "{asked}");
}

#[tokio::test]
async fn a_correction_that_was_overtaken_keeps_its_reasons() {
    let (office, router) = counter().await;
    let hanako = office.resident();
    let receipt = hanako.submits("juminhyo-yubin", "").await.receipt;
    office.staff("sato").await.does(&receipt, Action::Take).await.unwrap();
    let mut sato = signed_in(&router, "sato").await;
    let page = body(sato.get(&format!("/staff/a/{receipt}/correct")).await);
    let field =
        page.html.split("name=\"field\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let reason = format!("reason.{field}");
    office.app.write(Writer::Resident(&hanako.visitor), &receipt, "まちがえました。", &[]).await.unwrap();
    let said = [("field", field.as_str()), (reason.as_str(), "確かめてください")];
    let late = body(sato.post(&page.action(), &and(&page, &said)).await);
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("まちがえました。") && late.html.contains("確かめてください"));
    let sent = sato.post(&late.action(), &late.form()).await;
    assert_eq!(sent.path, format!("/staff/a/{receipt}?done=ask_correction"), "one more press sends it");
}
