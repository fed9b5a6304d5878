//! Accounts as a browser without scripts sees them.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use chrono::Duration;
use madoguchi_testkit::{Browser, Office, Seen, browser::encoded};

use crate::{case_typed, counter, fill_in};

const HANAKO: &str = "hanako@example.jp";

fn with(page: &Seen, values: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = page.form();
    pairs.retain(|(name, _)| !values.iter().any(|(n, _)| n == name));
    pairs.extend(values.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    pairs
}

/// The key in the latest letter to an address.
async fn key_for(office: &Office, address: &str) -> String {
    office.post().await;
    let letter = office
        .letterbox
        .letters()
        .into_iter()
        .rfind(|l| l.to == address && l.text().contains('#'))
        .expect("a letter");
    letter.text().split('#').nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

async fn asks(browser: &mut Browser, address: &str) -> Seen {
    let ask = browser.get("/sign-in").await;
    browser.post(&ask.action(), &with(&ask, &[("email", address)])).await
}

async fn signs_in(office: &Office, browser: &mut Browser, address: &str) -> Seen {
    asks(browser, address).await;
    let key = key_for(office, address).await;
    let open = browser.get("/sign-in/open").await;
    browser.post(&open.action(), &with(&open, &[("key", &key)])).await
}

/// Everything but what is of this one request.
fn told(seen: &Seen) -> String {
    seen.html.split("value=\"").map(|s| s.split_once('"').map_or(s, |(_, rest)| rest)).collect()
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_page() {
    let (office, router) = counter().await;
    let mut hanako = Browser::new(&router);
    assert_eq!(signs_in(&office, &mut hanako, HANAKO).await.path, "/me");
    let mut seen = Vec::new();
    for address in [HANAKO, "nobody@example.jp"] {
        let mut browser = Browser::new(&router);
        let sent = asks(&mut browser, address).await;
        assert_eq!((sent.status, sent.path.as_str()), (StatusCode::OK, "/sign-in/sent"));
        assert!(!sent.html.contains(address), "the address stands on the page");
        let wrong = browser.post(&sent.action(), &with(&sent, &[("code", "000000")])).await;
        seen.push((told(&sent), wrong.status, told(&wrong)));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn a_scanner_that_follows_links_uses_none_up() {
    let (office, router) = counter().await;
    let mut hanako = Browser::new(&router);
    asks(&mut hanako, HANAKO).await;
    let key = key_for(&office, HANAKO).await;
    let mut scanner = Browser::new(&router);
    for path in ["/sign-in/open", &format!("/sign-in/open?{key}"), &format!("/sign-in/open#{key}")] {
        assert_eq!(scanner.get(path).await.status, StatusCode::OK);
        let head = scanner.request("HEAD", path).body(Body::empty()).unwrap();
        scanner.send(head, path).await;
    }
    // Another device: the link needs no cookie of the browser that asked.
    let mut phone = Browser::new(&router);
    let open = phone.get("/en/sign-in/open").await;
    let inside = phone.post(&open.action(), &with(&open, &[("key", &key)])).await;
    assert_eq!(inside.path, "/en/me", "{}", inside.complaints());
    assert!(inside.html.contains(HANAKO));
    let again = Browser::new(&router).get("/me").await;
    assert_eq!(again.path, "/sign-in", "another browser is not signed in");
    let open = phone.get("/sign-in/open").await;
    let used = phone.post(&open.action(), &with(&open, &[("key", &key)])).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(used.complaints().contains("このキーは使えません"), "{}", used.complaints());
}

#[tokio::test]
async fn a_session_is_never_one_from_before_and_buttons_need_their_token() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    asks(&mut browser, HANAKO).await;
    let key = key_for(&office, HANAKO).await;
    let open = browser.get("/sign-in/open").await;
    // Somebody has put a cookie of theirs into this browser.
    let planted = "0123456789abcdef0123456789abcdef";
    let body = format!("_csrf={}&key={}", encoded(&open.form()[0].1), encoded(&key));
    let request = |browser: &Browser, body: &str, site: Option<&str>| {
        let request = browser
            .request("POST", "/sign-in/open")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, format!("account={planted}"));
        let request = match site {
            Some(site) => request.header("sec-fetch-site", site),
            None => request,
        };
        request.body(Body::from(body.to_owned())).unwrap()
    };
    let forged = request(&browser, &body, Some("cross-site"));
    assert_eq!(browser.send(forged, "/sign-in/open").await.status, StatusCode::FORBIDDEN);
    let tokenless = request(&browser, &format!("key={}", encoded(&key)), None);
    assert_eq!(browser.send(tokenless, "/sign-in/open").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = request(&browser, &body, Some("same-origin"));
    let inside = browser.send(sent, "/sign-in/open").await;
    assert_eq!(inside.status, StatusCode::SEE_OTHER, "neither of them used the link up");
    let cookie = inside.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("account=") && !cookie.contains(planted), "{cookie}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert!(!cookie.contains("Domain") && !cookie.contains("Max-Age"), "{cookie}");
    for path in ["/me", "/me/answers", "/me/notices", "/me/sessions", "/me/delete"] {
        let body = Body::from("_csrf=0&sure=yes&_action=everywhere");
        let post = browser
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .unwrap();
        let refused = browser.send(post, path).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert_eq!(browser.get("/me").await.path, "/me", "nothing of it was done");
}

#[tokio::test]
async fn pages_of_an_account_are_for_who_signed_in() {
    let (_office, router) = counter().await;
    let mut nobody = Browser::new(&router);
    for prefix in ["", "/easy", "/en"] {
        for path in ["/me", "/me/answers", "/me/notices", "/me/sessions", "/me/delete"] {
            let seen = nobody.get(&format!("{prefix}{path}")).await;
            assert_eq!(seen.path, format!("{prefix}/sign-in"), "{path}");
        }
    }
    let page = nobody.get("/sign-in").await;
    for path in
        ["/me", "/me/answers", "/me/notices", "/me/sessions", "/me/delete", "/status/K7MN-4128-83/mine"]
    {
        let seen = nobody.post(path, &page.form()).await;
        assert_eq!(seen.path, "/sign-in", "{path}");
    }
    let wrong = nobody.post("/sign-in", &with(&page, &[("email", "hanako")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.form().contains(&("email".into(), "hanako".into())), "what was typed is kept");
}

#[tokio::test]
async fn a_whole_life_of_an_account() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    signs_in(&office, &mut browser, HANAKO).await;
    let typed = case_typed(&office, "juminhyo-yubin");
    let (check, _) = fill_in(&mut browser, &typed, "/p/juminhyo-yubin").await;
    let done = browser.post(&check.action(), &check.form()).await;
    assert!(done.html.contains("次の手続きのために残す"), "{}", done.path);
    let kept = browser.post(&done.action(), &done.form()).await;
    assert!(kept.path.ends_with("/done?kept") && kept.html.contains("次の手続きのために残しました"));
    let me = browser.get("/me").await;
    assert!(me.html.contains(&done.code(1)), "the submission is listed");
    // The next paper offers it, fills in nothing by itself, and says what it filled in.
    let start = browser.get("/p/suido-kaishi").await;
    let mut page = browser.post(&start.action(), &start.form()).await;
    let next = case_typed(&office, "suido-kaishi");
    // What would be filled in is shown.
    let name = typed.first("name").to_owned();
    while !(page.html.contains("この内容を入れる") && page.html.contains(&name)) {
        assert!(!page.path.ends_with("/check"), "it was never offered");
        page = browser.answer(&page, &next).await.unwrap();
    }
    assert!(!page.form().iter().any(|(_, value)| *value == name), "it was filled in by itself");
    let filled = browser.post(&page.action(), &with(&page, &[("_action", "fill")])).await;
    assert!(filled.html.contains("次の項目に入れました"), "{}", filled.path);
    assert!(filled.form().iter().any(|(_, value)| *value == name));
    assert!(!filled.path.contains("example") && !filled.path.contains(&encoded(&name)), "{}", filled.path);
    // It is changed on the own page.
    let answers = browser.get("/me/answers").await;
    assert!(answers.form().contains(&("name".into(), name.clone())));
    let wrong = browser.post(&answers.action(), &with(&answers, &[("phone", "12")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = browser.post(&answers.action(), &with(&answers, &[("name", "見本 改")])).await;
    assert!(saved.path.ends_with("?saved") && saved.form().contains(&("name".into(), "見本 改".into())));
    let zip = [("address.zip", "6348586"), ("_action", "lookup:address")];
    let looked = browser.post(&saved.action(), &with(&saved, &zip)).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.complaints());
    let cleared = browser.post(&saved.action(), &with(&saved, &[("_action", "clear")])).await;
    assert!(cleared.form().contains(&("name".into(), String::new())));
    // Notices, sessions.
    let notices = browser.get("/me/notices").await;
    assert!(notices.form().contains(&("reminders".into(), "yes".into())));
    let mut quiet = notices.form();
    quiet.retain(|(name, _)| name != "reminders" && name != "progress");
    let quieter = browser.post(&notices.action(), &quiet).await;
    assert!(!quieter.form().iter().any(|(name, _)| name == "reminders" || name == "progress"));
    let mut other = Browser::new(&router);
    signs_in(&office, &mut other, HANAKO).await;
    let sessions = browser.get("/me/sessions").await;
    browser.post(&sessions.action(), &with(&sessions, &[("_action", "others")])).await;
    assert_eq!(other.get("/me").await.path, "/sign-in");
    // The end.
    let end = browser.get("/me/delete").await;
    assert!(end.html.contains(&done.code(2)), "the key is told before it is needed");
    assert_eq!(browser.post(&end.action(), &end.form()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = browser.post(&end.action(), &with(&end, &[("sure", "yes")])).await;
    assert!(gone.path.ends_with("/sign-in?gone") && gone.html.contains("アカウントを消しました"));
    assert_eq!(browser.get("/me").await.path, "/sign-in");
}

#[tokio::test]
async fn what_was_sent_without_an_account_is_added_by_its_key() {
    let (office, router) = counter().await;
    let earlier = office.resident().submits("suido-kaishi", HANAKO).await;
    let mut browser = Browser::new(&router);
    let me = signs_in(&office, &mut browser, HANAKO).await;
    assert!(!me.html.contains(earlier.receipt.as_str()), "the address in the form proves nothing");
    let add =
        |key: &str| with(&me, &[("receipt", earlier.receipt.as_str()), ("key", key), ("_action", "add")]);
    let wrong = browser.post("/me", &add("7Q4M-KX2P-9D3T-VW5H")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let added = browser.post("/me", &add(earlier.key.reveal())).await;
    assert!(added.path.ends_with("/me?added") && added.html.contains(earlier.receipt.as_str()));
    // A browser that has just sent it, and signs in then, adds it with one press.
    let mut taro = Browser::new(&router);
    let typed = case_typed(&office, "suido-kaishi");
    let (check, _) = fill_in(&mut taro, &typed, "/p/suido-kaishi").await;
    let done = taro.post(&check.action(), &check.form()).await;
    let before = taro.get("/sign-in").await;
    signs_in(&office, &mut taro, "taro@example.jp").await;
    assert_eq!(taro.get(&done.path).await.code(1), done.code(1), "the receipt is not lost by signing in");
    let stale = taro.post("/me", &with(&before, &[("_action", "out")])).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "a form from before signing in counts");
    let status = taro.get(&format!("/status/{}", done.code(1))).await;
    assert!(status.html.contains("マイページに加える"));
    let mine = taro.post(&status.action(), &status.form()).await;
    assert!(mine.path.ends_with("/me?added") && mine.html.contains(&done.code(1)));
    let status = taro.get(&format!("/status/{}", done.code(1))).await;
    assert!(!status.html.contains("マイページに加える"), "it is there already");
    let mut other = Browser::new(&router);
    other.shares_cookies_with(&taro);
    let out = taro.post("/me", &with(&mine, &[("_action", "out")])).await;
    assert_eq!(out.path, "/");
    let closed = taro.get(&done.path).await;
    assert_eq!(closed.status, StatusCode::NOT_FOUND, "number and key are still shown");
    assert!(!closed.html.contains(&done.code(1)));
    // Whoever has copied the cookies has nothing of them either.
    assert_eq!(other.get(&done.path).await.path, "/sign-in");
    assert!(taro.get(&format!("/status/{}", done.code(1))).await.path.starts_with("/status?"));
}

#[tokio::test]
async fn what_was_typed_a_moment_ago_is_offered_in_the_same_browser_only() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    fill_in(&mut browser, &case_typed(&office, "juminhyo-yubin"), "/p/juminhyo-yubin").await;
    let offered = async |browser: &mut Browser| {
        let typed = case_typed(&office, "suido-kaishi");
        let start = browser.get("/p/suido-kaishi").await;
        let mut page = browser.post(&start.action(), &start.form()).await;
        let mut found = false;
        while !page.path.ends_with("/check") {
            found |= page.html.contains("このブラウザーで少し前に入力した内容です");
            page = browser.answer(&page, &typed).await.unwrap();
        }
        found
    };
    assert!(offered(&mut browser).await);
    assert!(!offered(&mut Browser::new(&router)).await);
    let mut later = Browser::new(&router);
    fill_in(&mut later, &case_typed(&office, "juminhyo-yubin"), "/p/juminhyo-yubin").await;
    office.wait(Duration::hours(3));
    assert!(!offered(&mut later).await, "a machine that others use forgets");
}

#[tokio::test]
async fn what_is_offered_stays_where_the_page_comes_again() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    fill_in(&mut browser, &case_typed(&office, "juminhyo-yubin"), "/p/juminhyo-yubin").await;
    let typed = case_typed(&office, "suido-kaishi");
    let start = browser.get("/p/suido-kaishi").await;
    let mut page = browser.post(&start.action(), &start.form()).await;
    let offers = |page: &Seen| page.html.contains("value=\"fill\"");
    while !offers(&page) {
        page = browser.answer(&page, &typed).await.unwrap();
    }
    let again = browser.post(&page.action(), &page.form()).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was answered");
    assert!(offers(&again), "{}", again.html);
    let stale = browser.post(&page.action(), &with(&page, &[("_csrf", "0")])).await;
    assert!(stale.html.contains("時間がたちました") && offers(&stale));
}

#[tokio::test]
async fn a_wish_is_made_confirmed_and_ended_without_an_account() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    let seed = include_str!("../../../../deploy/seed/inventory.csv");
    let line =
        |l: &&str| l.starts_with("water-start,") || l.trim_start_matches('\u{feff}').starts_with("id,");
    let csv: String = seed.lines().filter(line).map(|l| format!("{l}\n")).collect();
    office.app.import(&dx, csv.as_bytes()).await.unwrap();
    office.app.unpublish(&dx, "suido-kaishi").await.unwrap();
    let mut browser = Browser::new(&router);
    for prefix in ["", "/easy", "/en"] {
        let offline = browser.get(&format!("{prefix}/p/water-start")).await;
        assert!(offline.html.contains(&format!("href=\"{prefix}/p/water-start/notify\"")), "{prefix}");
    }
    let ask = browser.get("/p/water-start/notify").await;
    let wrong = browser.post(&ask.action(), &with(&ask, &[("email", "taro")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = browser.post(&ask.action(), &with(&ask, &[("email", "taro@example.jp")])).await;
    assert!(sent.path.ends_with("?sent") && !sent.html.contains("taro@"), "{}", sent.path);
    let key = key_for(&office, "taro@example.jp").await;
    assert_eq!(browser.get(&format!("/notices/confirm?{key}")).await.status, StatusCode::OK);
    let confirm = browser.get("/notices/confirm").await;
    let noted = browser.post(&confirm.action(), &with(&confirm, &[("key", &key)])).await;
    assert!(noted.path.ends_with("?noted"), "{} {}", noted.path, noted.complaints());
    // Looking ends nothing; the program that reads mail posts without cookie, token or page.
    let stop = format!("/notices/stop/{key}");
    assert!(Browser::new(&router).get(&stop).await.html.contains("お知らせをやめる"));
    office.app.publish(&dx, "suido-kaishi").await.unwrap();
    assert_eq!(office.app.tell_openings().await.unwrap(), 1, "looking ended it");
    let mut program = Browser::new(&router);
    let request = program
        .request("POST", &stop)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"))
        .unwrap();
    let stopped = program.send(request, &stop).await;
    assert!(
        stopped.status.is_success() && stopped.html.contains("お知らせをやめました"),
        "{}",
        stopped.status
    );
    let missing = browser.get("/p/no-such-thing/notify").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(browser.get("/p/water-start/notify").await.html.contains("いまオンラインでできます"));
    office.post().await;
}
