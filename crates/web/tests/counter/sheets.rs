//! Lists as files for spreadsheets.

use std::io::{Cursor, Read};

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Seen};
use zip::ZipArchive;

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

fn unpacked(file: &Seen) -> ZipArchive<Cursor<Vec<u8>>> {
    assert_eq!(file.status, StatusCode::OK, "{}", file.path);
    ZipArchive::new(Cursor::new(file.bytes.clone())).expect("a whole archive")
}

fn inside(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Vec<u8> {
    let mut content = vec![];
    let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut file = archive.by_name(name).unwrap_or_else(|e| panic!("{name}: {e}; there are {names:?}"));
    file.read_to_end(&mut content).unwrap();
    content
}

#[tokio::test]
async fn a_workbook_holds_days_as_days_and_words_as_words() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("suido-kaishi", "=1+1@example.jp").await.receipt;
    let mut clerk = signed_in(&router, "mizu").await;
    let page = clerk.get("/staff/queue?paper=suido-kaishi").await;
    let link = page.html.split("href=\"/staff/queue.xlsx").nth(1).unwrap().split('"').next().unwrap();
    let file = clerk.get(&format!("/staff/queue.xlsx{link}")).await;
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert!(name.contains("\"suido-kaishi-2026-11-24.xlsx\""), "{name}");
    let mut book = unpacked(&file);
    let words = String::from_utf8(inside(&mut book, "xl/sharedStrings.xml")).unwrap();
    assert!(words.contains(receipt.as_str()) && words.contains(">使い始める日<"), "{words}");
    assert!(words.contains(">=1+1@example.jp<"), "as it was typed");
    let sheet = String::from_utf8(inside(&mut book, "xl/worksheets/sheet1.xml")).unwrap();
    assert!(!sheet.contains("<f>"), "nothing is a formula");
    // 2026-11-24 in the days of Excel.
    assert!(sheet.contains("<v>46350.375</v>"), "nine o'clock is a moment: {sheet}");
}

#[tokio::test]
async fn an_archive_holds_what_was_answered_and_enclosed() {
    let (office, router) = counter().await;
    let receipt = office.resident().submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    let bare = office.resident().submits("juminhyo-yubin", "").await.receipt;
    let file = signed_in(&router, "sato").await.get("/staff/queue.zip?paper=juminhyo-yubin").await;
    assert_eq!(file.headers["content-type"], "application/zip");
    let mut archive = unpacked(&file);
    let told: serde_json::Value =
        serde_json::from_slice(&inside(&mut archive, &format!("{receipt}/{receipt}.json"))).unwrap();
    assert_eq!((&told["receipt"], &told["stage"]), (&receipt.as_str().into(), &"received".into()));
    assert_eq!(told["applicant"]["email"], "hanako@example.jp");
    assert_eq!(told["arrived_at"], "2026-11-24T09:00:00+09:00");
    assert!(told["answers"].as_object().is_some_and(|a| !a.is_empty()), "{told}");
    let place = told["files"][0]["file"].as_str().expect("where the photo is");
    assert!(place.starts_with("files/01-") && place.ends_with(".jpg"), "{place}");
    let photo = inside(&mut archive, &format!("{receipt}/{place}"));
    assert_eq!(told["files"][0]["size"], photo.len());
    assert!(photo.starts_with(&[0xff, 0xd8]), "a photo as it is kept");
    inside(&mut archive, &format!("{bare}/{bare}.json"));
    let others = signed_in(&router, "mizu").await.get("/staff/queue.zip").await;
    assert_eq!(unpacked(&others).len(), 0, "another department's are not there");
}
