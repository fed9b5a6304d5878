//! The inventory, the rates, and what publishing a paper does to them.

use madoguchi_app::Trouble;
use madoguchi_inventory::{RateId, Ratio};
use madoguchi_testkit::story;

/// Four procedures, of which the platform has papers for two; worked by hand below.
fn sheet() -> String {
    let head = madoguchi_inventory::COLUMNS.join(",");
    let row = |id: &str, department: &str, status: &str, paper: &str, volume: &str, online: &str| {
        format!(
            "{id},{id}の手続き,{department},法,1条,law,application,own,resident,city,{status},,理由,counter,,{paper},{volume},{online},2025,sample,見本,,,,,,,,"
        )
    };
    [
        head,
        row("a", "shimin", "not_yet", "juminhyo-yubin", "600", "0"),
        row("b", "suido", "not_yet", "suido-kaishi", "300", "0"),
        row("c", "shimin", "online", "", "50", "25"),
        row("d", "kodomo", "not_yet", "", "50", "0"),
        row("e", "kodomo", "not_yet", "", "", ""),
        row("f", "kodomo", "excluded", "", "400", ""),
    ]
    .join("\n")
}

story! {
    /// Worked by hand: of 1,000 known submissions 950 can be made online while both papers are open,
    /// 350 when 住民票 is closed again, 50 when both are.
    async fn publishing_a_paper_moves_the_rate(office: Office) {
        let dx = office.staff("dx").await.person;
        office.app.import(&dx, sheet().as_bytes()).await.unwrap();
        let today = office.clock.now().date();
        let by_volume = || async {
            let page = office.app.rates(today).await.unwrap();
            let rate = &page.rates[RateId::OnlineByVolume as usize];
            (rate.value.map(Ratio::percent).unwrap(), rate.denominator, rate.unknown.clone(), rate.excluded.kinds())
        };
        assert_eq!(by_volume().await, ("95.0".into(), 1000, vec!["e".to_owned()], 1));
        office.app.unpublish(&dx, "juminhyo-yubin").await.unwrap();
        assert_eq!(by_volume().await.0, "35.0");
        office.app.unpublish(&dx, "suido-kaishi").await.unwrap();
        assert_eq!(by_volume().await.0, "5.0");
        office.app.publish(&dx, "juminhyo-yubin").await.unwrap();
        assert_eq!(by_volume().await.0, "65.0");
        let page = office.app.rates(today).await.unwrap();
        let kinds = &page.rates[RateId::OnlineByKind as usize];
        assert_eq!((kinds.numerator().as_str(), kinds.denominator), ("2", 5));
        assert_eq!(kinds.in_numerator, ["a", "c"], "the number links to its rows");
    }
}

story! {
    /// A file with a mistake saves nothing; a good one says what it would change before it does.
    async fn an_import_is_shown_before_it_is_saved(office: Office) {
        let dx = office.staff("dx").await.person;
        let broken = sheet().replace(",kodomo,", ",kodomoo,");
        let preview = office.app.preview_import(broken.as_bytes()).await.unwrap();
        assert!(preview.problems.iter().any(|p| p.column == "department" && p.message.contains("kodomo")), "{:?}", preview.problems);
        office.app.import(&dx, broken.as_bytes()).await.unwrap();
        assert!(office.app.rates(office.clock.now().date()).await.unwrap().procedures.is_empty(), "half a file was saved");

        let preview = office.app.preview_import(sheet().as_bytes()).await.unwrap();
        assert_eq!(preview.changes.len(), 6);
        assert!(office.app.rates(office.clock.now().date()).await.unwrap().procedures.is_empty(), "a preview saved something");
        office.app.import(&dx, sheet().as_bytes()).await.unwrap();
        assert_eq!(office.app.preview_import(sheet().as_bytes()).await.unwrap().changes, []);
        let sato = office.staff("sato").await.person;
        assert!(matches!(office.app.import(&sato, sheet().as_bytes()).await, Err(Trouble::NotAllowed)));
    }
}

story! {
    /// The rate of a past day is what it was: a paper opened today does not change yesterday.
    async fn the_rate_of_yesterday_stays(office: Office) {
        let dx = office.staff("dx").await.person;
        office.app.import(&dx, sheet().as_bytes()).await.unwrap();
        office.app.unpublish(&dx, "suido-kaishi").await.unwrap();
        let day = office.clock.now().date();
        office.wait(chrono::Duration::days(2));
        office.app.publish(&dx, "suido-kaishi").await.unwrap();
        let percent = |page: madoguchi_app::RatesPage| page.rates[RateId::OnlineByVolume as usize].value.map(Ratio::percent).unwrap();
        assert_eq!(percent(office.app.rates(day).await.unwrap()), "65.0");
        assert_eq!(percent(office.app.rates(office.clock.now().date()).await.unwrap()), "95.0");
    }
}
