//! The report of a month says what the pages say.

use axum::http::StatusCode;
use madoguchi_workflow::Action;

use crate::{counter, doors::signed_in};

const SHEET: &str = "id,name,department,status,volume,volume_method,volume_source,channels
a,見本の届出,shimin,not_yet,600,actual,見本,counter
b,見本の申請,suido,online,400,actual,見本,platform
c,見本の請求,suido,not_yet,,unknown,,counter
";

#[tokio::test]
async fn a_month_stands_on_one_sheet_and_in_one_file() {
    let (office, router) = counter().await;
    let dx = office.staff("dx").await.person;
    office.app.import(&dx, SHEET.as_bytes()).await.unwrap();
    office.app.set_kpis(include_bytes!("../../../../deploy/seed/kpis.csv")).await.unwrap();
    office.wait(chrono::Duration::days(32));
    let today = office.app.today();
    let online = format!("id,name,department,status,status_since\na,見本の届出,shimin,online,{today}\n");
    let taken = office.app.import(&dx, online.as_bytes()).await.unwrap();
    assert_eq!(taken.problems, []);
    let first = office.resident().submits("juminhyo-yubin", "hanako@example.jp").await.receipt;
    office.resident().submits("juminhyo-yubin", "hanako@example.jp").await;
    let sato = office.staff("sato").await;
    sato.does(&first, Action::Take).await.unwrap();
    let mut manager = signed_in(&router, "dx").await;
    let code = today.format("%Y%m").to_string();
    let list = manager.get("/manage/report").await;
    assert_eq!(
        list.html.matches("href=\"/manage/report/2").count(),
        2,
        "the month it began in, and this one"
    );
    let page = manager.get(&format!("/manage/report/{code}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);

    // The rates are those of the dashboard on both days.
    let before =
        today.format("%Y-%m-01").to_string().parse::<madoguchi_vocab::Date>().unwrap().pred_opt().unwrap();
    for day in [today, before] {
        let dashboard = manager.get(&format!("/manage?as_of={day}")).await;
        for rate in office.app.rates(day).await.unwrap().rates {
            assert!(
                dashboard.html.contains(&rate.percent()) && page.html.contains(&rate.percent()),
                "{day} {rate:?}"
            );
            let link = format!("rate={}&#38;part=numerator&#38;as_of={day}", rate.id.code());
            assert!(
                page.html.contains(&link) || page.html.contains(&link.replace("&#38;", "&amp;")),
                "{link}"
            );
        }
    }
    for words in [
        "100.0 %",
        "40.0 %",
        "＋60 ポイント",
        "見本の届出",
        "600 件",
        "届いた件数",
        "2 件",
        "この月はまだ終わっていません",
        "目標 90 % を達成しています",
    ] {
        assert!(page.html.contains(words), "{words}: {}", page.html);
    }
    // Every number leads to what it counts, and that sums up to it.
    let came = format!("/manage/report/{code}/numbers?of=received");
    assert!(page.html.contains(&came.replace('&', "&#38;")), "{}", page.html);
    let behind = manager.get(&came).await;
    assert!(
        behind.html.contains("<strong>2 件</strong>") && behind.html.contains("住民票の写し"),
        "{}",
        behind.html
    );
    for of in ["received&way=online", "received&way=mail", "ended", "took", "late", "overdue"] {
        let behind = manager.get(&format!("/manage/report/{code}/numbers?of={of}")).await;
        assert_eq!(behind.status, StatusCode::OK, "{of}");
    }
    for none in ["nothing", "received&way=pigeon"] {
        let none = manager.get(&format!("/manage/report/{code}/numbers?of={none}")).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    }
    let kpis = manager.get("/manage/kpi").await;
    let shown = "100.0 %";
    assert!(kpis.html.contains(shown) && page.html.contains("手続きのオンライン化率"));

    let csv = manager.get(&format!("/manage/report/{code}.csv")).await;
    assert!(csv.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    let text = csv.html.strip_prefix('\u{FEFF}').unwrap();
    let lines: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    let line = |part: &str, name: &str| lines.iter().find(|l| &l[0] == part && l[1].contains(name)).unwrap();
    assert_eq!(&line("率", "オンライン化率（件数）")[2], "100.0 %");
    assert_eq!(&line("率", "オンライン化率（件数）")[4], "40.0 %");
    assert_eq!(&line("この窓口の件数", "届いた件数")[2], "2 件");
    assert_eq!(&line("オンラインになった", "見本の届出")[3], "shimin課、年間 600 件");
    assert_eq!(lines.iter().filter(|l| &l[0] == "KPI").count(), 18);
}

#[tokio::test]
async fn a_month_that_is_none_is_told() {
    let (office, router) = counter().await;
    let mut manager = signed_in(&router, "dx").await;
    for (name, words) in [
        ("209912", "2099年12月はまだ来ていません"),
        ("195701", "1957年1月の記録はありません"),
        ("202613", "「202613」は年月ではありません"),
        ("2026-11", "「2026-11」は年月ではありません"),
        ("%3Cb%3E", "「&#60;b&#62;」は年月ではありません"),
        ("209912.csv", "まだ来ていません"),
    ] {
        let page = manager.get(&format!("/manage/report/{name}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{name}");
        assert!(page.html.contains(words), "{name}: {}", page.html);
        assert!(page.html.contains("月ごとの報告</h1>") && page.html.contains("role=\"alert\""));
    }
    let code = office.app.today().format("%Y%m").to_string();
    let empty = manager.get(&format!("/manage/report/{code}")).await;
    assert_eq!(empty.status, StatusCode::OK, "an office in which nothing has happened has a sheet too");
    assert!(empty.html.contains("算出不可") && empty.html.contains("終わったものがありません"));
}
