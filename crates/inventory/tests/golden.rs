//! The worked examples, the published table of another city, and the computations of saved time.

use madoguchi_inventory::{Fact, PartialRule, RateId, Ratio, Standing, anomalies, kpi::saved_hours, rates};
use madoguchi_vocab::{Date, DepartmentId};
use serde_json::Value;

fn day() -> Date {
    "2026-11-23".parse().expect("a day")
}

fn fact(p: &Value) -> Fact {
    let standing = match p["status"].as_str().unwrap_or_default() {
        "done" => Standing::Able,
        "partial" => Standing::Partly,
        "not" => Standing::NotYet,
        "excluded" => Standing::Excluded("法令上対面".into()),
        "no_scheme" => Standing::NoScheme,
        other => panic!("status {other}"),
    };
    let name = p["name"].as_str().unwrap_or_default().to_owned();
    Fact {
        id: name.clone(),
        name,
        department: DepartmentId("a".into()),
        standing,
        total: p["total"].as_u64(),
        online: p["online"].as_u64(),
    }
}

#[test]
fn worked_examples() {
    let file: Value = serde_json::from_str(include_str!("golden/kpi_worked_examples.json")).unwrap();
    let mut seen = 0;
    for case in file["cases"].as_array().unwrap() {
        let Some(procedures) = case["procedures"].as_array() else { continue };
        let facts: Vec<Fact> = procedures.iter().map(fact).collect();
        for (rule, expected) in case["expected"].as_object().unwrap() {
            let what = format!("{} {rule}", case["id"].as_str().unwrap());
            let rates = rates(&facts, PartialRule::parse(rule).unwrap(), day());
            let percent = |id: RateId| rates[id as usize].value.map(Ratio::percent);
            let wanted = |key: &str| expected[key].as_str().map(str::to_owned);
            assert_eq!(percent(RateId::OnlineByKind), wanted("kind_rate_pct"), "{what} 種類数");
            assert_eq!(percent(RateId::OnlineByVolume), wanted("volume_rate_pct"), "{what} 件数");
            assert_eq!(percent(RateId::UsedOfOnline), wanted("usage_of_able_pct"), "{what} 利用率(able)");
            assert_eq!(percent(RateId::UsedOfAll), wanted("usage_of_all_pct"), "{what} 利用率(all)");
            let by_volume = &rates[RateId::OnlineByVolume as usize];
            assert_eq!(
                u64::try_from(by_volume.denominator).ok(),
                expected["volume_total"].as_u64(),
                "{what} 分母"
            );
            assert_eq!(
                by_volume.unknown.len() as u64,
                expected["volume_unknown_kinds"].as_u64().unwrap(),
                "{what} 不明"
            );
            let odd: Vec<&str> = anomalies(&facts).iter().map(|f| f.name.as_str()).collect();
            let wanted: Vec<&str> =
                expected["anomalies"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert_eq!(odd, wanted, "{what} 異常");
            seen += 1;
        }
    }
    assert!(seen >= 14, "only {seen} examples were worked");
}

#[test]
fn a_rounded_90_is_not_90() {
    let fact = |id: &str, standing, total| Fact {
        id: id.into(),
        name: id.into(),
        department: DepartmentId("a".into()),
        standing,
        total: Some(total),
        online: Some(0),
    };
    let rates = rates(
        &[fact("a", Standing::Able, 8995), fact("b", Standing::NotYet, 1005)],
        PartialRule::Able,
        day(),
    );
    let value = rates[RateId::OnlineByVolume as usize].value.unwrap();
    assert_eq!(value.percent(), "90.0");
    assert!(!value.reaches(90));
}

#[test]
fn the_shares_another_city_published() {
    let mut reader =
        csv::Reader::from_reader(&include_bytes!("golden/reference_kure_online_usage_fy2022.csv")[..]);
    let mut seen = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let (total, online): (u128, u128) = (row[2].parse().unwrap(), row[3].parse().unwrap());
        // Where nothing was applied for the city printed 0; there is no share of nothing.
        if let Some(share) = Ratio::new(online, total) {
            assert_eq!(
                share.percent().parse::<f64>().unwrap(),
                row[5].parse::<f64>().unwrap(),
                "{}",
                &row[0]
            );
            seen += 1;
        }
    }
    assert!(seen >= 14, "only {seen} rows");
}

#[test]
fn saved_time() {
    let mut reader = csv::Reader::from_reader(&include_bytes!("golden/saved_hours_vectors.csv")[..]);
    for row in reader.records() {
        let row = row.unwrap();
        let saved =
            saved_hours([(row[1].parse().unwrap(), row[2].parse().unwrap(), row[3].parse().unwrap())]);
        assert_eq!(saved.hours().parse::<f64>().unwrap(), row[4].parse::<f64>().unwrap(), "{}", &row[0]);
    }
}
