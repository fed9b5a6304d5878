//! Lists that are asked for, written behind the counter and taken from their page.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Office, Seen};

use crate::{counter, doors::signed_in, kit::and};

/// The page without its head, whose form signs out.
fn body(page: Seen) -> Seen {
    let html = page.html.split_once("<main").map_or(String::new(), |(_, main)| main.to_owned());
    Seen { html, ..page }
}

async fn asks(clerk: &mut Browser, page: &Seen, more: &[(&str, &str)]) -> Seen {
    body(clerk.post("/staff/export", &and(page, more)).await)
}

async fn written(office: &Office) {
    while office.app.export_step().await.unwrap() {}
}

#[tokio::test]
async fn a_list_is_asked_for_with_columns_in_order_and_taken() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("suido-kaishi", "=1+1@example.jp").await.receipt;
    let mut clerk = signed_in(&router, "mizu").await;
    let queue = clerk.get("/staff/queue?paper=suido-kaishi&holder=nobody").await;
    let link = queue.html.split("href=\"/staff/export?").nth(1).unwrap().split('"').next().unwrap();
    let page = clerk.get(&format!("/staff/export?{}", link.replace("&#38;", "&"))).await;
    let page = body(page);
    assert!(page.html.contains("<b>1 件</b>") && page.html.contains("担当：未割当"), "it came along");
    let again = asks(&mut clerk, &page, &[("n.email", "1"), ("form", "cp932")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("href=\"#purpose\""), "{}", again.complaints());
    let kept = again.form();
    assert!(
        kept.contains(&("n.email".into(), "1".into())) && kept.contains(&("form".into(), "cp932".into()))
    );
    let mut pairs = and(&again, &[("purpose", "住民記録への登録"), ("n.receipt", "２")]);
    pairs.retain(|(name, value)| name != "col" || ["email", "receipt", "name"].contains(&value.as_str()));
    let job = clerk.post("/staff/export", &pairs).await;
    assert!(job.path.starts_with("/staff/export/"), "{} {}", job.path, job.complaints());
    assert!(
        job.html.contains("<progress") && job.html.contains("0／1 件") && job.html.contains("取りやめる")
    );
    let state = clerk.get(&format!("{}/state", job.path)).await;
    assert!(state.html.contains("\"percent\":0,\"over\":false"), "{}", state.html);
    written(&office).await;
    let done = clerk.get(&job.path).await;
    assert!(
        done.html.contains("1 件、1 人分") && done.html.contains("すべての文字を Shift_JIS で書けました")
    );
    let file = clerk.get(&format!("{}/file", job.path)).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=Shift_JIS");
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert!(name.contains("\"suido-kaishi-2026-11-24-sjis.csv\""), "{name}");
    let line = file.bytes.split(|b| *b == b'\n').nth(1).unwrap();
    assert!(line.starts_with(format!("'=1+1@example.jp,{receipt},").as_bytes()), "{line:?}");
    let lacking = clerk.get(&format!("{}/lacking", job.path)).await;
    assert_eq!(lacking.html, "\u{FEFF}文字,コード,受付番号,列\r\n");
}

#[tokio::test]
async fn columns_are_saved_under_a_name_and_come_back() {
    let (_office, router) = counter().await;
    let mut clerk = signed_in(&router, "mizu").await;
    let page = body(clerk.get("/staff/export?paper=suido-kaishi").await);
    assert!(page.html.contains("この条件に合う申請はありません"), "said before");
    let nameless = asks(&mut clerk, &page, &[("_action", "save")]).await;
    assert!(nameless.html.contains("href=\"#template_name\""), "{}", nameless.complaints());
    let mut pairs = and(&page, &[("_action", "save"), ("template_name", "基幹 & 取込"), ("n.name", "1")]);
    pairs.retain(|(name, value)| name != "col" || ["receipt", "name"].contains(&value.as_str()));
    let saved = body(clerk.post("/staff/export", &pairs).await);
    assert!(saved.html.contains("列の型を保存しました") && saved.html.contains("型「基幹 &#38; 取込」の列"));
    let form = saved.form();
    let chosen: Vec<_> = form.iter().filter(|(name, _)| name == "col").map(|(_, v)| v.as_str()).collect();
    assert_eq!(chosen, ["receipt", "name"]);
    assert!(
        form.contains(&("n.name".into(), "1".into())) && form.contains(&("n.receipt".into(), "2".into()))
    );
    let other = signed_in(&router, "sato").await.get("/staff/export?paper=suido-kaishi").await;
    assert!(!other.html.contains("基幹 &#38; 取込"), "it is the department's");
    let gone = asks(&mut clerk, &saved, &[("_action", "drop:基幹 & 取込")]).await;
    assert!(gone.html.contains("列の型を消しました") && !gone.html.contains("基幹 &#38; 取込"));
}

#[tokio::test]
async fn days_nobody_can_read_and_lists_without_columns_are_told() {
    let (_office, router) = counter().await;
    let mut clerk = signed_in(&router, "mizu").await;
    let page = clerk.get("/staff/export?from=2026-11-24&until=2026-11-23").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains("href=\"#until\""));
    let page = body(clerk.get("/staff/export").await);
    let mut pairs = and(&page, &[("purpose", "登録")]);
    pairs.retain(|(name, _)| name != "col");
    let again = clerk.post("/staff/export", &pairs).await;
    assert!(again.html.contains("href=\"#c-1\""), "{}", again.complaints());
    let misplaced = and(&page, &[("purpose", "登録"), ("n.receipt", "abc")]);
    let again = body(clerk.post("/staff/export", &misplaced).await);
    assert!(again.html.contains("受付番号 の順番：数字で書くか"), "{}", again.complaints());
    assert!(again.form().contains(&("n.receipt".into(), "abc".into())), "what was typed stays");
    let archive = and(&page, &[("purpose", "登録"), ("form", "zip")]);
    assert!(clerk.post("/staff/export", &archive).await.path.len() > "/staff/export/".len());
    for nonsense in ["x", "0190b5a47e3c7d4f9a2b3c4d5e6f7a8b"] {
        let missing = clerk.get(&format!("/staff/export/{nonsense}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    }
}
