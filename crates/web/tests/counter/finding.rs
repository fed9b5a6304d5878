//! A resident finds the procedure: the first page, the search, the events in a life, and the page of what is not online.

use axum::http::StatusCode;
use madoguchi_testkit::{Browser, Office, browser::encoded};

use crate::{case_typed, complaints, counter};

async fn with_the_inventory() -> (Office, axum::Router) {
    let (office, router) = counter().await;
    let sheet = include_str!("../../../../deploy/seed/departments.csv");
    let department = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        madoguchi_app::Department {
            id: madoguchi_vocab::DepartmentId(cells[0].into()),
            name: cells[1].into(),
            name_en: cells[2].into(),
            phone: cells[3].into(),
            hours: cells[4].into(),
            hours_en: String::new(),
            note: String::new(),
        }
    };
    let departments: Vec<_> = sheet.lines().skip(1).map(department).collect();
    office.app.set_departments(&departments).await.unwrap();
    office.app.import_as_operator(include_bytes!("../../../../deploy/seed/inventory.csv")).await.unwrap();
    (office, router)
}

#[tokio::test]
async fn the_first_page_has_the_search_first_and_every_event() {
    let (_office, router) = with_the_inventory().await;
    let mut browser = Browser::new(&router);
    for (path, often) in [("/", "よく使われる手続き"), ("/easy", "よく"), ("/en", "Often used")] {
        let seen = browser.get(path).await;
        let at = |words: &str| seen.html.find(words).unwrap_or_else(|| panic!("{path} lacks {words}"));
        assert!(at("role=\"search\"") < at(often) && at(often) < at("/life/moving"), "{path}");
        assert_eq!(seen.html.matches("<svg class=\"icon\"").count(), 10, "{path}");
        assert_eq!(
            seen.html.matches("<svg").count(),
            seen.html.matches("aria-hidden=\"true\" focusable").count()
        );
    }
}

#[tokio::test]
async fn a_search_is_narrowed_by_get_and_an_empty_one_is_the_list() {
    let (_office, router) = with_the_inventory().await;
    let mut browser = Browser::new(&router);
    let all = browser.get("/search").await;
    assert!(all.html.contains("すべての手続き：") && all.html.contains("page=2"), "{}", all.html);
    assert_eq!(all.html.matches("<h3>").count(), 20);
    let moving = browser.get("/search?q=&cat=moving&dept=suido").await;
    assert!(moving.html.contains("水道の使用開始届") && !moving.html.contains("転入届"), "{}", moving.html);
    assert!(moving.html.contains("<option value=\"suido\" selected>"));
    // What no choice offers narrows nothing.
    assert_eq!(browser.get("/search?cat=nai&dept=%00&page=x").await.html.matches("<h3>").count(), 20);
    let found = browser.get(&format!("/search?q={}", encoded("ﾋｯｺｼ"))).await;
    assert!(found.html.contains("転居届") && found.html.contains("窓口のみ"), "{}", found.html);
    let none = browser.get(&format!("/search?q={}", encoded("こうざふりかい"))).await;
    assert_eq!(none.status, StatusCode::OK);
    let nothing = browser.get(&format!("/search?q={}", encoded("ぬるぽがっ"))).await;
    assert!(
        nothing.html.contains("「ぬるぽがっ」は見つかりませんでした")
            && nothing.html.contains("0744-22-4001")
    );
    assert!(nothing.html.contains("/life/moving"), "categories are offered");
}

#[tokio::test]
async fn an_event_is_an_ordered_list_with_limits_and_their_laws() {
    let (_office, router) = with_the_inventory().await;
    let mut browser = Browser::new(&router);
    let seen = browser.get("/life/moving").await;
    let at = |words: &str| seen.html.find(words).unwrap_or_else(|| panic!("{words}: {}", seen.html));
    assert!(at("その前にすること") < at("転出届を出す") && at("転出届を出す") < at("期限のあるもの"));
    assert!(at("転入届を出す") < at("14 日以内") && at("14 日以内") < at("住民基本台帳法22条1項"));
    assert!(seen.html.contains("href=\"/p/move-in\"") && seen.html.contains("href=\"/p/suido-kaishi\""));
    // Fourteen days after are a Sunday: the next open day counts (地方自治法4条の2第4項).
    let counted = browser.get(&format!("/life/moving?day={}", encoded("令和8年12月13日"))).await;
    assert!(counted.html.contains("令和8年12月28日（月） まで"), "{}", counted.html);
    // The day of a birth is itself the first of the fourteen (戸籍法43条1項).
    let birth = browser.get("/life/birth?day=2026-12-01").await;
    assert!(birth.html.contains("令和8年12月14日（月） まで"), "{}", birth.html);
    let wrong = browser.get(&format!("/life/moving?day={}", encoded("<きのう>"))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("href=\"#day\"") && wrong.html.contains("きのう"), "{}", complaints(&wrong));
    for event in
        ["birth", "marriage", "bereavement", "childcare", "garbage", "water", "tax", "welfare", "business"]
    {
        for lang in ["", "/easy", "/en"] {
            assert_eq!(
                browser.get(&format!("{lang}/life/{event}")).await.status,
                StatusCode::OK,
                "{lang} {event}"
            );
        }
    }
}

#[tokio::test]
async fn every_procedure_of_the_inventory_has_a_page_that_says_what_is_known() {
    let (office, router) = with_the_inventory().await;
    let mut browser = Browser::new(&router);
    let page = browser.get("/p/move-in").await;
    for words in
        ["窓口のみ", "〒634-8586", "0744-22-4001", "住民基本台帳法 第22条", "お尋ねください", "/life/moving"]
    {
        assert!(page.html.contains(words), "{words}: {}", page.html);
    }
    assert!(!page.html.contains("<dt>手数料"), "a fee nobody knows is not made up");
    let seal = browser.get("/p/seal-registration").await;
    assert!(seal.html.contains("法令で対面が必要"), "what the law wants is told: {}", seal.html);
    let other = browser.get("/p/road-use-police").await;
    assert!(other.html.contains("市役所ではなくほかの役所"), "{}", other.html);
    let open = browser.get("/p/water-start").await;
    assert!(open.path.ends_with("/p/suido-kaishi"), "{}", open.path);
    for row in office.app.inventory_on(office.app.today()).await.unwrap() {
        let seen = browser.get(&format!("/en/p/{}", row.id)).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", row.id);
        // Notes of the office stay inside.
        for note in [&row.fee_note, &row.note, &row.source, &row.volume.source] {
            assert!(note.is_empty() || !seen.html.contains(note.as_str()), "{}: {note}", row.id);
        }
        assert!(row.reason.is_empty() || !seen.html.contains(&format!(">{}<", row.reason)), "{}", row.id);
    }
}

/// The words are put in order again when the inventory changes, and only then.
#[tokio::test]
async fn what_is_new_in_the_inventory_is_found_at_once() {
    let (office, router) = with_the_inventory().await;
    let mut browser = Browser::new(&router);
    let before = office.app.catalogue().await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&before, &office.app.catalogue().await.unwrap()));
    let dx = office.staff("dx").await.person;
    let sheet = "id,name,department,status\nsora,凧あげ大会の参加届,shimin,not_yet\n";
    office.app.import(&dx, sheet.as_bytes()).await.unwrap();
    let seen = browser.get(&format!("/search?q={}", encoded("凧あげ"))).await;
    assert!(seen.html.contains("凧あげ大会の参加届"), "{}", seen.html);
}

#[tokio::test]
async fn any_postal_code_of_japan_fills_in_and_one_of_several_towns_is_chosen() {
    let (office, router) = counter().await;
    let typed = case_typed(&office, "suido-kaishi");
    let mut browser = Browser::new(&router);
    let start = browser.get("/p/suido-kaishi").await;
    let mut page = browser.post(&start.action(), &start.form()).await;
    while !page.html.contains("data-address") {
        page = browser.answer(&page, &typed).await.unwrap();
    }
    let action = page.action();
    let pressed = |page: &madoguchi_testkit::Seen, code: &str, button: &str| {
        let mut pairs = page.form();
        pairs.retain(|(name, _)| name != "place.zip");
        pairs.extend([("place.zip".into(), code.into()), ("_action".into(), button.into())]);
        pairs
    };
    let far = browser.post(&action, &pressed(&page, "060-0000", "lookup:place")).await;
    assert!(far.form().contains(&("place.city".into(), "札幌市中央区".into())), "{:?}", far.form());
    let several = browser.post(&action, &pressed(&far, "498-0000", "lookup:place")).await;
    assert_eq!(several.status, StatusCode::OK);
    assert!(several.html.contains("value=\"town:1:place\""), "{}", several.html);
    let chosen = browser.post(&action, &pressed(&several, "498-0000", "town:1:place")).await;
    let form = chosen.form();
    assert!(form.contains(&("place.city".into(), "弥富市".into())), "{form:?}");
    assert!(form.contains(&("place.pref".into(), "愛知県".into())), "{form:?}");
    for odd in ["town:99:place", "town:x:place", "town:", "town:1:nai"] {
        let seen = browser.post(&action, &pressed(&chosen, "498-0000", odd)).await;
        assert!(seen.status.is_client_error() || seen.status == StatusCode::OK, "{odd}: {}", seen.status);
    }
    let json = browser.get("/zip/4980000").await;
    assert!(json.html.contains("弥富市") && json.html.contains("木曽岬町"), "{}", json.html);
}
