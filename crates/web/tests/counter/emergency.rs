//! What is said to everybody, and what residents find in a disaster.

use axum::{Router, body::Body, http::StatusCode};
use madoguchi_testkit::{Browser, Office, Seen};

use crate::{counter, doors::signed_in, kit::and};

/// What a browser gets before it has to wait for an answer: ten packets (RFC 6928), as no page of a disaster may need more.
const FIRST_VIEW: usize = 14 * 1024;

/// Writes a page of an administrator, looks at what would change and says yes.
async fn sets(router: &Router, path: &str, more: &[(&str, &str)]) -> Seen {
    let mut admin = signed_in(router, "admin").await;
    let page = admin.get(path).await;
    // The first form of the page signs out.
    let form = Seen { html: page.html.split("<main").nth(1).unwrap().to_owned(), ..page };
    let shown = admin.post(path, &and(&form, more)).await;
    if shown.status != StatusCode::OK {
        return shown;
    }
    assert!(
        shown.html.contains("変えたあと") || shown.html.contains("変わるところはありません"),
        "{}",
        shown.html
    );
    let form = Seen { html: shown.html.split("<main").nth(1).unwrap().to_owned(), ..shown };
    admin.post(path, &and(&form, &[("_action", "confirm")])).await
}

const BANNER: [(&str, &str); 9] = [
    ("state", "on"),
    ("words", "台風のため <今日> は窓口を閉めます。"),
    ("easy", "たいふうで 休みます。"),
    ("en", ""),
    ("severity", "emergency"),
    ("from_day", "2026-11-24"),
    ("from_time", "９：００"),
    ("until_day", "2026-11-25"),
    ("until_time", "17:15"),
];

#[tokio::test]
async fn the_banner_stands_on_every_page_and_goes_by_itself() {
    let (office, router) = counter().await;
    let done = sets(&router, "/admin/banner", &[&BANNER[..], &[("link", "/help")]].concat()).await;
    assert!(done.html.contains("全ページのお知らせを変えました"), "{}", done.html);
    let mut browser = Browser::new(&router);
    for path in
        ["/", "/p/juminhyo-yubin", "/status", "/resume", "/help", "/rate", "/no-such-page", "/apply/x/y"]
    {
        let page = browser.get(path).await;
        assert!(page.html.contains("台風のため &lt;今日&gt; は窓口を閉めます。"), "{path} {}", page.html);
        assert!(page.html.contains("class=\"banner emergency\""), "{path}");
    }
    let easy = browser.get("/easy").await;
    assert!(easy.html.contains("たいふうで") && easy.html.contains("href=\"/easy/help\""), "{}", easy.html);
    let english = browser.get("/en").await;
    assert!(
        english.html.contains("<span lang=\"ja\">台風のため"),
        "not written in English: {}",
        english.html
    );
    office.wait(chrono::Duration::hours(33));
    assert!(!browser.get("/").await.html.contains("台風のため"), "its time is over");
    // Taken away by hand, too.
    let done = sets(&router, "/admin/banner", &[("state", "off")]).await;
    assert!(done.html.contains("全ページのお知らせを変えました"), "{}", done.html);
    assert!(office.app.emergency().banner.is_none());
}

#[tokio::test]
async fn a_banner_that_cannot_be_shown_is_not_taken() {
    let (office, router) = counter().await;
    for (name, value) in [
        ("words", ""),
        ("words", "長".repeat(201).as_str()),
        ("link", "javascript:alert(1)"),
        ("link", "//evil.example"),
        ("until_day", "2026-11-23"),
        ("from_time", "25:00"),
        ("from_time", "あさ"),
        ("severity", "huge"),
    ] {
        let mut fields: Vec<_> = BANNER.to_vec();
        fields.retain(|(n, _)| *n != name);
        fields.push((name, value));
        let again = sets(&router, "/admin/banner", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={value}");
        assert!(again.html.contains("たいふうで 休みます。"), "{name}: what was typed is kept");
        assert!(!again.complaints().is_empty(), "{name}={value}");
    }
    assert!(office.app.emergency().banner.is_none());
}

const DISASTER: [(&str, &str); 6] = [
    ("state", "on"),
    ("name", "令和8年11月の大雨"),
    ("name_easy", "大雨"),
    ("name_en", "Heavy rain of November 2026"),
    ("note", "給水所は市役所前です。"),
    ("until", "2026-12-24"),
];

async fn in_a_disaster() -> (Office, Router) {
    let (office, router) = counter().await;
    let done = sets(&router, "/admin/disaster", &DISASTER).await;
    assert!(done.html.contains("災害時のページの設定を変えました"), "{}", done.html);
    (office, router)
}

#[tokio::test]
async fn in_a_disaster_the_first_page_is_light_and_shows_what_is_needed() {
    let (_office, router) = in_a_disaster().await;
    for (path, title, words) in [
        ("/", "罹災証明書の交付申請", "給水所は市役所前です。"),
        ("/easy", "罹災証明書", "90"),
        ("/en", "Apply for a disaster damage certificate", "Heavy rain of November 2026"),
    ] {
        let mut browser = Browser::new(&router);
        let page = browser.get(path).await;
        assert!(page.html.contains(title) && page.html.contains(words), "{path}: {}", page.html);
        let first = page.html.split("<h3>").nth(1).unwrap();
        assert!(first.contains("/p/risai-shomei"), "{path}: {first}");
        for heavy in ["<script", "<img", "<svg", "base.css", "method=\"post\""] {
            assert!(!page.html.contains(heavy), "{path} has {heavy}");
        }
        let style = page.html.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(page.html.matches("rel=\"stylesheet\"").count(), 1, "{path}");
        let style = browser.get(style).await;
        let weight = page.bytes.len() + style.bytes.len();
        assert!(weight <= FIRST_VIEW, "{path}: {weight} bytes, unpacked, with its style sheet");
        // Whoever comes again is told that nothing changed.
        let tag = page.headers["etag"].clone();
        let request = browser.request("GET", path).header("if-none-match", tag).body(Body::empty()).unwrap();
        let same = browser.send(request, path).await;
        assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        let keep = if path == "/easy" { "no-cache" } else { "public, max-age=60" };
        assert_eq!(page.headers["cache-control"], keep, "{path}");
        assert!(!page.headers.contains_key("set-cookie"), "{path} is the same for everybody");
    }
    // What somebody fills in keeps its styles and scripts.
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/risai-shomei").await;
    assert!(start.html.contains("light.css"));
    let question = browser.post(&start.action(), &start.form()).await;
    assert!(question.html.contains("draft.js") && !question.html.contains("light.css"));
}

#[tokio::test]
async fn a_disaster_ends_on_its_day_and_public_pages_are_asked_for_again() {
    let (office, router) = in_a_disaster().await;
    let mut browser = Browser::new(&router);
    let tag = browser.get("/").await.headers["etag"].clone();
    office.wait(chrono::Duration::days(31));
    let page = browser.get("/").await;
    assert!(!page.html.contains("light.css") && page.html.contains("base.css"));
    assert_eq!(page.headers["cache-control"], "no-cache");
    assert_ne!(page.headers["etag"], tag);
}

#[tokio::test]
async fn a_disaster_without_name_or_end_is_not_begun() {
    let (office, router) = counter().await;
    for (name, value) in
        [("name", ""), ("until", "2026-11-23"), ("until", "2027-06-01"), ("until", "いつか"), ("state", "")]
    {
        let mut fields: Vec<_> = DISASTER.to_vec();
        fields.retain(|(n, _)| *n != name);
        fields.push((name, value));
        let again = sets(&router, "/admin/disaster", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={value}");
    }
    assert!(office.app.disaster().is_none());
}
