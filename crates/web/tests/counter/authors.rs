//! The counter of authors: a paper is begun, built, tried and opened without scripts.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Office, Seen};

use crate::{complaints, counter, doors::signed_in, kit::and};

/// The page without its head, whose form signs out.
fn body(page: Seen) -> Seen {
    let html = page.html.split_once("id=\"main\"").unwrap().1.to_owned();
    Seen { html, ..page }
}

/// The form of a page that has several: the one that holds this.
fn form_with(page: &Seen, part: &str) -> Seen {
    let form = page.html.split("<form").find(|f| f.contains(part)).unwrap_or_else(|| panic!("no {part}"));
    let html = format!("<form{}", form.split("</form>").next().unwrap());
    Seen { html, path: page.path.clone(), status: page.status, headers: page.headers.clone(), bytes: vec![] }
}

async fn send(browser: &mut Browser, page: &Seen, part: &str, more: &[(&str, &str)]) -> Seen {
    let form = form_with(page, part);
    body(browser.post(&form.action(), &and(&form, more)).await)
}

async fn begun(browser: &mut Browser) -> Seen {
    let new = body(browser.get("/author/new").await);
    let begun = send(
        browser,
        &new,
        "name=\"slug\"",
        &[("from", "anketo"), ("title", "見本の調査"), ("slug", "mihon"), ("department", "shimin")],
    )
    .await;
    assert_eq!(begun.path, "/author/mihon?done=began_paper", "{}", begun.html);
    begun
}

async fn open() -> (Office, axum::Router, Browser) {
    let (office, router) = counter().await;
    let sato = signed_in(&router, "sato").await;
    (office, router, sato)
}

#[tokio::test]
async fn what_does_not_fit_is_said_and_kept() {
    let (_office, _router, mut sato) = open().await;
    let new = body(sato.get("/author/new").await);
    for (more, target) in [
        (vec![("title", "見本"), ("slug", "mihon")], "#from"),
        (vec![("from", "koza"), ("slug", "mihon")], "#title"),
        (vec![("from", "koza"), ("title", "見本"), ("slug", "suido-kaishi")], "#slug"),
        (
            vec![("from", "koza"), ("title", "見本"), ("slug", "mihon"), ("department", "suido")],
            "#department",
        ),
        (vec![("from", "copy"), ("copied", "_gallery"), ("title", "見本"), ("slug", "mihon")], "#from"),
    ] {
        let again = send(&mut sato, &new, "name=\"slug\"", &more).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.html.contains(&format!("href=\"{target}\"")), "{target}");
        for (name, value) in more.iter().filter(|(name, _)| ["title", "slug"].contains(name)) {
            assert!(again.html.contains(&format!("value=\"{value}\"")), "{name}");
        }
    }
}

#[tokio::test]
async fn a_paper_grows_page_by_page_and_is_tried_and_opened() {
    let (office, router, mut sato) = open().await;
    let outline = begun(&mut sato).await;
    assert!(outline.html.contains("理由が要ります") && outline.html.contains("やさしい日本語がありません"));
    let add = "name=\"title.ja\"";
    let grown = send(&mut sato, &outline, add, &[("title.ja", "写真を付けますか")]).await;
    assert!(grown.html.contains("あと 1 つ直すと公開できます"), "a page without questions");
    let part = body(sato.get("/author/mihon/part?page=page1").await);
    let question =
        [("_action", "add"), ("new_kind", "yes_no"), ("new.ja", "写真がある"), ("new_required", "yes")];
    let part = send(&mut sato, &part, "name=\"new_kind\"", &question).await;
    assert!(part.path.contains("done=saved_paper") && part.html.contains("写真がある"), "{}", part.path);

    let grown = body(sato.get("/author/mihon").await);
    send(
        &mut sato,
        &grown,
        add,
        &[("title.ja", "写真を付けてください"), ("title.easy", "写真を つけて ください")],
    )
    .await;
    let part = body(sato.get("/author/mihon/part?page=page2").await);
    let file = [("_action", "add"), ("new_kind", "attachment"), ("new.ja", "写真"), ("new_required", "yes")];
    send(&mut sato, &part, "name=\"new_kind\"", &file).await;
    let part = body(sato.get("/author/mihon/part?page=page2").await);
    let outline = send(&mut sato, &part, "name=\"when\"", &[("when", "q1=yes")]).await;
    assert!(outline.html.contains("「写真がある」がはい のとき →"), "{}", outline.html);
    let up = send(&mut sato, &outline, add, &[("_action", "up:page:page1")]).await;
    assert!(up.html.find("id=\"p-page1\"") < up.html.find("id=\"p-words\""));

    // It is tried: nothing is kept, the branch is followed.
    let mut page = body(sato.get("/author/mihon/preview/page1?lang=ja").await);
    let wrong = send(&mut sato, &page, "name=\"q1\"", &[]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    page = send(&mut sato, &page, "name=\"q1\"", &[("q1", "yes")]).await;
    assert!(page.html.contains("ご意見をお聞かせください"), "{}", page.html);
    page = send(&mut sato, &page, "name=\"comment\"", &[("comment", "よい")]).await;
    assert!(page.html.contains("写真を付けてください") && page.html.contains("name=\"q1\" value=\"yes\""));
    let framed = sato.get("/author/mihon/preview/page2?lang=en&errors=1").await;
    assert!(framed.html.contains("<html lang=\"en\""), "{}", framed.html);
    assert!(framed.html.contains("href=\"#f-q2\"") && framed.html.contains("id=\"f-q2\""), "{}", framed.html);
    let policy = |seen: &Seen| seen.headers["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy(&framed).contains("frame-ancestors 'self'"));
    let frame = sato.get("/author/mihon/preview").await;
    assert!(policy(&frame).contains("frame-src 'self'") && policy(&frame).contains("frame-ancestors 'none'"));

    // Who publishes gives a reason, because easy Japanese is missing.
    let mut dx = signed_in(&router, "dx").await;
    let publish = body(dx.get("/author/mihon/publish").await);
    let again = send(&mut dx, &publish, "name=\"seen\"", &[("reason", "")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("href=\"#reason\""));
    let done = send(&mut dx, &publish, "name=\"seen\"", &[("reason", "やさしい日本語は来週足すため")]).await;
    assert_eq!(done.path, "/author/mihon?done=opened_paper", "{}", done.html);
    let versions = dx.get("/author/mihon/versions").await;
    assert!(versions.html.contains("やさしい日本語は来週足すため"));
    assert_eq!(office.app.papers().open("mihon").unwrap().paper.pages.len(), 5);
    let source = sato.get("/author/mihon/versions/1").await;
    assert!(source.html.starts_with("# アンケートのひな形"), "comments stay");
    assert!(source.headers["content-disposition"].to_str().unwrap().contains("mihon-v1.toml"));
}

#[tokio::test]
async fn a_draft_need_not_be_sound_and_two_authors_see_both_texts() {
    let (_office, router, mut sato) = open().await;
    begun(&mut sato).await;
    let seen = body(sato.get("/author/mihon/source").await);
    let mut dx = signed_in(&router, "dx").await;
    let text = "format = 1\n[procedure\n";
    let theirs = seen_by(&mut dx).await;
    let saved = send(&mut dx, &theirs, "name=\"source\"", &[("source", text)]).await;
    assert!(saved.path.ends_with("done=saved_paper") && saved.html.contains("P0001"), "{}", saved.html);
    assert!(saved.html.contains("id=\"L2\" class=\"meant\"") && saved.html.contains("data-line=\"2\""));
    let late = send(&mut sato, &seen, "name=\"source\"", &[("source", "# <ours>\n")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("# &#60;ours&#62;") && late.html.contains("[procedure\n"), "{}", late.html);
    let over = send(&mut sato, &late, "name=\"source\"", &[("source", "# <ours>\n")]).await;
    assert!(over.path.ends_with("done=saved_paper"));
    // The parts cannot be drawn from what is no paper; the text and the way back are there.
    assert_eq!(sato.get("/author/mihon/part?page=who").await.status, StatusCode::NOT_FOUND);
    let saves = body(sato.get("/author/mihon/saves").await);
    let back = send(&mut sato, &saves, "name=\"back\"", &[("back", "1")]).await;
    assert!(back.html.contains("見本の調査") && !back.html.contains("P0001"), "{}", back.html);
    let preview = sato.get("/author/mihon/preview").await;
    assert!(preview.html.contains("<iframe"));
}

async fn seen_by(browser: &mut Browser) -> Seen {
    body(browser.get("/author/mihon/source").await)
}

#[tokio::test]
async fn a_question_and_the_procedure_are_changed_and_a_late_change_is_told() {
    let (_office, router, mut sato) = open().await;
    begun(&mut sato).await;
    let part = body(sato.get("/author/mihon/part?field=satisfied").await);
    let mut dx = signed_in(&router, "dx").await;
    let theirs = body(dx.get("/author/mihon/part").await);
    let more = [
        ("label.ja", "使ってみた感想"),
        ("o.good.ja", "とてもよかった"),
        ("o..ja", "わからない"),
        ("o.poor.ja", ""),
    ];
    let outline = send(&mut sato, &part, "name=\"label.ja\"", &more).await;
    assert!(outline.html.contains("使ってみた感想"), "{}", outline.html);
    let text = sato.get("/author/mihon/source").await.html;
    assert!(
        text.contains("とてもよかった")
            && text.contains("わからない")
            && !text.contains("key = &#34;poor&#34;"),
        "{text}"
    );
    let late = send(&mut dx, &theirs, "name=\"title.ja\"", &[("title.ja", "べつの調査")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("value=\"べつの調査\"") && late.html.contains("ほかの人が先に保存しました"));
    let over = send(&mut dx, &late, "name=\"title.ja\"", &[]).await;
    assert!(over.html.contains("べつの調査") && over.path.ends_with("done=saved_paper"), "{}", over.html);
    let wrong = body(dx.get("/author/mihon/part").await);
    let wrong = send(&mut dx, &wrong, "name=\"title.ja\"", &[("title.ja", ""), ("minutes", "999")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("href=\"#title\"") && wrong.html.contains("href=\"#minutes\""));
}

/// Who may act for the person is ticked; the pages that come of it are tried like others and stand in no text.
#[tokio::test]
async fn who_may_act_for_somebody_else_is_ticked_and_kept() {
    let (_office, _router, mut sato) = open().await;
    begun(&mut sato).await;
    for (ticked, told) in [("family", true), ("", false)] {
        let part = body(sato.get("/author/mihon/part").await);
        let outline = send(&mut sato, &part, "name=\"proxies\"", &[("proxies", ticked)]).await;
        assert!(outline.path.contains("done=saved_paper"), "{}", complaints(&outline));
        assert!(!outline.html.contains("p-proxy_who"), "the pages are not the author's");
        // Saved once more as it is shown, it stays.
        let part = body(sato.get("/author/mihon/part").await);
        assert_eq!(part.html.contains("value=\"family\" checked"), told);
        send(&mut sato, &part, "name=\"proxies\"", &[]).await;
        let source = body(sato.get("/author/mihon/source").await);
        assert_eq!(source.html.contains("proxies = ["), told, "{}", source.html);
        assert!(!source.html.contains("proxy_"));
        let page = sato.get("/author/mihon/preview/proxy_who?lang=ja").await;
        assert_eq!(page.html.contains("だれが手続きをしますか"), told, "{}", page.html);
    }
}
