//! The residents' counter as a browser without scripts sees it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod authors;
mod bulk;
mod case;
mod costs;
mod crowd;
mod dashboard;
mod decisions;
mod desk;
mod doors;
mod drafts;
mod eligibility;
mod emergency;
mod exports;
mod feedback;
mod files;
mod finding;
mod inventory;
mod kit;
mod languages;
mod lists;
mod looking;
mod moves;
mod once;
mod opendata;
mod papers;
mod posts;
mod proxies;
mod report;
mod road;
mod sheets;
mod texts;

use axum::{Router, body::Body, http::StatusCode};
use madoguchi_forms::{Typed, cases::Case};
use madoguchi_testkit::{
    Browser, Office, Seen,
    office::{PASSWORD, good_case, photo},
};

async fn counter() -> (Office, Router) {
    let office = Office::on_sqlite().await;
    let router = madoguchi_web::router(office.app.clone());
    (office, router)
}

fn case_typed(office: &Office, slug: &str) -> Typed {
    let case: Case = good_case(slug);
    let paper = office.app.papers().open(slug).unwrap().paper.clone();
    case.typed_on(&paper, office.clock.now().date())
}

/// Begins a paper and answers every page, up to the check page.
async fn fill_in(browser: &mut Browser, typed: &Typed, start: &str) -> (Seen, Vec<String>) {
    browser.fill_in(typed, start).await.expect("the server answers")
}

fn complaints(page: &Seen) -> String {
    page.complaints()
}

#[tokio::test]
async fn every_paper_is_filled_in_checked_and_sent_in_every_language() {
    let (office, router) = counter().await;
    for (slug, prefix) in [("juminhyo-yubin", ""), ("suido-kaishi", "/easy"), ("jido-teate-nintei", "/en")] {
        let typed = case_typed(&office, slug);
        let mut browser = Browser::new(&router);
        let (check, pages) = fill_in(&mut browser, &typed, &format!("{prefix}/p/{slug}")).await;
        assert_eq!(pages, good_case(slug).expect.pages, "{slug}");
        assert!(!check.html.contains("error-summary"), "{slug}: {}", complaints(&check));
        let done = browser.post(&check.action(), &check.form()).await;
        assert!(done.path.ends_with("/done"), "{slug}: {} {}", done.status, done.path);
        let again = browser.get(&done.path).await;
        let code = |page: &Seen, at: usize| {
            page.html.split("class=\"code\">").nth(at).unwrap().split('<').next().unwrap().to_owned()
        };
        let (receipt, key) = (code(&done, 1), code(&done, 2));
        assert_eq!(receipt, code(&again, 1), "{slug}: reloading sends nothing again");
        // Another browser needs number and key.
        let mut other = Browser::new(&router);
        let asked = other.get(&format!("{prefix}/status/{receipt}")).await;
        assert_eq!(asked.path, format!("{prefix}/status?receipt={receipt}"), "{slug}");
        let mut pairs = asked.form();
        for (name, value) in &mut pairs {
            match name.as_str() {
                "receipt" => *value = receipt.to_lowercase(),
                "key" => *value = key.replace('-', " "),
                _ => {}
            }
        }
        let status = other.post(&asked.action(), &pairs).await;
        assert_eq!(status.path, format!("{prefix}/status/{receipt}"), "{slug}");
        assert!(status.html.contains("aria-current=\"step\""), "{slug}");
    }
}

#[tokio::test]
async fn an_empty_page_says_what_to_do_and_keeps_what_was_typed() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    let page = browser.post(&start.action(), &start.form()).await;
    let mut pairs = page.form();
    pairs.push(("requester".into(), "self".into()));
    let again = browser.post(&page.action(), &pairs).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("<title>エラー："), "the title says so");
    assert!(again.html.contains("autofocus"));
    assert!(again.html.contains("href=\"#f-registered\""), "{}", complaints(&again));
    assert!(again.html.contains("aria-invalid=\"true\" aria-describedby=\"e-registered\""));
    let kept = again.form();
    assert!(kept.contains(&("requester".into(), "self".into())), "{kept:?}");
}

#[tokio::test]
async fn a_stale_form_comes_back_with_the_answers() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    let page = browser.post(&start.action(), &start.form()).await;
    let mut pairs = page.form();
    for (name, value) in &mut pairs {
        if name == "_csrf" {
            *value = "0".repeat(32);
        }
    }
    pairs.extend([("registered".into(), "yes".into()), ("requester".into(), "self".into())]);
    let again = browser.post(&page.action(), &pairs).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.form().contains(&("registered".into(), "yes".into())));
    let next = browser.post(&again.action(), &again.form()).await;
    assert_eq!(next.status, StatusCode::OK);
    assert!(next.path.ends_with("/record"), "one more press goes on: {}", next.path);
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    let body = start.form().iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&");
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")]
    {
        let request = browser.request("POST", &start.action()).header(name, value);
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.clone()));
        let seen = browser.send(request.unwrap(), &start.action()).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    browser.forgets_its_cookie();
    let seen = browser.post(&start.action(), &start.form()).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "a token belongs to one browser");
}

#[tokio::test]
async fn a_postal_code_fills_in_the_address_without_scripts() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "suido-kaishi");
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/suido-kaishi").await;
    let mut page = browser.post(&start.action(), &start.form()).await;
    while !page.html.contains("data-address") {
        page = browser.answer(&page, &typed).await.unwrap();
    }
    let with = |page: &Seen, code: &str| {
        let mut pairs = page.form();
        pairs.retain(|(name, _)| name != "place.zip");
        pairs.extend([("place.zip".into(), code.into()), ("_action".into(), "lookup:place".into())]);
        pairs
    };
    let filled = browser.post(&page.action(), &with(&page, "〒６３４－０８０４")).await;
    assert_eq!(filled.status, StatusCode::OK);
    for (part, value) in
        [("pref", "奈良県"), ("city", "橿原市"), ("town", "内膳町"), ("zip", "〒６３４－０８０４")]
    {
        assert!(
            filled.form().contains(&(format!("place.{part}"), value.into())),
            "{part}: {:?}",
            filled.form()
        );
    }
    let unknown = browser.post(&filled.action(), &with(&filled, "999-9999")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.html.contains("href=\"#f-place.zip\""), "{}", complaints(&unknown));
}

#[tokio::test]
async fn a_draft_is_saved_and_taken_up_in_another_browser_and_nobody_elses() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    let page = browser.post(&start.action(), &start.form()).await;
    let mut pairs = page.form();
    pairs.extend([("registered".into(), "yes".into()), ("_action".into(), "save".into())]);
    let saved = browser.post(&page.action(), &pairs).await;
    assert!(saved.path.ends_with("/saved"));
    let code = saved.html.split("big-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let mut other = Browser::new(&router);
    assert_eq!(other.get(&page.path).await.status, StatusCode::NOT_FOUND, "a draft is its browser's");
    let resume = other.get("/resume").await;
    let mut pairs = resume.form();
    pairs.retain(|(name, _)| name != "code");
    pairs.push(("code".into(), code.to_lowercase()));
    let taken_up = other.post("/resume", &pairs).await;
    assert_eq!(taken_up.path, page.path);
    assert!(taken_up.form().contains(&("registered".into(), "yes".into())));
}

#[tokio::test]
async fn rows_come_and_go_without_scripts() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "jido-teate-nintei");
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/jido-teate-nintei").await;
    let mut page = browser.post(&start.action(), &start.form()).await;
    while !page.path.ends_with("/children_page") {
        page = browser.answer(&page, &typed).await.unwrap();
    }
    let mut pairs = page.filled(&typed);
    pairs.push(("_action".into(), "add".into()));
    let two = browser.post(&page.action(), &pairs).await;
    assert!(two.names().contains(&"children.r2.child_name".to_owned()), "{:?}", two.names());
    let mut pairs = two.form();
    assert!(pairs.contains(&("children.r1.child_name".into(), "見本 一花".into())), "the first row is kept");
    pairs.push(("_action".into(), "drop:r2".into()));
    let one = browser.post(&two.action(), &pairs).await;
    assert!(!one.names().contains(&"children.r2.child_name".to_owned()));
    assert!(!one.html.contains("value=\"drop:r1\""), "the last row that must be there has no such button");
}

#[tokio::test]
async fn files_that_cannot_be_taken_are_named_and_the_others_are_kept() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "juminhyo-yubin");
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    let mut page = browser.post(&start.action(), &start.form()).await;
    while !page.path.ends_with("/identity") {
        page = browser.answer(&page, &typed).await.unwrap();
    }
    let files =
        [("id_photo", "menkyo.jpg", photo()), ("id_photo", "program.jpg", b"MZ\x90 a program".to_vec())];
    let again = browser.post_files(&page.action(), &page.form(), &files).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&again).contains("program.jpg"), "{}", complaints(&again));
    let link = again
        .html
        .split("class=\"files\"")
        .nth(1)
        .unwrap()
        .split("href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let file = browser.get(&link).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(file.headers["content-security-policy"], "default-src 'none'; sandbox");
    let stranger = Browser::new(&router).get(&link).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let mut pairs = again.form();
    pairs.push(("_action".into(), format!("remove:{}", link.rsplit('/').next().unwrap())));
    let without = browser.post_files(&again.action(), &pairs, &[]).await;
    assert!(!without.html.contains("class=\"files\""));
}

/// Comes to the page that asks for a photo.
async fn at_the_photo(office: &Office, browser: &mut Browser) -> Seen {
    let typed = case_typed(office, "juminhyo-yubin");
    let start = browser.get("/p/juminhyo-yubin").await;
    let mut page = browser.post(&start.action(), &start.form()).await;
    while !page.path.ends_with("/identity") {
        page = browser.answer(&page, &typed).await.unwrap();
    }
    page
}

/// How many files lie in the vault, the half-arrived too.
fn on_disk(office: &Office) -> usize {
    let folders = std::fs::read_dir(office.data().join("files")).unwrap().map(|e| e.unwrap().path());
    folders.map(|f| std::fs::read_dir(f).unwrap().count()).sum()
}

#[tokio::test]
async fn files_that_are_too_big_leave_nothing_behind() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let page = at_the_photo(&office, &mut browser).await;
    // Over what the paper takes, over what any paper takes, over what is taken at once.
    for (mb, status) in [(11, 422), (26, 422), (31, 413)] {
        let mut bytes = photo();
        bytes.resize(mb * 1024 * 1024, 7);
        let seen = browser.post_files(&page.path, &page.form(), &[("id_photo", "big.jpg", bytes)]).await;
        assert_eq!(seen.status.as_u16(), status, "{mb} MB");
        assert!(seen.html.contains("<h1"), "{mb} MB");
        assert!(status == 413 || complaints(&seen).contains("big.jpg"), "{}", complaints(&seen));
        assert_eq!(on_disk(&office), 0, "{mb} MB");
    }
    let cut = browser
        .post_files(&page.path, &page.form(), &[("id_photo", "cut.jpg", photo()[..60].to_vec())])
        .await;
    assert_eq!(cut.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&cut).contains("cut.jpg"), "{}", complaints(&cut));
    let stale = browser.post_files(&page.path, &[], &[("id_photo", "a.jpg", photo())]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(on_disk(&office), 0);
}

#[tokio::test]
async fn a_photo_comes_back_without_its_place() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let page = at_the_photo(&office, &mut browser).await;
    let mut bytes = photo();
    let place = b"\xFF\xE1\0\x20http://ns.adobe.com/xap GPS 34";
    bytes.splice(2..2, place.iter().copied());
    let mut pairs = page.form();
    pairs.push(("_action".into(), "upload:".into()));
    let with = browser.post_files(&page.action(), &pairs, &[("id_photo", "a.jpg", bytes)]).await;
    let link = with
        .html
        .split("class=\"files\"")
        .nth(1)
        .expect("the photo is taken")
        .split("href=\"")
        .nth(1)
        .unwrap();
    let file = browser.get(link.split('"').next().unwrap()).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.headers["content-length"], photo().len().to_string());
    assert!(!file.html.contains("GPS"));
}

#[tokio::test]
async fn staff_are_told_why_a_file_is_not_opened_yet() {
    // Nobody is there to scan it.
    let office = Office::with_scanner("tcp://127.0.0.1:1").await;
    let router = madoguchi_web::router(office.app.clone());
    let receipt = office.resident().submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    let mut browser = Browser::new(&router);
    let page = browser.get("/staff/login").await;
    let mut pairs = page.form();
    pairs.retain(|(name, _)| name.starts_with('_'));
    pairs.extend([("login".into(), "sato".into()), ("password".into(), PASSWORD.into())]);
    browser.post(&page.action(), &pairs).await;
    let case = browser.get(&format!("/staff/a/{receipt}")).await;
    assert!(case.html.contains("ウイルスの有無を調べています。終わると開けます"));
    assert!(!case.html.contains("/files/"), "what is not to be opened is no link");
    let file = office.app.open_case(&office.staff("sato").await.person, &receipt).await.unwrap().unopened;
    let id = file.keys().next().unwrap();
    let refused = browser.get(&format!("/staff/a/{receipt}/files/{id}")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.html.contains("調べているところです"));
}

#[tokio::test]
async fn only_what_was_pointed_at_is_mended_and_before_and_after_are_shown() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "juminhyo-yubin");
    let mut browser = Browser::new(&router);
    let (check, _) = fill_in(&mut browser, &typed, "/p/juminhyo-yubin").await;
    let done = browser.post(&check.action(), &check.form()).await;
    let receipt =
        done.html.split("class=\"code\">").nth(1).unwrap().split('<').next().unwrap().parse().unwrap();
    let sato = office.staff("sato").await;
    sato.does(&receipt, madoguchi_workflow::Action::Take).await.unwrap();
    sato.asks_correction(&receipt, "id_photo", "裏面も<必要>です", 14).await.unwrap();

    let status = browser.get(&format!("/status/{receipt}")).await;
    assert!(
        status.html.contains("裏面も&#60;必要&#62;です") || status.html.contains("裏面も&lt;必要&gt;です")
    );
    let page = browser.get(&format!("/status/{receipt}/correct")).await;
    assert!(!page.names().contains(&"phone".to_owned()), "only the flagged question is open");
    let same = browser.post_files(&page.action(), &page.form(), &[]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was changed");
    let compare = browser.post_files(&page.action(), &page.form(), &[("id_photo", "ura.jpg", photo())]).await;
    assert_eq!(compare.status, StatusCode::OK, "{}", complaints(&compare));
    assert!(compare.html.contains("menkyo.jpg") && compare.html.contains("ura.jpg"));
    let mut pairs = compare.form();
    pairs.push(("_action".into(), "send".into()));
    let sent = browser.post(&compare.action(), &pairs).await;
    assert_eq!(sent.path, format!("/status/{receipt}"));
    assert!(sent.html.contains("直した内容を確認しています"));
    assert!(sent.html.contains("ura.jpg"), "the new file is part of the application");
}

#[tokio::test]
async fn withdrawing_ends_it() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "suido-kaishi");
    let mut browser = Browser::new(&router);
    let (check, _) = fill_in(&mut browser, &typed, "/p/suido-kaishi").await;
    let done = browser.post(&check.action(), &check.form()).await;
    let receipt = done.html.split("class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let page = browser.get(&format!("/status/{receipt}/withdraw")).await;
    let status = browser.post(&page.action(), &page.form()).await;
    assert!(status.html.contains("取り下げました"));
    let over = browser.get(&format!("/status/{receipt}/withdraw")).await;
    assert_eq!(over.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_is_not_there_looks_the_same_and_helps() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let id = "0123456789abcdef0123456789abcdef";
    for path in [
        "/nothing",
        "/p/nothing",
        "/p/../etc",
        "/life/nothing",
        "/apply/x",
        &format!("/apply/{id}"),
        &format!("/apply/{id}/name"),
        &format!("/easy/apply/{id}/check"),
        &format!("/apply/{id}/files/{id}"),
        "/assets/x/nothing",
    ] {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        assert!(seen.html.contains("<h1>") && seen.html.contains("0744-22-4001"), "{path}");
    }
    let seen = browser.post("/search", &[]).await;
    assert_eq!(seen.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(seen.html.contains("<h1>"));
    for (path, lang) in [("/", "ja"), ("/easy", "ja"), ("/en", "en")] {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        assert!(seen.html.contains(&format!("<html lang=\"{lang}\"")), "{path}");
        assert_eq!(seen.headers["x-content-type-options"], "nosniff");
        assert!(
            seen.headers["content-security-policy"]
                .to_str()
                .unwrap()
                .starts_with("default-src 'none'; script-src 'self'")
        );
    }
    for query in ["住民票", "ｼﾞｭｳﾐﾝﾋｮｳ", "%E3%81", "\u{0}"] {
        assert_eq!(
            browser.get(&format!("/search?q={}", madoguchi_testkit::browser::encoded(query))).await.status,
            StatusCode::OK,
            "{query}"
        );
    }
}

#[tokio::test]
async fn nonsense_is_never_our_fault() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/juminhyo-yubin").await;
    let page = browser.post(&start.action(), &start.form()).await;
    let token = page.form();
    for (kind, body) in [
        ("text/plain", b"x".to_vec()),
        ("application/json", b"{}".to_vec()),
        ("application/x-www-form-urlencoded", vec![0xFF, 0xFE, b'=', 0]),
        ("application/x-www-form-urlencoded", vec![b'a'; 2 * 1024 * 1024]),
        ("application/x-www-form-urlencoded", "a=1&".repeat(10_000).into_bytes()),
        ("multipart/form-data", b"--".to_vec()),
        ("multipart/form-data; boundary=xx", b"--xx\r\nbroken".to_vec()),
        (
            "multipart/form-data; boundary=xx",
            b"--xx\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xx--\r\n".to_vec(),
        ),
    ] {
        let request =
            browser.request("POST", &page.path).header("content-type", kind).body(Body::from(body)).unwrap();
        let seen = browser.send(request, &page.path).await;
        assert!(seen.status.is_client_error(), "{kind}: {}", seen.status);
        assert!(seen.html.contains("<h1>"), "{kind}");
    }
    for unknown in ["unknown", "registered.part", "_x", "children.r1.name", "\u{202E}"] {
        let mut pairs = token.clone();
        pairs.push((unknown.into(), "x".into()));
        let seen = browser.post(&page.path, &pairs).await;
        assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{unknown}");
    }
}

#[tokio::test]
async fn readings_can_be_put_away_and_brought_back() {
    let (_office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let page = browser.get("/easy/p/juminhyo-yubin").await;
    assert!(page.html.contains("<ruby>"));
    for (to, shown) in [("off", false), ("on", true)] {
        let again = browser.get(&format!("/easy/readings/{to}?back=%2Feasy%2Fp%2Fjuminhyo-yubin")).await;
        assert_eq!(again.path, "/easy/p/juminhyo-yubin");
        assert_eq!(again.html.contains("<ruby>"), shown, "{to}");
    }
    assert!(
        !browser.get("/p/juminhyo-yubin").await.html.contains("<ruby>"),
        "only easy Japanese has readings"
    );
}

#[tokio::test]
async fn a_message_with_a_file_that_cannot_be_taken_loses_nothing() {
    let (office, router) = counter().await;
    let mut browser = Browser::new(&router);
    let (check, _) = fill_in(&mut browser, &case_typed(&office, "suido-kaishi"), "/p/suido-kaishi").await;
    let done = browser.post(&check.action(), &check.form()).await;
    let receipt = done.html.split("class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let page = browser.get(&format!("/status/{receipt}/write")).await;
    let mut pairs = page.form();
    pairs.retain(|(name, _)| name != "text");
    pairs.push(("text".into(), "写真と<メモ>を送ります".into()));
    let files = [("files", "写真.jpg", photo()), ("files", "memo.txt", b"words".to_vec())];
    let again = browser.post_files(&page.action(), &pairs, &files).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.html.contains("href=\"#files\"") && again.html.contains("memo.txt"),
        "{}",
        complaints(&again)
    );
    assert!(again.html.contains("写真と&#60;メモ&#62;を送ります"), "the words stay");
    assert!(again.html.contains("写真.jpg"), "the file that was taken stays");
    let kept = again.html.split("name=\"enclosed\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut pairs = again.form();
    pairs.retain(|(name, _)| name != "text" && name != "enclosed");
    pairs.extend([("text".into(), "写真を送ります".into()), ("enclosed".into(), kept.into())]);
    let sent = browser.post_files(&again.action(), &pairs, &[]).await;
    assert_eq!(sent.path, format!("/status/{receipt}"));
    assert!(sent.html.contains(&format!("/status/{receipt}/files/{kept}")), "it can be looked at");
}
