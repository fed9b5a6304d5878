//! What a rate must be like, one test for each demand: REQ-KPI-1 to 10 and REQ-CAT-1 to 4.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own words has failed")]

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_inventory::{
    By, DEFINITION, Derived, Fact, Frozen, Kind, Known, LeftOut, Level, Method, OpenLine, PartialRule,
    Procedure, Rate, RateId, Ratio, Standing, Status, StatusChange, anomalies, bounds_within, concentration,
    counted, facts, groups, open_csv, rates, read, take, under_each_rule, unknown_volumes, version_on,
    with_online, without,
};
use madoguchi_vocab::{Date, DepartmentId, Slug};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn today() -> Date {
    day("2026-11-29")
}

fn row(id: &str, status: Status, total: Option<u64>, online: Option<u64>) -> Procedure {
    let mut p = Procedure { status, ..Procedure::begun(id.into(), id.into()) };
    (p.volume.total, p.volume.online) = (total, online);
    p
}

fn stand(procedures: &[Procedure]) -> Vec<Fact> {
    facts(procedures, &BTreeSet::new(), today(), &[])
}

fn rate(procedures: &[Procedure], id: RateId) -> Rate {
    rates(&stand(procedures), PartialRule::Able, today()).swap_remove(id as usize)
}

/// Four numbers, each by its own name; the strategy's is 化率(件数).
#[test]
fn req_kpi_1_four_rates_never_under_one_name() {
    let names: BTreeSet<_> = RateId::ALL.iter().map(|id| id.label()).collect();
    assert_eq!(names.len(), 4);
    let one = [row("a", Status::Online, Some(60), Some(9)), row("b", Status::NotYet, Some(40), Some(0))];
    let shown = RateId::ALL.iter().map(|id| rate(&one, *id).percent()).collect::<Vec<_>>();
    assert_eq!(shown, ["60.0 %", "50.0 %", "15.0 %", "9.0 %"]);
}

/// A volume that is not known is in neither part and is always told; zero is known.
#[test]
fn req_kpi_2_unknown_is_not_zero() {
    let rows = [
        row("a", Status::Online, Some(10), None),
        row("b", Status::NotYet, None, None),
        row("c", Status::NotYet, Some(0), None),
    ];
    let by_volume = rate(&rows, RateId::OnlineByVolume);
    assert_eq!((by_volume.denominator, by_volume.unknown.as_slice()), (10, &["b".to_owned()][..]));
    assert!(by_volume.in_denominator.contains(&"c".to_owned()));
    assert_eq!(
        by_volume.lower.map(Ratio::percent).as_deref(),
        Some("0.0"),
        "it may be as large as one likes"
    );
    let (low, high) = bounds_within(&stand(&rows), PartialRule::Able, 10).unwrap();
    assert_eq!((low.percent().as_str(), high.percent().as_str()), ("50.0", "100.0"));
}

/// The unknown volumes that would tell most come first: by their number in the country, then by the lists.
#[test]
fn req_kpi_2_what_to_ask_for_first() {
    let mut rows: Vec<_> = ["a", "b", "c", "d"].map(|id| row(id, Status::NotYet, None, None)).into();
    rows[1].priority59 = "8".into();
    rows[2].national_volume = Some(5_000_000);
    rows.push(Procedure { national_volume: Some(9), ..row("out", Status::Excluded, None, None) });
    let order: Vec<_> = unknown_volumes(&rows, &stand(&rows)).into_iter().map(|u| u.id).collect();
    assert_eq!(order, ["c", "b", "a", "d"]);
}

/// Since when what has held is kept, and a past day is judged by it.
#[test]
fn req_kpi_3_any_past_day_can_be_computed() {
    let rows = [row("a", Status::Online, Some(10), None), row("b", Status::NotYet, Some(10), None)];
    let since = |status, since| StatusChange { procedure: "a".into(), status, since: day(since) };
    let past = [
        since(Status::Trial, "2024-04-01"),
        since(Status::Partial, "2025-04-01"),
        since(Status::Online, "2026-04-01"),
    ];
    let on = |text: &str| facts(&rows, &BTreeSet::new(), day(text), &past)[0].standing.clone();
    assert_eq!(on("2024-03-31"), Standing::NotYet);
    assert_eq!(on("2025-03-31"), Standing::NotYet);
    assert_eq!(on("2025-04-01"), Standing::Partly);
    assert_eq!(on("2026-04-01"), Standing::Able);
    for status in Status::ALL {
        assert_eq!(Status::parse(status.code()), Some(*status));
    }
}

/// What stood until a change was recorded stood so before it, unless the change only says since when.
#[test]
fn req_kpi_3_before_the_first_recorded_change_the_row_speaks() {
    let online = [row("a", Status::Online, Some(10), None)];
    let on = |status| {
        let past = [StatusChange { procedure: "a".into(), status, since: day("2026-04-01") }];
        facts(&online, &BTreeSet::new(), day("2026-03-31"), &past)[0].standing.clone()
    };
    assert_eq!(on(Status::NotYet), Standing::Able, "it was taken offline in April");
    assert_eq!(on(Status::Online), Standing::NotYet, "it went online in April");
}

/// 一部 counts by a rule that is said, and what each rule gives is shown (W4: it decides whether 90 % is met).
#[test]
fn req_kpi_4_every_rule_for_partly_online_is_shown() {
    let rows = [
        row("a", Status::Online, Some(60_000), None),
        row("b", Status::Partial, Some(5_400), None),
        row("c", Status::NotYet, Some(2_300), None),
    ];
    let shown: Vec<_> = under_each_rule(&stand(&rows), today())
        .into_iter()
        .map(|(rule, rates)| (rule.code(), rates[0].percent(), rates[0].value.unwrap().reaches(90)))
        .collect();
    assert_eq!(
        shown,
        [("able", "96.6 %".into(), true), ("not", "88.6 %".into(), false), ("half", "92.6 %".into(), true)]
    );
}

/// Nothing is left out without a reason, and how much was left out is told.
#[test]
fn req_kpi_5_exclusions_have_a_reason_and_a_ground() {
    let mut out = row("a", Status::Excluded, Some(70), None);
    (out.left_out, out.ground) = (Some(LeftOut::InPerson), "見本法第1条".into());
    let mut county = row("b", Status::NotYet, Some(5), None);
    county.level = Level::Prefecture;
    let excluded =
        rate(&[out, county, row("c", Status::Online, Some(1), None)], RateId::OnlineByVolume).excluded;
    let told: Vec<_> = excluded.by_reason.iter().map(|(r, kv)| (r.as_str(), *kv)).collect();
    assert_eq!(told, [("市の手続きではない", (1, 5)), ("法令で対面が必要", (1, 70))]);

    let head = "id,name,department,status,reason,left_out,ground\n";
    let departments = BTreeSet::from([DepartmentId("shimin".into())]);
    let read = |line: &str| read(format!("{head}{line}\n").as_bytes(), &departments);
    assert_eq!(read("a,手続き,shimin,excluded,,,").problems[0].column, "reason");
    let warned: Vec<_> =
        read("a,手続き,shimin,excluded,対面,,").warnings.into_iter().map(|w| w.column).collect();
    assert_eq!(warned, ["left_out", "ground"]);
    assert!(read("a,手続き,shimin,excluded,対面,in_person,見本法第1条").warnings.is_empty());
}

/// Compared before rounding, shown half up with one decimal.
#[test]
fn req_kpi_6_a_target_is_met_before_rounding() {
    let value = Ratio::new(8_995, 10_000).unwrap();
    assert_eq!((value.percent().as_str(), value.reaches(90)), ("90.0", false));
}

/// Nothing divided by nothing is no rate.
#[test]
fn req_kpi_7_no_denominator_no_rate() {
    for rows in
        [vec![], vec![row("a", Status::Online, None, None)], vec![row("a", Status::Online, Some(0), Some(0))]]
    {
        assert_eq!(rate(&rows, RateId::OnlineByVolume).percent(), "算出不可");
    }
}

/// More online than in all, or online where nothing is: told, never mended silently.
#[test]
fn req_kpi_8_contradictions_are_told() {
    let rows = [
        row("a", Status::Online, Some(5), Some(6)),
        row("b", Status::NotYet, Some(5), Some(1)),
        row("c", Status::Online, Some(5), Some(5)),
    ];
    let facts = stand(&rows);
    let odd: Vec<_> = anomalies(&facts).iter().map(|f| f.id.as_str()).collect();
    assert_eq!(odd, ["a", "b"]);
}

/// A published number is kept with its rows and derived again from the history; what differs is named.
#[test]
fn req_kpi_9_a_published_number_is_derived_again() {
    let mut rows = vec![row("a", Status::Online, Some(6), Some(1)), row("b", Status::NotYet, Some(4), None)];
    let frozen = Frozen::new(stand(&rows), PartialRule::Half, today(), 7, 8);
    assert_eq!((frozen.rates[0].shown.as_str(), frozen.definition), ("60.0 %", DEFINITION));
    let kept: Frozen = serde_json::from_str(&serde_json::to_string(&frozen).unwrap()).unwrap();
    assert_eq!(kept.derive(&stand(&rows)), Derived::Same);
    rows[1].volume.total = Some(5);
    assert_eq!(kept.derive(&stand(&rows)), Derived::OtherRows(vec!["b".into()]));
    let altered = Frozen { rates: vec![], ..kept.clone() };
    assert_eq!(altered.derive(&kept.facts), Derived::OtherNumbers);
    let older = Frozen { definition: 0, ..kept.clone() };
    assert_eq!(older.derive(&kept.facts), Derived::OtherDefinition { version: 0, same: true });
    assert_eq!(version_on(&[(7, today())], today()), Some(7));
}

/// The table another city published, row by row, in its shape; a share of nothing is a dash.
#[test]
fn req_kpi_10_the_table_of_use_in_the_shape_cities_publish() {
    let mut reader =
        csv::Reader::from_reader(&include_bytes!("golden/reference_kure_online_usage_fy2022.csv")[..]);
    let lines: Vec<OpenLine> = reader
        .records()
        .map(|r| {
            let r = r.unwrap();
            let (total, online): (u64, u64) = (r[2].parse().unwrap(), r[3].parse().unwrap());
            OpenLine {
                id: String::new(),
                name: r[0].into(),
                total: Some(total),
                online: Some(online),
                year: Some(2022),
            }
        })
        .collect();
    let text = String::from_utf8(open_csv(&lines)).unwrap();
    assert!(text.starts_with("\u{feff}手続名,総件数,うちオンライン件数,割合,年度\r\n図書館の図書貸出予約等,196759,152983,77.8,2022\r\n"));
    assert!(text.contains("児童手当等に係る寄附の申出,0,0,-,2022\r\n"));
    let (total, online) = lines
        .iter()
        .fold((0, 0), |(t, o), l| (t + u128::from(l.total.unwrap()), o + u128::from(l.online.unwrap())));
    assert_eq!((total, online), (382_683, 242_308));
    assert_eq!(Ratio::new(online, total).unwrap().percent(), "63.3");
}

/// Marks of three lists with the version they come from, and the rates of each list.
#[test]
fn req_cat_1_lists_are_marks_on_the_citys_own_procedures() {
    let mut rows = vec![
        row("a", Status::Online, Some(6), None),
        row("b", Status::NotYet, Some(4), None),
        row("c", Status::NotYet, Some(4), None),
    ];
    (rows[0].priority59, rows[0].priority31, rows[0].dashboard26) = ("40;41".into(), true, true);
    rows[1].priority59 = "17".into();
    let parts = groups(&rows, &stand(&rows), By::Priority);
    let told: Vec<_> = parts.iter().map(|g| (g.key.as_str(), g.facts.len())).collect();
    assert_eq!(told, [("26", 1), ("31", 1), ("59", 2)]);
}

/// Whose procedure it is: what is not the city's is out of its rate.
#[test]
fn req_cat_2_only_the_citys_own_count() {
    for level in Level::ALL.iter().filter(|l| **l != Level::City) {
        let mut p = row("a", Status::Online, Some(6), None);
        p.level = *level;
        assert_eq!(rate(&[p], RateId::OnlineByKind).denominator, 0, "{level:?}");
    }
}

/// 転入予約 and 現況届の事前送信 stay 一部 however far they are taken.
#[test]
fn req_cat_3_what_can_only_be_partly_online_stays_so() {
    let slug = Slug::parse("tennyu-yoyaku").unwrap();
    let p = Procedure {
        partly_by_design: true,
        paper: Some(slug.clone()),
        ..row("a", Status::NotYet, Some(6), None)
    };
    let open = facts(std::slice::from_ref(&p), &[slug].into(), today(), &[]);
    assert_eq!(open[0].standing, Standing::Partly);
    assert_eq!(stand(&[Procedure { status: Status::Online, ..p }])[0].standing, Standing::Partly);
}

/// Numbers of the survey are text: numeric ones stand beside P24008258 and DP24108216.
#[test]
fn req_cat_4_the_surveys_numbers_are_text() {
    let text = "手続ID,手続名\n00042,見本の届出\nP24008258,見本の請求\nDP24108216,見本の申請\n";
    let sheet = take(text.as_bytes(), &Known::of(BTreeSet::new()));
    let told: Vec<_> = sheet.rows.iter().map(|p| (p.national_id.as_str(), p.kind)).collect();
    assert_eq!(
        told,
        [("00042", Kind::Notification), ("P24008258", Kind::Request), ("DP24108216", Kind::Application)]
    );
}

/// What the counter and the site took in counts itself, where the inventory says so.
#[test]
fn volumes_of_what_runs_here_count_themselves() {
    use madoguchi_inventory::{Channel, way};
    for (named, channel) in
        [("online", Channel::Platform), ("mail", Channel::Mail), ("paper", Channel::Counter)]
    {
        assert_eq!(way(named), channel);
    }
    let slug = Slug::parse("juminhyo").unwrap();
    let mut rows = vec![row("a", Status::NotYet, None, None), row("b", Status::NotYet, Some(3), None)];
    rows[0].paper = Some(slug.clone());
    rows[0].volume.method = Method::Counted;
    let counts = BTreeMap::from([(slug, BTreeMap::from([(Channel::Platform, 8), (Channel::Counter, 2)]))]);
    counted(&mut rows, &counts, today());
    assert_eq!(
        (rows[0].volume.total, rows[0].volume.online, rows[1].volume.total),
        (Some(10), Some(8), Some(3))
    );
    assert!(rows[0].volume.source.contains("2025-11-30 から 2026-11-29 まで"), "{}", rows[0].volume.source);
}

/// Few rows decide the rate: which, how much, and what it would be without them or with them online.
#[test]
fn the_rate_without_any_row_a_manager_ticks() {
    let rows = [
        row("a", Status::Online, Some(60), None),
        row("b", Status::NotYet, Some(30), None),
        row("c", Status::Online, Some(10), None),
        row("d", Status::NotYet, None, None),
    ];
    let facts = stand(&rows);
    let heavy = concentration(&facts, PartialRule::Able);
    let told: Vec<_> =
        heavy.iter().map(|h| (h.id.as_str(), h.cumulative.percent(), h.without.unwrap().percent())).collect();
    assert_eq!(
        told,
        [
            ("a", "60.0".into(), "25.0".into()),
            ("b", "90.0".into(), "100.0".into()),
            ("c", "100.0".into(), "66.7".into())
        ]
    );
    let ticked = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
    let percent = |facts: &[Fact]| rates(facts, PartialRule::Able, today())[0].percent();
    assert_eq!(
        (percent(&without(&facts, &ticked)), percent(&with_online(&facts, &ticked))),
        ("100.0 %".into(), "100.0 %".into())
    );
}
