//! 代行入力 as a browser without scripts sees it: all pages on one screen, and what comes of typing into it.

use axum::{Router, http::StatusCode};
use chrono::Duration;
use madoguchi_app::Loaded;
use madoguchi_testkit::{Browser, Office, Seen};
use madoguchi_vocab::DepartmentId;
use madoguchi_workflow::Action;

use crate::{
    complaints,
    doors::signed_in,
    kit::{and, begins, with_dogs},
};

/// Without the head of the page, where the form for signing out is, and without the form that searches.
fn body(page: Seen) -> Seen {
    let html = page.html.split_once("id=\"main\"").expect("a page has a body").1.to_owned();
    Seen { html, ..page }
}

async fn sends(browser: &mut Browser, page: &Seen, more: &[(&str, &str)]) -> Seen {
    body(browser.post(&page.action(), &and(page, more)).await)
}

async fn begun(browser: &mut Browser) -> Seen {
    let choose = body(browser.get("/staff/new").await);
    sends(browser, &choose, &[("slug", "dogs")]).await
}

async fn at_the_desk() -> (Office, Router, Browser) {
    let (office, router) = with_dogs().await;
    let sato = signed_in(&router, "sato").await;
    (office, router, sato)
}

/// Whether the section of a page of the paper is on the screen.
fn shows(page: &Seen, key: &str) -> bool {
    let section = page.html.split("<section ").find(|s| s.contains(&format!("id=\"p-{key}\""))).unwrap();
    !section.split('>').next().unwrap().contains(" hidden")
}

const NO_DOG: [(&str, &str); 3] = [("has_dog", "no"), ("name", "見本 花子"), ("agreed", "yes")];

#[tokio::test]
async fn a_paper_is_filled_in_on_one_screen_and_entered() {
    let (office, router, mut sato) = at_the_desk().await;
    let screen = begun(&mut sato).await;
    for name in ["has_dog", "name", "agreed", "_way", "_lang"] {
        assert!(screen.names().contains(&name.to_owned()), "{name} is not on the screen");
    }
    assert!(screen.html.contains("本人に読み上げて確認しました"), "an agreement is read aloud");
    // Enter in a box presses the first button: it goes on.
    assert!(screen.html.split("<button").nth(1).unwrap().starts_with(" hidden>確認へ進む"));
    let check = sends(&mut sato, &screen, &NO_DOG).await;
    assert!(check.path.ends_with("/check"), "{} {}", check.path, complaints(&check));
    assert!(check.html.contains("まだ登録していません") && !check.html.contains("重複の疑い"));
    let sign = sato.get(&check.path.replace("/check", "/sign")).await;
    assert!(sign.html.contains("本人の確認署名") && sign.html.contains("見本 花子"));
    let done = sends(&mut sato, &check, &[]).await;
    assert!(done.path.ends_with("/done"), "{}", done.path);
    let (receipt, key) = (done.code(1), done.code(2));
    let copy = sato.get(&done.path.replace("/done", "/receipt")).await;
    assert!(copy.html.contains(&receipt) && copy.html.contains(&key));
    // Again, and by a press that was on its way: the same.
    assert_eq!(sends(&mut sato, &check, &[]).await.code(1), receipt);
    assert_eq!(sato.get(&screen.path).await.path, done.path);

    // The resident follows it at home.
    let mut home = Browser::new(&router);
    let asked = home.get("/status").await;
    let status = home.post(&asked.action(), &and(&asked, &[("receipt", &receipt), ("key", &key)])).await;
    assert_eq!(status.path, format!("/status/{receipt}"));
    let case = sato.get(&format!("/staff/a/{receipt}")).await;
    assert!(case.html.contains("窓口で代行入力") && case.html.contains("見本 sato が代行入力"));
    // Whoever has the key can act as the resident: it does not lie about.
    office.wait(Duration::hours(1));
    assert!(sato.get(&done.path).await.html.contains(&key));
    office.wait(Duration::hours(1));
    assert!(!sato.get(&done.path).await.html.contains(&key));
}

#[tokio::test]
async fn a_colleague_sees_what_was_entered_without_the_key_and_after_a_transfer_nothing() {
    let (office, router, mut sato) = at_the_desk().await;
    let screen = begun(&mut sato).await;
    let check = sends(&mut sato, &screen, &NO_DOG).await;
    let done = sends(&mut sato, &check, &[]).await;
    let (receipt, key) = (done.code(1), done.code(2));
    let copy = done.path.replace("/done", "/receipt");
    let mut suzuki = signed_in(&router, "suzuki").await;
    for path in [&done.path, &copy] {
        let page = suzuki.get(path).await;
        assert!(page.html.contains(&receipt) && !page.html.contains(&key), "{path}");
    }
    let clerk = office.staff("sato").await;
    let receipt = receipt.parse().unwrap();
    clerk.does(&receipt, Action::Take).await.unwrap();
    let to = DepartmentId("suido".into());
    let transfer = Action::Transfer { to, name: "suido課".into(), reason: "水道のこと".into() };
    clerk.does(&receipt, transfer).await.unwrap();
    for path in [&done.path, &copy, &screen.path] {
        assert_eq!(sato.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn what_an_answer_leads_to_comes_with_the_next_screen() {
    let (_office, _router, mut sato) = at_the_desk().await;
    let screen = begun(&mut sato).await;
    assert!(!shows(&screen, "more"), "nobody has said that there is a dog");
    let refresh = [("has_dog", "yes"), ("name", "見本 花子"), ("_action", "refresh:dog")];
    assert!(screen.html.contains("value=\"refresh:dog\"") && !screen.html.contains("value=\"refresh:last\""));
    let more = sends(&mut sato, &screen, &refresh).await;
    assert_eq!((more.status, more.path.split('#').nth(1)), (StatusCode::OK, Some("p-dog")));
    assert!(shows(&more, "more") && !more.html.contains("error-summary"));
    let two = sends(&mut sato, &more, &[("dogs.r1.dog_name", "ポチ"), ("_action", "add:dogs")]).await;
    assert!(two.html.contains("name=\"dogs.r2.dog_name\"") && two.path.ends_with("#row-dogs-r2"));
    let one = sends(&mut sato, &two, &[("_action", "drop:dogs.r1")]).await;
    assert!(!one.html.contains("name=\"dogs.r1.dog_name\""));
    for bad in ["drop:dogs", "drop:cats.r1", "add:cats", "remove:nothing", "lookup", "explode"] {
        let answer = sends(&mut sato, &one, &[("_action", bad)]).await;
        assert!(!answer.status.is_server_error(), "{bad}: {}", answer.status);
    }
    // What is out of sight is not submitted, whatever was typed into it.
    let screen = body(sato.get(&screen.path).await);
    let typed = [("has_dog", "no"), ("breed", "柴犬"), ("agreed", "yes"), ("dogs.r2.dog_name", "タマ")];
    let check = sends(&mut sato, &screen, &typed).await;
    assert!(check.path.ends_with("/check"), "{}", complaints(&check));
    assert!(!check.html.contains("柴犬") && !check.html.contains("タマ"));
}

#[tokio::test]
async fn errors_stand_at_the_questions_and_keep_what_was_typed() {
    let (office, _router, mut sato) = at_the_desk().await;
    let screen = begun(&mut sato).await;
    let typed = [("has_dog", "yes"), ("name", "見本 <花子>"), ("mail", "hanako@"), ("note", "  メモ\nです")];
    let again = sends(&mut sato, &screen, &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for target in ["#f-breed", "#f-mail", "#f-dogs.r1.dog_name", "#f-agreed"] {
        assert!(
            complaints(&again).contains(&format!("href=\"{target}\"")),
            "{target}: {}",
            complaints(&again)
        );
    }
    assert!(again.html.contains("aria-invalid=\"true\""));
    for (name, value) in typed {
        assert!(again.form().contains(&(name.into(), value.into())), "{name} is gone");
    }
    // Nobody needs a mail address who came in person.
    let without = [("mail", ""), ("breed", "柴犬"), ("dogs.r1.dog_name", "ポチ"), ("agreed", "yes")];
    let check = sends(&mut sato, &again, &without).await;
    assert!(check.path.ends_with("/check"), "{}", complaints(&check));
    assert!(check.html.contains("メールなし"));
    for unknown in [("nobody_asks", "x"), ("_way", "online"), ("_lang", "fr")] {
        let answer = sends(&mut sato, &again, &[unknown]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{unknown:?}");
    }
    assert_eq!(office.post().await, 0);
}

#[tokio::test]
async fn a_letter_says_when_it_came() {
    let (office, _router, mut sato) = at_the_desk().await;
    let choose = body(sato.get("/staff/new").await);
    let mail = [("slug", "dogs"), ("_way", "mail"), ("_lang", "en")];
    let again = sends(&mut sato, &choose, &mail).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&again).contains("#day-year") && again.html.contains("value=\"mail\" checked"));
    let day = |y, m, d| [("_day.year", y), ("_day.month", m), ("_day.day", d), ("slug", "dogs")];
    assert!(complaints(&sends(&mut sato, &again, &day("8", "11", "25")).await).contains("今日までの日付"));
    assert!(complaints(&sends(&mut sato, &again, &day("2026", "9", "1")).await).contains("#why"));
    let screen = sends(&mut sato, &again, &day("８", "１１", "２０")).await;
    assert!(screen.path.starts_with("/staff/desk/"), "{} {}", screen.path, complaints(&screen));
    assert!(screen.html.contains("書面に本人の同意・署名があることを確認しました"));
    // It can be mended later, and is looked at again.
    let again = sends(&mut sato, &screen, &and_no_dog(&[("_day.day", "31")])).await;
    assert!(complaints(&again).contains("#day-year"), "{}", complaints(&again));
    let check = sends(&mut sato, &again, &[("_day.day", "20")]).await;
    assert!(check.html.contains("令和8年11月20日"), "{}", check.path);
    // The sheet is in the language of whoever signs it.
    assert!(sato.get(&check.path.replace("/check", "/sign")).await.html.contains("Signature"));
    let done = sends(&mut sato, &check, &[]).await;
    let case = sato.get(&format!("/staff/a/{}", done.code(1))).await;
    assert!(case.html.contains("2026-11-20（書類が届いた日）") && case.html.contains("郵送の書類を代行入力"));
    let row = office.app.queue(&office.staff("sato").await.person, &Default::default()).await.unwrap().total;
    assert_eq!(row, 1);
}

fn and_no_dog<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    NO_DOG.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn the_same_person_twice_is_said_and_not_forbidden() {
    let (office, router) = crate::counter().await;
    let first = office.resident().submits("juminhyo-yubin", "").await.receipt;
    let mut sato = signed_in(&router, "sato").await;
    let choose = body(sato.get("/staff/new?q=%E3%81%98%E3%82%85%E3%81%86%E3%81%BF%E3%82%93").await);
    let screen = sends(&mut sato, &choose, &[("slug", "juminhyo-yubin")]).await;
    let mut pairs = screen.filled(&crate::case_typed(&office, "juminhyo-yubin"));
    pairs.retain(|(name, _)| !name.contains("id_photo"));
    let bare = body(sato.post(&screen.action(), &pairs).await);
    assert!(complaints(&bare).contains("#f-id_photo"), "the photo is asked for: {}", complaints(&bare));
    pairs.push(("_original.id_photo".into(), "later".into()));
    pairs.push(("_note.id_photo".into(), "免許証の<コピー>".into()));
    pairs.retain(|(name, _)| name != "_seen");
    let check = body(sato.post(&screen.action(), &pairs).await);
    assert!(check.html.contains("重複の疑い") && check.html.contains(first.as_str()), "{}", check.path);
    assert!(check.html.contains("後日郵送"));
    let done = sends(&mut sato, &check, &[]).await;
    assert!(done.path.ends_with("/done"), "{}", done.path);
    let path = format!("/staff/a/{}", done.code(1));
    let case = body(sato.get(&path).await);
    assert!(
        case.html.contains("後日郵送の書類を待っています") && case.html.contains("免許証の&#60;コピー&#62;")
    );
    let tick = case.html.split("<form").find(|f| f.contains("/paper\"")).unwrap().to_owned();
    let tick = Seen { html: format!("<form{tick}"), ..case };
    let came = sends(&mut sato, &tick, &[]).await;
    assert!(
        !came.html.contains("後日郵送の書類を待っています") && came.html.contains("後日郵送（届きました）")
    );
}

#[tokio::test]
async fn a_scan_is_taken_and_given_back() {
    let (_office, router) = crate::counter().await;
    let mut sato = signed_in(&router, "sato").await;
    let choose = body(sato.get("/staff/new").await);
    let screen = sends(&mut sato, &choose, &[("slug", "juminhyo-yubin")]).await;
    let pairs = and(&screen, &[("_action", "upload"), ("name", "見本 花子")]);
    let scan = ("id_photo", "scan.jpg", madoguchi_testkit::office::photo());
    let with_file = body(sato.post_files(&screen.action(), &pairs, &[scan]).await);
    assert!(with_file.html.contains("scan.jpg"), "{}", with_file.path);
    assert!(with_file.form().contains(&("name".into(), "見本 花子".into())), "what was typed stays");
    let link = with_file.html.split("/files/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let given = sato.get(&format!("{}/files/{link}", screen.action())).await;
    assert_eq!(given.headers["content-type"], "image/jpeg");
    let pairs = and(&with_file, &[]);
    let wrong = ("id_photo", "virus.exe", b"MZ not a photo".to_vec());
    let refused = body(sato.post_files(&screen.action(), &pairs, &[wrong]).await);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(complaints(&refused).contains("virus.exe") && refused.html.contains("scan.jpg"));
    let without = sends(&mut sato, &with_file, &[("_action", &format!("remove:{link}"))]).await;
    assert!(!without.html.contains("scan.jpg"));
}

#[tokio::test]
async fn a_colleague_takes_over_and_what_was_typed_meanwhile_is_not_lost() {
    let (_office, router, mut sato) = at_the_desk().await;
    let screen = begun(&mut sato).await;
    let list = sends(&mut sato, &screen, &[("name", "見本 花子"), ("_action", "save")]).await;
    assert!(list.path.ends_with("/staff/new") && list.html.contains("続きを入力する"));
    let mut suzuki = signed_in(&router, "suzuki").await;
    let list = suzuki.get("/staff/new").await;
    assert!(list.html.contains("見本 花子") && list.html.contains("引き継ぐ"));
    let held = body(suzuki.get(&screen.path).await);
    assert!(held.html.contains("見本 sato さんが入力しています") && !held.html.contains("name=\"has_dog\""));
    let taken = sends(&mut suzuki, &held, &[]).await;
    assert!(taken.form().contains(&("name".into(), "見本 花子".into())));

    // The first clerk was still typing: nothing is saved, nothing is lost, and it can be taken back.
    let screen = Seen { html: screen.html, path: taken.path.clone(), ..list };
    let told = sends(&mut sato, &screen, &[("name", "見本 花代")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.html.contains("見本 suzuki さんが引き継いでいます"));
    assert!(told.form().contains(&("name".into(), "見本 花代".into())));
    let script = sends_script(&mut sato, &screen, &[("name", "見本 花代")]).await;
    assert_eq!(script.status, StatusCode::CONFLICT);
    assert!(suzuki.get(&taken.path).await.html.contains("value=\"見本 花子\""));
    let back = sends(&mut sato, &told, &[("_action", "take")]).await;
    assert!(back.form().contains(&("name".into(), "見本 花代".into())), "{}", back.status);
    assert!(suzuki.get(&taken.path).await.html.contains("見本 sato さんが入力しています"));
}

/// What a script sends while somebody types.
async fn sends_script(browser: &mut Browser, page: &Seen, more: &[(&str, &str)]) -> Seen {
    let more: Vec<_> = more.iter().copied().chain([("_action", "autosave")]).collect();
    browser.post(&page.action(), &and(page, &more)).await
}

#[tokio::test]
async fn what_is_typed_is_saved_on_the_way_but_never_over_another_tab() {
    let (_office, _router, mut sato) = at_the_desk().await;
    let one = begun(&mut sato).await;
    let two = body(sato.get(&one.path).await);
    let said = sends_script(&mut sato, &one, &[("name", "見本 花")]).await;
    assert!(said.html.contains("9:00 に自動保存しました") && said.html.contains("\"seen\""), "{}", said.html);
    let refused = sends_script(&mut sato, &two, &[("name", "別の 名前")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let told = sends(&mut sato, &two, &[("name", "別の 名前")]).await;
    assert!(told.html.contains("ほかの画面（タブ）で変わっています"));
    assert!(told.form().contains(&("name".into(), "別の 名前".into())));
    sends(&mut sato, &told, &[]).await;
    assert!(sato.get(&one.path).await.html.contains("value=\"別の 名前\""), "one more press decides");
    let stale = sends(&mut sato, &told, &[("_csrf", "0"), ("name", "誰か")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!sato.get(&one.path).await.html.contains("value=\"誰か\""), "a stale form saves nothing");
}

#[tokio::test]
async fn whoever_was_away_too_long_finds_what_was_typed_after_signing_in_again() {
    let (office, router, mut sato) = at_the_desk().await;
    let screen = begun(&mut sato).await;
    office.wait(Duration::hours(3));
    let asked = sends(&mut sato, &screen, &[("name", "見本 花子")]).await;
    assert!(asked.path.starts_with("/staff/login?next=%2Fstaff%2Fdesk%2F"), "{}", asked.path);
    assert!(!asked.html.contains("見本 花子"), "nothing is shown to a session that is over");
    let script = sends_script(&mut sato, &screen, &[("name", "見本 花代")]).await;
    assert_eq!(script.status, StatusCode::UNAUTHORIZED, "another tab has saved: it is not overwritten");
    let mut again = signed_in(&router, "sato").await;
    assert!(again.get(&screen.path).await.html.contains("value=\"見本 花子\""));

    // After signing out nothing is kept any more, nor for a form of somebody else.
    let page = body(again.get(&screen.path).await);
    let mut out = signed_in(&router, "sato").await;
    out.shares_cookies_with(&again);
    let today = again.get("/staff").await;
    again.post("/staff/logout", &[("_csrf".into(), token(&today))]).await;
    let late = sends_script(&mut out, &page, &[("name", "誰か")]).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    let mut stranger = Browser::new(&router);
    let refused = sends_script(&mut stranger, &page, &[("name", "誰か")]).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let mut sato = signed_in(&router, "sato").await;
    assert!(sato.get(&screen.path).await.html.contains("value=\"見本 花子\""));
}

fn token(page: &Seen) -> String {
    page.form().into_iter().find(|(name, _)| name == "_csrf").expect("a token").1
}

#[tokio::test]
async fn a_code_from_home_opens_the_paper_at_the_desk_and_closes_it_at_home() {
    let (office, _router, mut sato) = at_the_desk().await;
    let mut home = Browser::new(&_router);
    let page = begins(&mut home).await;
    home.post(&page.action(), &and(&page, &[("has_dog", "no")])).await;
    let id = page.path.split('/').nth(2).unwrap();
    assert_eq!(sato.get(&format!("/staff/desk/{id}")).await.status, StatusCode::NOT_FOUND);
    let code = office.app.resume_code(id.parse().unwrap());
    let asked = body(sato.get("/staff/new/resume").await);
    let again = sends(&mut sato, &asked, &[("code", "7777-7777-7777")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.form().contains(&("code".into(), "7777-7777-7777".into())));
    let screen = sends(&mut sato, &asked, &[("code", &code.reveal().to_lowercase())]).await;
    assert_eq!(screen.path, format!("/staff/desk/{id}"));
    assert!(screen.html.contains("value=\"no\" checked"), "the answers came along");
    assert_eq!(home.get(&page.path).await.status, StatusCode::NOT_FOUND);
    let check = sends(&mut sato, &screen, &NO_DOG).await;
    assert!(check.html.contains("本人がオンラインで始めたもの"));
    // Thrown away, it is gone for everybody.
    let screen = body(sato.get(&screen.path).await);
    sends(&mut sato, &screen, &[("_action", "discard")]).await;
    assert_eq!(sato.get(&screen.path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_own_departments_procedures_are_found_and_others_are_told_whose_they_are() {
    let (_office, router) = crate::counter().await;
    let mut mizu = signed_in(&router, "mizu").await;
    let own = mizu.get("/staff/new").await;
    assert!(own.html.contains("value=\"suido-kaishi\"") && !own.html.contains("juminhyo-yubin"));
    let found = mizu.get("/staff/new?q=%E4%BD%8F%E6%B0%91%E7%A5%A8").await;
    assert!(found.html.contains("ほかの課の手続き") && found.html.contains("/p/juminhyo-yubin"));
    assert!(!found.html.contains("value=\"juminhyo-yubin\""), "it cannot be begun here");
    let page = body(own);
    let refused = sends(&mut mizu, &page, &[("slug", "juminhyo-yubin")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let nothing = sends(&mut mizu, &page, &[]).await;
    assert!(complaints(&nothing).contains("手続きを選んでください"));
}

#[tokio::test]
async fn a_statement_made_at_the_desk_stands_under_the_name_of_whoever_made_it() {
    let oath = "\n[[page.field]]\nkey = \"oath\"\ntype = \"signature\"\nlabel = \"申述\"\ntext = \"まちがいありません\"\n";
    let source = format!("{}{oath}", include_str!("dogs.toml"));
    let office = Office::with_papers(vec![Loaded::compile("dogs".into(), "form.toml".into(), source)]).await;
    let router = madoguchi_web::router(office.app.clone());
    let mut sato = signed_in(&router, "sato").await;
    let screen = begun(&mut sato).await;
    let again = sends(&mut sato, &screen, &NO_DOG).await;
    assert!(complaints(&again).contains("#f-oath"), "{}", complaints(&again));
    let box_ = again.html.split("id=\"f-oath\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
    let ticked = [("oath", box_.split('"').next().unwrap())];
    let check = sends(&mut sato, &again, &ticked).await;
    assert!(check.path.ends_with("/check"), "{}", complaints(&check));
    let oath = check.html.split("<dt>申述</dt>").nth(1).unwrap().split("</dd>").next().unwrap();
    assert!(oath.contains("見本 花子"), "{oath}");
    // Taken back, it is wanting again.
    let screen = body(sato.get(&screen.path).await);
    let again = sends(&mut sato, &screen, &[("oath", "")]).await;
    assert!(complaints(&again).contains("#f-oath"), "{}", complaints(&again));
}
