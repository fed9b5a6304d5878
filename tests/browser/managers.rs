//! Every page of those who look after the whole, on a desk and on a phone: nothing sideways, nothing axe complains of, every
//! picture with its words and its table, and letters one can read.

use std::collections::BTreeSet;

use madoguchi_app::{Pace, RoadAsked};
use madoguchi_inventory::{Goal, Month};

use crate::{
    album::Album,
    house::House,
    journeys::sign_in,
    kit::{Browser, DESK, PHONE},
};

/// Every page, by its name and its address. `{plan}` is the plan of the house, `{snapshot}` its frozen number. A new page is
/// a new line.
const PAGES: &[(&str, &str)] = &[
    ("dashboard", "/manage"),
    ("dashboard-department", "/manage?department=shimin"),
    ("dashboard-past", "/manage?year=2025"),
    ("dashboard-wrong", "/manage?as_of=春&department=gone"),
    ("department", "/manage/departments/shimin"),
    ("department-without", "/manage/departments/digital"),
    ("groups-category", "/manage/groups"),
    ("groups-life-event", "/manage/groups?by=life-event"),
    ("groups-priority", "/manage/groups?by=priority"),
    ("groups-department", "/manage/groups?by=department"),
    ("months", "/manage/months"),
    ("months-part", "/manage/months?by=life-event&key=moving"),
    ("inventory", "/manage/inventory"),
    ("inventory-rows", "/manage/inventory?rate=online_by_kind&part=numerator&life=moving"),
    ("inventory-import", "/manage/inventory/import"),
    ("procedure", "/manage/inventory/p/resident-record-copy"),
    ("procedure-edit", "/manage/inventory/p/resident-record-copy/edit"),
    ("next", "/manage/next"),
    ("next-chosen", "/manage/next?use=shortest"),
    ("next-wrong", "/manage/next?target=900"),
    ("estimate", "/manage/next/resident-record-certificate"),
    ("plans", "/manage/plans"),
    ("plan", "/manage/plans/{plan}"),
    ("forecast", "/manage/forecast"),
    ("kpi", "/manage/kpi"),
    ("kpi-one", "/manage/kpi/13"),
    ("savings", "/manage/savings"),
    ("definitions", "/manage/definitions"),
    ("what-if", "/manage/what-if?tick=resident-record-copy&how=online&at_most=500"),
    ("what-if-wrong", "/manage/what-if?how=without&at_most=x"),
    ("what-if-nothing", "/manage/what-if?how=without"),
    ("funnel", "/manage/funnel"),
    ("funnel-one", "/manage/funnel/juminhyo-yubin"),
    ("feedback", "/manage/feedback"),
    ("report", "/manage/report"),
    ("report-month", "/manage/report/202611"),
    ("report-numbers", "/manage/report/202611/numbers?of=received"),
    ("report-days", "/manage/report/202611/numbers?of=took"),
    ("snapshots", "/manage/snapshots"),
    ("snapshot", "/manage/snapshots/{snapshot}"),
];

/// A house with a plan, a frozen number, and work that waits.
async fn furnished() -> (House, String, String) {
    let house = House::open().await;
    for _ in 0..3 {
        house.office.resident().submits("juminhyo-yubin", "hanako@example.jp").await;
    }
    let dx = house.office.staff("dx").await.person;
    let (app, today) = (&house.office.app, house.office.clock.now().date());
    let asked = RoadAsked { goal: Goal::Volume, target: 90, assumed_days: 10, chosen: BTreeSet::new() };
    let list = app.road(&asked).await.unwrap().road.shortest.expect("a list that reaches it");
    let asked = RoadAsked { chosen: list.ids.into_iter().collect(), ..asked };
    let begins = Month::of(today).plus(1);
    let pace = Pace { begins, days: 40, due: begins.plus(12).last_day() };
    let plan = app.save_plan(&dx, "見本の計画", &asked, pace).await.unwrap().expect("a good plan");
    app.adopt_plan(&dx, plan, 1).await.unwrap();
    let snapshot = app.freeze(&dx, "見本の公表", today).await.unwrap();
    (house, plan.to_string(), snapshot.to_string())
}

/// Every picture says what it shows and has its numbers beside it, and no letter is smaller than 14 px as it is drawn.
async fn pictures_can_be_read(desk: &Browser, what: &str) {
    let script = "const wrong = [], done = arguments[arguments.length - 1];
        for (const svg of document.querySelectorAll('svg.chart')) {
            const words = n => n && n.textContent.trim();
            if (svg.getAttribute('role') !== 'img' || !words(svg.querySelector('title')) || !words(svg.querySelector('desc')))
                wrong.push('a picture without words');
            const section = svg.parentElement;
            if (!section.querySelector('table')) wrong.push('a picture without its numbers');
        }
        for (const text of document.querySelectorAll('svg.chart text')) {
            const box = text.getBoundingClientRect();
            if (box.width > 0 && box.height < 15) wrong.push('small: ' + text.textContent + ' ' + box.height);
            const frame = text.ownerSVGElement.getBoundingClientRect();
            if (box.width > 0 && (box.right > frame.right + 1 || box.left < frame.left - 1)) wrong.push('cut: ' + text.textContent);
        }
        for (const e of document.querySelectorAll('main *')) {
            if (e.children.length === 0 && e.textContent.trim() && e.getClientRects().length
                && !e.closest('svg, .unseen') && parseFloat(getComputedStyle(e).fontSize) < 14)
                wrong.push('small: ' + e.textContent.trim());
        }
        done(wrong)";
    let wrong = desk.ask(script, vec![]).await;
    let wrong: Vec<_> = wrong.as_array().unwrap().iter().filter_map(|w| w.as_str()).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_manager_can_be_used_by_everybody() {
    let (house, plan, snapshot) = furnished().await;
    for screen in [DESK, PHONE] {
        let dx = Browser::open(screen, true).await;
        let mut album = Album::of(&dx, "manager");
        sign_in(&dx, &house, "dx").await;
        for (name, address) in PAGES {
            let address = address.replace("{plan}", &plan).replace("{snapshot}", &snapshot);
            dx.visit(&house.url(&address)).await;
            assert!(!dx.text().await.contains("見つかりません"), "{address} is not there");
            dx.inspect(name).await;
            pictures_can_be_read(&dx, name).await;
            album.shows(&dx, name).await;
        }
        album.ends_whole();
        dx.close().await;
    }
}

/// Each number of the first page, and each of the parts, is the count of the rows behind its link.
#[tokio::test(flavor = "multi_thread")]
async fn every_number_opens_as_many_rows_without_scripts() {
    let (house, ..) = furnished().await;
    let dx = Browser::open(DESK, false).await;
    sign_in(&dx, &house, "dx").await;
    let numbers = "return [...document.querySelectorAll('main a')]
        .filter(a => a.pathname === '/manage/inventory' && /online_by_kind|part=unknown|part=excluded|part=odd|standing=/.test(a.search))
        .map(a => [a.textContent.trim(), a.href])";
    let mut links = BTreeSet::new();
    for page in [
        "/manage",
        "/manage/groups?by=life-event",
        "/manage/groups?by=priority",
        "/manage/departments/shimin",
    ] {
        dx.visit(&house.url(page)).await;
        for link in dx.run(numbers, vec![]).await.as_array().unwrap() {
            let word = |n: usize| link[n].as_str().unwrap().to_owned();
            links.insert((word(1), word(0)));
        }
    }
    assert!(links.len() > 40, "{links:?}");
    // Some of each page: opening them all takes minutes and says the same.
    for (url, number) in links.iter().step_by(7) {
        let number: String = number.chars().filter(char::is_ascii_digit).collect();
        dx.visit(url).await;
        let text = dx.text().await;
        assert!(text.contains(&format!("：{} 種類", number)), "{number} leads to {url}:\n{text}");
    }
    dx.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_seen_in_other_colours_and_on_paper() {
    let (house, ..) = furnished().await;
    let desk = Browser::open(DESK, true).await;
    sign_in(&desk, &house, "dx").await;
    desk.visit(&house.url("/manage")).await;
    let printed = desk.prints().await.concat().join("\n");
    // What a closed table holds is on paper too.
    for words in
        ["90%までの道のり", "次にオンライン化する手続き", "令和9年12月31日（金）", "法令で対面が必要"]
    {
        assert!(printed.contains(words), "「{words}」 is not on paper:\n{printed}");
    }
    assert!(!printed.contains("この条件で見る"), "a button is printed");
    desk.forces_colours().await;
    desk.visit(&house.url("/manage")).await;
    for part in [".chart-wide", ".bar-cell:has(.bar-more)", ".bar-cell:has(.bar-tick)", ".tag"] {
        assert!(desk.stands_out(part).await, "{part} cannot be told from its ground");
    }
    desk.whole_picture("manage-colours-dashboard").await;
    desk.visit(&house.url("/manage/departments/shimin")).await;
    desk.whole_picture("manage-colours-department").await;
    desk.close().await;
}
