//! The KPIs: how each kind stands, where it is heading, what the platform measures, files in and out.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_inventory::{
    Fact, PartialRule, Standing,
    kpi::{
        self, Amount, Known, Kpi, Measurement, Reached, Reading, Value, achievement, measured, outlook,
        read_measurements, read_savings, savings, write_kpis, write_measurements, write_savings,
    },
    rates,
};
use madoguchi_vocab::{Date, DepartmentId};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn strategy() -> Vec<Kpi> {
    kpi::read(include_bytes!("../../../deploy/seed/kpis.csv")).expect("the KPIs")
}

fn number(n: i64) -> Kpi {
    strategy().into_iter().find(|k| k.number == n).expect("a KPI")
}

fn papers() -> BTreeSet<String> {
    BTreeSet::from(["x".to_owned()])
}

/// Worked by hand: shares and stocks go from the baseline (12.9 → 50, 11 → 300), not from zero.
#[test]
fn each_kind_stands_in_its_own_way() {
    for (n, value, met, way) in [
        (9, "12.9", false, "0.0 %"),
        (9, "31.45", false, "50.0 %"),
        (9, "50", true, "100.0 %"),
        (9, "10", false, "-7.8 %"),
        (13, "11", false, "0.0 %"),
        (13, "155.5", false, "50.0 %"),
        (13, "589", true, "200.0 %"),
        (3, "-275", false, "-0.5 %"),
        (3, "27,500時間", false, "50.0 %"),
        (16, "100名", true, "100.0 %"),
        (6, "89.999", false, "100.0 %"),
        (4, "done", true, "—"),
        (4, "未達", false, "—"),
    ] {
        let kpi = number(n);
        let value = Value::parse(&kpi, value).unwrap();
        let found = achievement(&kpi, value).unwrap();
        assert_eq!((found.met, found.percent().as_str()), (met, way), "{n} {value:?}");
    }
    let down = Kpi { target: "10".into(), baseline: "50".into(), ..number(13) };
    let at = |n| achievement(&down, Value::Amount(Amount::whole(n))).map(|a| (a.met, a.percent()));
    assert_eq!(at(30), Some((false, "50.0 %".into())));
    assert_eq!(at(10), Some((true, "100.0 %".into())));
    let still = Kpi { target: "11".into(), ..number(13) };
    assert_eq!(
        achievement(&still, Value::Amount(Amount::whole(11))).map(|a| (a.met, a.way)),
        Some((true, None))
    );
}

#[test]
fn what_is_no_value_is_told_what_to_write() {
    for (n, text) in [(9, "120"), (9, "-1"), (9, "多い"), (13, ""), (4, "80"), (3, "1.23456")] {
        assert!(Value::parse(&number(n), text).is_err(), "{n} {text}");
    }
    assert_eq!(Value::parse(&number(6), "89.95 %").unwrap().shown(&number(6)), "90.0 %");
    assert_eq!(Value::parse(&number(3), "-25").unwrap().shown(&number(3)), "-25 時間");
}

/// The baseline of September 2022 is the first point: two measurements make three, one makes none.
#[test]
fn where_it_is_heading_needs_three_points() {
    let kpi = number(13);
    let reading = |on: &str, n| Reading { on: day(on), value: Value::Amount(Amount::whole(n)) };
    assert_eq!(outlook(&kpi, &[reading("2024-03-31", 40)]), None);
    let found = outlook(&kpi, &[reading("2024-03-31", 40), reading("2025-03-31", 60)]).unwrap();
    assert_eq!(found.trend.points, 3);
    assert!(found.at_end.low < found.at_end.mid && found.at_end.mid < found.at_end.high);
    assert!(found.at_end.mid > 70.0 && found.at_end.mid < 85.0, "{:?}", found.at_end);
    assert_eq!(outlook(&number(4), &[Reading { on: day("2024-03-31"), value: Value::Done(true) }; 3]), None);
}

#[test]
fn the_platform_says_what_it_knows_and_no_more() {
    let on = day("2026-11-23");
    let fact = |standing, total| Fact {
        id: "a".into(),
        name: "a".into(),
        department: DepartmentId("a".into()),
        standing,
        total: Some(total),
        online: None,
    };
    let rates =
        rates(&[fact(Standing::Able, 899_999), fact(Standing::NotYet, 100_001)], PartialRule::Able, on);
    let nothing = Known { rates: &rates, saved: None, reached: None, open_sets: None, on };
    let rate = measured(&number(6), &nothing).unwrap();
    assert_eq!((rate.value.shown(&number(6)).as_str(), rate.whole), ("90.0 %", true));
    assert_eq!(achievement(&number(6), rate.value).map(|a| a.met), Some(false), "89.9999 % is not 90 %");
    for n in [1, 3, 9, 13] {
        assert_eq!(measured(&number(n), &nothing), None, "{n}");
    }
    let reached = |subscribers, population| {
        let counted_on = day("2026-10-01");
        let reached = Some(Reached { subscribers, population, counted_on });
        let known = Known { reached, open_sets: Some(1), ..nothing };
        measured(&number(9), &known).map(|m| (m.value.code(), m.whole))
    };
    assert_eq!(reached(15_480, 120_000), Some(("12.9".into(), false)));
    assert_eq!(reached(1, 0), None);
    assert_eq!(reached(2, 1), None);
}

/// The published computations, with what a set-up costs: 41.4 hours are 31.4 when ten went before.
#[test]
fn saved_time_is_summed_without_what_it_took() {
    let mut reader = csv::Reader::from_reader(&include_bytes!("golden/saved_hours_vectors.csv")[..]);
    let mut file = format!("{}\n", kpi::SAVING_COLUMNS.join(","));
    let mut expected = vec![];
    for (n, row) in reader.records().enumerate() {
        let row = row.unwrap();
        file += &format!(
            "m{n},\"{}\",,{},{},{},,2022-04-01,2022-04-01,1,timed,\"{}\",\n",
            &row[0], &row[1], &row[2], &row[3], &row[6]
        );
        expected.push(row[4].parse::<f64>().unwrap());
    }
    let (measures, problems) = read_savings(file.as_bytes(), &papers());
    assert_eq!(problems, []);
    let (saved, total) = savings(&measures, &BTreeMap::new());
    let found: Vec<f64> = saved.iter().map(|s| s.net.hours().parse().unwrap()).collect();
    assert_eq!(found, expected);
    // 2,484 + 2,640 + 1,656 − 1,500 + 4,000 minutes.
    assert_eq!((total.all.hours().as_str(), total.here.hours().as_str()), ("154.7", "0.0"));
    assert_eq!(read_savings(&write_savings(&measures), &papers()), (measures.clone(), vec![]));

    let here = kpi::Saving {
        paper: "gakudo".into(),
        count: None,
        setup_hours: Amount::whole(10),
        ..measures[0].clone()
    };
    let (saved, total) = savings(std::slice::from_ref(&here), &BTreeMap::from([("m0".to_owned(), 276)]));
    assert_eq!((saved[0].gross.hours(), saved[0].net.hours()), ("41.4".into(), "31.4".into()));
    assert_eq!((total.here, total.measures), (total.all, 1));
    let kpi = number(3);
    let known =
        Known { rates: &[], saved: Some(total), reached: None, open_sets: None, on: day("2026-11-23") };
    assert_eq!(measured(&kpi, &known).unwrap().value.shown(&kpi), "31.4 時間");
    assert_eq!(savings(&[here], &BTreeMap::new()).1.all.hours(), "-10.0", "set up, and nobody came");
}

#[test]
fn no_minute_is_claimed_twice() {
    let line = |id: &str, paper: &str, count: &str| {
        format!("{id},施策,{paper},{count},5,1,,2026-04-01,2026-03-01,20,timed,見本,\n")
    };
    let head = format!("{}\n", kpi::SAVING_COLUMNS.join(","));
    for (rows, row) in [
        ([line("a", "", "3"), line("a", "", "4")], 3),
        ([line("a", "x", ""), line("b", "x", "")], 3),
        ([line("a", "", ""), line("b", "x", "")], 2),
        ([line("a", "x", "3"), line("b", "", "1")], 2),
        ([line("a", "", "-3"), line("b", "", "1")], 2),
        ([line("a", "no-such-paper", ""), line("b", "", "1")], 2),
    ] {
        let (_, problems) = read_savings((head.clone() + &rows.concat()).as_bytes(), &papers());
        assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [row], "{rows:?} {problems:?}");
    }
}

#[test]
fn measurements_go_out_and_come_in() {
    let (kpis, today) = (strategy(), day("2026-11-23"));
    let blank = write_measurements(&kpis, &[]);
    assert_eq!(
        read_measurements(&blank, &kpis, today),
        (vec![], vec![]),
        "a sheet to fill in says nothing yet"
    );
    let measurement = |number, value: Value| Measurement {
        plan: kpis[0].plan.clone(),
        number,
        on: day("2026-03-31"),
        value: Some(value),
        source: "=決算".into(),
        note: "見本\n2 行".into(),
    };
    let some = [measurement(3, Value::Amount(Amount::whole(-25))), measurement(4, Value::Done(true))];
    let file = write_measurements(&kpis, &some);
    assert!(String::from_utf8_lossy(&file).contains("'=決算"), "no spreadsheet takes it for a formula");
    assert_eq!(read_measurements(&file, &kpis, today), (some.to_vec(), vec![]));
    let plan = &kpis[0].plan;
    for (row, column) in [
        (format!("{plan},99,2026-03-31,1,x,"), "number"),
        ("別の計画,3,2026-03-31,1,x,".to_owned(), "number"),
        (format!("{plan},3,2026-13-31,1,x,"), "on"),
        (format!("{plan},3,2026-11-24,1,x,"), "on"),
        (format!("{plan},9,2026-03-31,101,x,"), "value"),
        (format!("{plan},3,2026-03-31,1,,"), "source"),
    ] {
        let (_, problems) =
            read_measurements(format!("plan,number,on,value,source,note\n{row}\n").as_bytes(), &kpis, today);
        assert_eq!(
            problems.iter().map(|p| (p.line, p.column.as_str())).collect::<Vec<_>>(),
            [(2, column)],
            "{row}"
        );
    }
    assert_eq!(read_measurements(b"a,b\n1,2\n", &kpis, today).1.len(), 6);
}

#[test]
fn the_strategy_is_written_as_it_was_read() {
    assert_eq!(kpi::read(&write_kpis(&strategy())).unwrap(), strategy());
    let broken = String::from_utf8(write_kpis(&strategy())).unwrap().replace(",ratio,90,", ",ratio,九割,");
    assert!(kpi::read(broken.as_bytes()).unwrap_err().contains("6 番"));
}

/// A share of 90.5 was once read as 905.
#[test]
fn a_target_with_a_point_is_read_as_it_is_written() {
    let kpi = Kpi { target: "90.5%".into(), ..number(6) };
    assert_eq!(kpi.target_amount().map(|a| a.to_string()).as_deref(), Some("90.5"));
    assert_eq!(kpi.with_unit(&kpi.target), "90.5 %");
}
