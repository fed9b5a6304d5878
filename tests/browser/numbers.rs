//! What is published and what is reported, on a phone, on a desk and on paper.

use crate::{
    acceptance::{is_fit_for_paper, one},
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK, PHONE},
};

#[tokio::test(flavor = "multi_thread")]
async fn open_data_can_be_read_by_everybody_in_every_language() {
    let house = House::open().await;
    one(&house, "juminhyo-yubin").await;
    for (screen, size) in [(DESK, "desk"), (PHONE, "phone")] {
        let resident = Browser::open(screen, true).await;
        for (prefix, lang) in [("", "ja"), ("/easy", "easy"), ("/en", "en")] {
            resident.visit(&house.url(&format!("{prefix}/opendata"))).await;
            assert_eq!(resident.count("main section").await, 6);
            resident.inspect(&format!("open data, {lang}")).await;
            resident.picture(&format!("opendata-{size}-{lang}")).await;
        }
        resident.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_a_month_is_read_and_printed() {
    let house = House::open().await;
    one(&house, "juminhyo-yubin").await;
    let month = house.office.app.today().format("%Y%m").to_string();
    for (screen, size) in [(DESK, "desk"), (PHONE, "phone")] {
        let manager = Browser::open(screen, true).await;
        sign_in(&manager, &house, "dx").await;
        for (path, name) in [("", "months"), (&*format!("/{month}"), "month"), ("/209912", "no-month")] {
            manager.visit(&house.url(&format!("/manage/report{path}"))).await;
            manager.inspect(name).await;
            manager.picture(&format!("report-{size}-{name}")).await;
        }
        manager.close().await;
    }
    let desk = Browser::open(DESK, true).await;
    sign_in(&desk, &house, "dx").await;
    desk.visit(&house.url(&format!("/manage/report/{month}"))).await;
    let sheets = is_fit_for_paper(&desk, "the report of a month").await;
    let head = "前の月";
    assert!(sheets.len() > 1 && sheets[0].concat().contains(head), "{sheets:?}");
    let printed = sheets.concat().concat();
    assert!(!printed.contains("CSVで保存") && !printed.contains("月ごとの報告へ戻る"), "{printed}");
    desk.close().await;
}
