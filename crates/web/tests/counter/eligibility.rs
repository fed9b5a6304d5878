//! Who can use a procedure, told before it is begun; and the terms of use.

use axum::http::StatusCode;
use madoguchi_testkit::Browser;

use crate::{counter, kit::and};

const PATH: &str = "/p/juminhyo-yubin/eligibility";

#[tokio::test]
async fn answers_lead_to_a_verdict_and_nothing_is_kept() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    assert!(start.html.contains(&format!("href=\"{PATH}\"")), "the start page leads there");
    let page = browser.get(PATH).await;
    assert!(
        page.html.contains("この手続きは対象外です：代理人の請求には委任状の原本が要ります"),
        "exits stand up front"
    );
    assert!(page.html.contains("わからない"));
    for (answers, said) in [
        (vec![("registered", "no")], "住民登録がある市区町村へ請求してください</h2>"),
        (vec![("registered", "yes"), ("requester", "proxy")], "委任状の原本が要ります</h2>"),
        (vec![("registered", "yes"), ("requester", "self")], "この手続きを使えます</h2>"),
        (vec![("registered", "yes"), ("requester", "_unsure")], "まだ決められません</h2>"),
        (vec![("registered", "yes")], "まだ決められません</h2>"),
    ] {
        let verdict = browser.post(PATH, &and(&page, &answers)).await;
        assert_eq!(verdict.status, StatusCode::OK, "{answers:?}");
        assert!(verdict.html.contains(said), "{answers:?}: {}", verdict.html);
        for (name, value) in answers {
            assert!(verdict.form().contains(&(name.into(), value.into())), "what was chosen stays");
        }
    }
    let nothing = browser.post(PATH, &page.form()).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.html.contains("href=\"#registered-1\"") && nothing.html.contains("id=\"registered-1\""));
    // An old form is as good as a new one: nothing is changed by it.
    let stale = and(&page, &[("registered", "no"), ("_csrf", "0")]);
    assert_eq!(browser.post(PATH, &stale).await.status, StatusCode::OK);
    let english =
        browser.post(&format!("/en{PATH}"), &and(&page, &[("registered", "no"), ("_action", "speak")])).await;
    assert!(
        english.form().contains(&("registered".into(), "no".into())) && !english.html.contains("verdict")
    );
}

#[tokio::test]
async fn every_open_paper_has_the_page_and_no_other_has() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let papers = office.app.papers();
    for paper in papers.published().map(|p| &p.paper) {
        let start = browser.get(&format!("/en/p/{}", paper.slug)).await;
        let page = browser.get(&format!("/en/p/{}/eligibility", paper.slug)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", paper.slug);
        let has_exits = paper.exits().next().is_some();
        assert_eq!(start.html.contains("/eligibility\""), has_exits, "{}", paper.slug);
        assert_eq!(page.html.contains("There are no rules"), !has_exits, "{}", paper.slug);
    }
    assert_eq!(browser.get("/p/nothing/eligibility").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_terms_say_what_the_house_does_in_every_language() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    for (prefix, said) in [("", "利用規約"), ("/easy", "つかう ときの きまり"), ("/en", "Terms of use")]
    {
        let page = browser.get(&format!("{prefix}/terms")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.html.contains(said) && page.html.contains("30"), "{prefix}");
        assert!(page.html.contains(&format!("href=\"{prefix}/terms\"")), "it stands in the foot of pages");
    }
}
