//! The inventory on pages: shown before it is saved, edited with what was typed kept, and its numbers frozen.

use axum::http::StatusCode;
use madoguchi_app::Department;
use madoguchi_vocab::DepartmentId;

use crate::{counter, decisions::body, doors::signed_in, kit::and};

const SHEET: &str = "id,name,department,status,volume,volume_method,volume_source,channels
a,見本の届出,shimin,not_yet,600,actual,見本,counter;mail
b,見本の申請,suido,online,400,actual,見本,platform
";

#[tokio::test]
async fn a_procedure_is_edited_with_its_history_and_nothing_typed_is_lost() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    office.app.import(&dx, SHEET.as_bytes()).await.unwrap();
    let mut manager = signed_in(&router, "dx").await;
    let list = manager.get("/manage/inventory?sort=volume").await;
    assert!(list.html.find("見本の届出") < list.html.find("見本の申請"), "the larger one first");
    let edit = body(manager.get("/manage/inventory/p/a/edit").await);
    let to = "/manage/inventory/p/a/edit";

    let wrong = manager.post(to, &and(&edit, &[("volume", "たくさん")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.html.contains("href=\"#volume\"") && wrong.html.contains("value=\"たくさん\""),
        "{}",
        wrong.complaints()
    );
    let saved = manager.post(to, &and(&edit, &[("volume", "７００"), ("status", "online")])).await;
    assert_eq!((saved.status, saved.path.as_str()), (StatusCode::OK, "/manage/inventory/p/a?done=inventory"));
    assert!(
        saved.html.contains("年間件数：「600」→「700」") && saved.html.contains("状態：「未着手」→「公開」")
    );
    assert!(saved.html.contains("窓口、郵送"), "what was not touched stays");

    // The same page of before, sent again: somebody was quicker, and what was written is still there.
    let late = manager.post(to, &and(&edit, &[("note", "<あとの人>")])).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.html.contains("&#60;あとの人&#62;") || late.html.contains("&lt;あとの人&gt;"),
        "{}",
        late.html
    );
    let unseen = manager.get("/manage/inventory/p/nai").await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_is_shown_then_saved_once() {
    let (office, router) = counter().await;
    let mut manager = signed_in(&router, "dx").await;
    let page = body(manager.get("/manage/inventory/import").await);
    let files = [("file", "daicho.csv", SHEET.as_bytes().to_vec())];
    let shown = body(manager.post_files("/manage/inventory/import", &page.form(), &files).await);
    assert!(
        shown.html.contains("手続台帳として読みました") && shown.html.contains("加える 2"),
        "{}",
        shown.html
    );
    let today = office.clock.now().date();
    assert!(office.app.inventory_on(today).await.unwrap().is_empty(), "shown, not saved");
    let form = and(&shown, &[("_action", "save")]);
    let saved = manager.post("/manage/inventory/import", &form).await;
    assert_eq!(saved.path, "/manage/inventory?done=inventory");
    let twice = manager.post("/manage/inventory/import", &form).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.app.inventory_versions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_number_is_frozen_and_opened() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    office.app.import(&dx, SHEET.as_bytes()).await.unwrap();
    let mut manager = signed_in(&router, "dx").await;
    let page = body(manager.get("/manage/snapshots").await);
    let wrong = manager.post("/manage/snapshots", &and(&page, &[("name", "公表"), ("as_of", "明日")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"公表\""));
    let check = body(manager.post("/manage/snapshots", &and(&page, &[("name", "公表")])).await);
    assert!(check.html.contains("まだ公表していません") && check.html.contains("40.0 %"), "{}", check.html);
    assert!(office.app.snapshots().await.unwrap().is_empty(), "nothing is published by the first press");
    // Meanwhile the inventory changes: what was seen is not what would be published.
    office.app.import(&dx, SHEET.replace("not_yet", "online").as_bytes()).await.unwrap();
    let press = and(&check, &[("_action", "freeze")]);
    let moved = manager.post("/manage/snapshots", &press).await;
    assert_eq!(moved.status, StatusCode::CONFLICT);
    assert!(moved.html.contains("まだ公表していません"), "{}", moved.html);
    assert!(office.app.snapshots().await.unwrap().is_empty());
    office.app.import(&dx, SHEET.as_bytes()).await.unwrap();
    let opened = manager.post("/manage/snapshots", &press).await;
    assert_eq!(opened.path, "/manage/snapshots/1?done=freeze", "{}", opened.html);
    assert!(opened.html.contains("40.0 %") && opened.html.contains("同じ値が出ます"), "{}", opened.html);
    // It is withdrawn with a reason, once, and stays.
    let opened = body(manager.get("/manage/snapshots/1").await);
    let without = manager.post("/manage/snapshots/1", &opened.form()).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reason = and(&opened, &[("reason", "件数の誤り")]);
    let gone = manager.post("/manage/snapshots/1", &reason).await;
    assert_eq!(gone.path, "/manage/snapshots/1?done=withdraw_rates");
    assert!(
        gone.html.contains("この値は取り下げました") && gone.html.contains("件数の誤り"),
        "{}",
        gone.html
    );
    assert_eq!(manager.post("/manage/snapshots/1", &reason).await.status, StatusCode::CONFLICT);
    let list = manager.get("/manage/snapshots").await;
    assert!(list.html.contains("取下げ") && list.html.contains("40.0 %"), "{}", list.html);
    let what_if = manager.get("/manage/what-if?tick=a&how=online").await;
    assert!(what_if.html.contains("100.0 %"));
}

#[tokio::test]
async fn a_file_with_mistakes_names_their_places_and_saves_nothing() {
    let (office, router) = counter().await;
    let admin = office.staff("admin").await.person;
    let gone = Department {
        id: DepartmentId("kyuka".into()),
        name: "見本旧課".into(),
        name_en: "Sample".into(),
        phone: "0744-00-0000".into(),
        hours: String::new(),
        hours_en: String::new(),
        note: String::new(),
    };
    office.app.save_department(&admin, &gone, true).await.unwrap();
    let today = office.app.today();
    office
        .app
        .plan_merger(&admin, &gone.id, &DepartmentId("shimin".into()), today, "組織の見直し")
        .await
        .unwrap();
    let file = "id,name,department,status_since,volume,online_volume
a,見本の届出,shimin,,10,1
b,見本の申請,kyuka,,,
c,見本の申請,nai,1956-02-10,,
a,見本の申請,shimin,,10,11
";
    let mut manager = signed_in(&router, "dx").await;
    let page = body(manager.get("/manage/inventory/import").await);
    let files = [("file", "daicho.csv", file.as_bytes().to_vec())];
    let shown = body(manager.post_files("/manage/inventory/import", &page.form(), &files).await);
    for words in [
        "直すところが 5 か所",
        "<td data-l=\"行\" class=\"number\">3</td><td data-l=\"手続き\">見本の申請</td><td data-l=\"列\">課<small>department</small></td>",
        &format!("「kyuka」という課は {today} になくなりました。今は「shimin」です"),
        "「nai」という課はありません",
        "市ができた 1956-02-11 より前",
        "<td data-l=\"行\" class=\"number\">5</td><td data-l=\"手続き\">見本の申請</td><td data-l=\"列\">台帳の id<small>id</small></td><td data-l=\"内容\">「a」は 2 行目にもあります",
        "総件数 10 より多く",
    ] {
        assert!(shown.html.contains(words), "{words}: {}", shown.html);
    }
    assert!(!shown.html.contains("この内容で保存する"));
    assert!(office.app.inventory_versions().await.unwrap().is_empty(), "nothing of it is saved");
}
