//! The seed of the demonstration is without mistakes, and its rates are what a hand computes.
#![expect(clippy::unwrap_used, reason = "a seed that cannot be read has failed")]

use std::collections::BTreeSet;

use madoguchi_inventory::{PartialRule, RateId, Ratio, facts, kpi, rates, read};
use madoguchi_vocab::{DepartmentId, Slug};

fn departments() -> BTreeSet<DepartmentId> {
    let mut rows = csv::Reader::from_reader(&include_bytes!("../deploy/seed/departments.csv")[..]);
    rows.records().map(|r| DepartmentId(r.unwrap()[0].to_owned())).collect()
}

/// Worked from the sheet alone, with a spreadsheet's means: sums of the column `volume` by `status`.
/// 可 = online + partial; out of scope are excluded, other, no_scheme and what is not the city's.
#[test]
fn the_inventory_is_without_mistakes_and_gives_the_rates_of_its_sums() {
    let sheet = read(include_bytes!("../deploy/seed/inventory.csv"), &departments());
    assert_eq!(sheet.problems, []);
    assert!(sheet.rows.len() >= 150, "{} procedures", sheet.rows.len());
    let today = "2026-11-23".parse().unwrap();
    let percent = |open: &[&str], id: RateId| {
        let open: BTreeSet<Slug> = open.iter().map(|s| Slug::parse(s).unwrap()).collect();
        let rate =
            rates(&facts(&sheet.rows, &open, today, &[]), PartialRule::Able, today).swap_remove(id as usize);
        (rate.numerator(), rate.denominator, rate.value.map(Ratio::percent).unwrap())
    };
    assert_eq!(percent(&[], RateId::OnlineByVolume), ("140860".into(), 314_660, "44.8".into()));
    assert_eq!(percent(&[], RateId::OnlineByKind), ("53".into(), 234, "22.6".into()));
    let papers = ["juminhyo-yubin", "suido-kaishi", "jido-teate-nintei"];
    assert_eq!(percent(&papers, RateId::OnlineByVolume), ("190860".into(), 314_660, "60.7".into()));
    assert_eq!(percent(&papers, RateId::OnlineByKind), ("56".into(), 234, "23.9".into()));
}

/// Publishing a paper makes the procedures online whose rows name it: both must say the same.
#[test]
fn papers_and_the_inventory_name_each_other() {
    let mut of_papers = BTreeSet::new();
    for loaded in madoguchi_testkit::office::papers().into_iter().filter(|l| !l.slug.starts_with('_')) {
        let procedure = &loaded.paper.unwrap().procedure;
        for row in &procedure.inventory {
            of_papers.insert((row.clone(), loaded.slug.clone(), procedure.department.0.clone()));
        }
    }
    let of_rows: BTreeSet<_> = read(include_bytes!("../deploy/seed/inventory.csv"), &departments())
        .rows
        .into_iter()
        .filter_map(|r| Some((r.id, r.paper?.to_string(), r.department.0)))
        .collect();
    assert_eq!(of_papers, of_rows);
}

#[test]
fn the_strategy_has_18_kpis_and_two_gaps() {
    let kpis = kpi::read(include_bytes!("../deploy/seed/kpis.csv")).unwrap();
    let numbers: Vec<i64> = kpis.iter().map(|k| k.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16, 17, 18, 19, 20]);
    assert!(
        !kpis.iter().any(|k| k.definition.contains("権原") || k.definition.contains("檜原")),
        "a slip of the scan is left"
    );
}
