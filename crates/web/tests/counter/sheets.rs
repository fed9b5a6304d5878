//! Lists as files for spreadsheets.

use axum::http::StatusCode;
use madoguchi_testkit::Browser;

use crate::{counter, doors::signed_in};

#[tokio::test]
async fn a_list_is_saved_as_it_is_filtered_with_answers_where_one_procedure_is_chosen() {
    let (office, router) = counter().await;
    let (hanako, taro) = (office.resident(), office.resident());
    let receipt = hanako.submits("suido-kaishi", "=1+1@example.jp").await.receipt;
    taro.submits("juminhyo-yubin", "").await;
    let mut clerk = signed_in(&router, "mizu").await;
    let page = clerk.get("/staff/queue?paper=suido-kaishi").await;
    let link = page.html.split("href=\"/staff/queue.csv").nth(1).unwrap().split('"').next().unwrap();
    let file = clerk.get(&format!("/staff/queue.csv{link}")).await;
    assert_eq!(
        (file.status, file.headers["content-type"].to_str().unwrap()),
        (StatusCode::OK, "text/csv; charset=utf-8")
    );
    let text = file.html.strip_prefix('\u{FEFF}').expect("a spreadsheet is told that it is UTF-8");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let head = rows.headers().unwrap().clone();
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1, "the other department's is not there");
    let cell = |column: &str| {
        &rows[0][head.iter().position(|h| h == column).unwrap_or_else(|| panic!("{column}: {head:?}"))]
    };
    assert_eq!((cell("受付番号"), cell("状態")), (receipt.as_str(), "受付待ち"));
    assert_eq!(cell("メール"), "'=1+1@example.jp", "no spreadsheet takes it for a formula");
    assert_eq!(cell("到達日時"), "2026-11-24 09:00:00");
    assert_eq!(cell("到達日時（和暦）"), "令和8年11月24日 9:00");
    assert_eq!((cell("経路"), cell("返事待ち")), ("オンライン", ""));
    assert!(cell("電話").contains('-'), "who applies stands in front: {}", cell("電話"));
    assert!(head.iter().all(|h| h != "日中につながる電話番号"), "and is not there twice");
    assert_eq!(
        cell("使い始める日").len(),
        "2026-12-01".len(),
        "a day for programs: {}",
        cell("使い始める日")
    );
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert!(name.contains("\"suido-kaishi-2026-11-24.csv\"") && name.contains("_2026-11-24.csv"), "{name}");
    let without = clerk.get("/staff/queue.csv").await;
    assert!(
        !without.html.contains("使い始める日"),
        "answers of several procedures have no columns in common"
    );
    let jis = clerk.get("/staff/queue.csv?as=cp932").await;
    assert_eq!(jis.headers["content-type"].to_str().unwrap(), "text/csv; charset=Shift_JIS");
    assert!(!jis.html.starts_with('\u{FEFF}') && jis.html.contains(receipt.as_str()));
    let lacking = clerk.get("/staff/queue.csv?as=lacking").await;
    assert_eq!(lacking.html, "\u{FEFF}文字,コード,受付番号,列\r\n", "the sample can be written");
    let nowhere = clerk.get("/staff/queue.csv?paper=suido-kaishi&stage=withdrawn").await;
    assert_eq!(nowhere.html.matches("\r\n").count(), 1, "a file without rows has its heading");
    assert!(nowhere.html.contains("使い始める日"), "{}", nowhere.html);
    let nobody = Browser::new(&router).get("/staff/queue.csv").await;
    assert!(nobody.path.starts_with("/staff/login"));
}
