//! The first page of the managers: its numbers, its filter, and the pages behind it.

use axum::http::StatusCode;

use crate::{counter, doors::signed_in};

const SHEET: &str = "id,name,department,kind,status,volume,volume_method,volume_source,channels,life_events,priority59,priority31
a,見本の届出,shimin,notification,not_yet,600,actual,見本,counter;mail,moving,3,yes
b,見本の申請,suido,application,online,400,actual,見本,platform,moving;water,4,
c,見本の請求,suido,request,not_yet,,unknown,,counter,,,
";

#[tokio::test]
async fn the_first_month_has_nothing_to_compare_and_every_part_opens_its_rows() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    office.app.import(&dx, SHEET.as_bytes()).await.unwrap();
    let mut manager = signed_in(&router, "dx").await;
    let page = manager.get("/manage").await;
    for words in
        ["40.0 %", "比べる月がまだありません", "見通せません", "件数の多いものからなら あと 1 手続き"]
    {
        assert!(page.html.contains(words), "{words}: {}", page.html);
    }
    assert!(
        page.html.contains("+54.0") && page.html.contains("目標 90 %"),
        "市民課 lacks 0.9 × 600 of 1,000"
    );
    let shimin = manager.get("/manage?department=shimin").await;
    assert!(shimin.html.contains("0.0 %") && !shimin.html.contains("までの道のり"), "{}", shimin.html);
    let gone = manager.get("/manage?department=gone&as_of=%E6%98%A5").await;
    assert_eq!(gone.status, StatusCode::OK);
    assert!(gone.html.contains("という課はありません"), "{}", gone.html);

    for (page, rows, count) in [
        ("/manage/groups?by=life-event", "rate=online_by_kind&#38;part=denominator&#38;life=moving", 2),
        ("/manage/groups?by=life-event", "rate=online_by_kind&#38;part=denominator&#38;life=none", 1),
        ("/manage/groups?by=priority", "rate=online_by_kind&#38;part=numerator&#38;list=59", 1),
        ("/manage/groups?by=category", "rate=online_by_volume&#38;part=unknown&#38;kind=request", 1),
    ] {
        let html = manager.get(page).await.html;
        assert!(html.contains(rows), "{page} does not lead to {rows}:\n{html}");
        let list = manager.get(&format!("/manage/inventory?{}", rows.replace("&#38;", "&"))).await;
        assert!(list.html.contains(&format!("：{count} 種類")), "{rows}: {}", list.html);
    }
}

#[tokio::test]
async fn months_are_compared_and_saved() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    office.app.import(&dx, SHEET.as_bytes()).await.unwrap();
    office.wait(chrono::Duration::days(40));
    office.app.import(&dx, SHEET.replace("not_yet,600", "online,600").as_bytes()).await.unwrap();
    let mut manager = signed_in(&router, "dx").await;
    let page = manager.get("/manage/months").await;
    assert!(page.html.contains("+60.0") && page.html.contains("svg"), "{}", page.html);
    let dashboard = manager.get("/manage").await;
    assert!(dashboard.html.contains("+60.0 ポイント"), "{}", dashboard.html);
    let csv = manager.get("/manage/months.csv?by=department&key=shimin").await.html;
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines.len() >= 3 && lines[1].starts_with("shimin課,") && lines[1].contains(",0.0,"), "{csv}");
    assert!(lines.last().unwrap().contains(",100.0,"), "{csv}");
    assert_eq!(manager.get("/manage/months?by=category&key=gone").await.status, StatusCode::NOT_FOUND);
    let csv = manager.get("/manage/groups.csv?by=life-event").await.html;
    assert!(csv.contains("引越し") && csv.contains("どれでもない"), "{csv}");
}

#[tokio::test]
async fn a_department_has_a_page_whoever_looks_and_only_its_own_open_its_list() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    office.app.import(&dx, SHEET.as_bytes()).await.unwrap();
    office.resident().submits("juminhyo-yubin", "hanako@example.jp").await;
    let (mut manager, mut clerk) = (signed_in(&router, "dx").await, signed_in(&router, "sato").await);
    let (theirs, own) =
        (manager.get("/manage/departments/shimin").await, clerk.get("/manage/departments/shimin").await);
    assert!(
        theirs.html.contains("終わっていない申請 1 件") && !theirs.html.contains("/staff/queue?"),
        "{}",
        theirs.html
    );
    assert!(own.html.contains("/staff/queue?age=0-2"), "{}", own.html);
    assert!(!theirs.html.contains("見本 花子") && !theirs.html.contains("hanako"), "nobody's name");
    let without = manager.get("/manage/departments/kodomo").await;
    assert!(without.html.contains("台帳にありません"), "{}", without.html);
    assert_eq!(manager.get("/manage/departments/gone").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_open_paper_counts_and_the_page_says_why() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    let sheet = "id,name,department,status,volume,volume_method,volume_source,channels,paper\n\
                 a,見本の請求,shimin,not_yet,42000,actual,見本,counter,juminhyo-yubin\n";
    office.app.import(&dx, sheet.as_bytes()).await.unwrap();
    let mut manager = signed_in(&router, "dx").await;
    let page = manager.get("/manage/inventory/p/a").await;
    assert!(page.html.contains("様式を公開しているので「できる」に数えています"), "{}", page.html);
    assert!(page.html.contains("42,000"), "{}", page.html);
}

#[tokio::test]
async fn nothing_chosen_is_told_on_top() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    office.app.import(&dx, SHEET.as_bytes()).await.unwrap();
    let mut manager = signed_in(&router, "dx").await;
    let page = manager.get("/manage/what-if?how=without&at_most=").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains("href=\"#rows\"") && page.html.contains("<title>エラー："), "{}", page.html);
}
