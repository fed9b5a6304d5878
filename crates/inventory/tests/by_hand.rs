//! The numbers of `docs/rates-by-hand.md` are those that are computed: both are read out of the document.

#![expect(clippy::unwrap_used, reason = "a document that cannot be read has failed")]

use std::collections::BTreeMap;

use madoguchi_inventory::{
    Fact, Goal, PartialRule, Question, Rate, Ratio, Standing, Terms, bounds_within, rates, road, what_if,
};
use madoguchi_vocab::{Date, DepartmentId, number::thousands};

const DOCUMENT: &str = include_str!("../../../docs/rates-by-hand.md");
const ALL: [PartialRule; 3] = [PartialRule::Able, PartialRule::Not, PartialRule::Half];

fn day() -> Date {
    "2026-11-29".parse().unwrap()
}

/// The rows of the table under a heading, without its own.
fn table(heading: &str) -> Vec<Vec<String>> {
    let section = DOCUMENT.split("\n## ").find(|s| s.starts_with(heading)).unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn number(cell: &str) -> Option<u64> {
    cell.replace(',', "").parse().ok()
}

fn short(name: &str) -> &str {
    name.split(' ').next().unwrap()
}

/// The inventory of the document, and how long each procedure takes.
fn inventory() -> (Vec<Fact>, BTreeMap<String, Terms>) {
    let (mut facts, mut terms) = (vec![], BTreeMap::new());
    for row in table("1 ") {
        let id = short(&row[0]).to_owned();
        let standing = match row[1].as_str() {
            "できる" => Standing::Able,
            "一部" => Standing::Partly,
            "できない" => Standing::NotYet,
            "対象外" => Standing::Excluded("法令で対面が必要".into()),
            other => panic!("{other}"),
        };
        if let Some(days) = number(&row[4]) {
            terms.insert(id.clone(), Terms { days: Some(days as u32), barred: String::new() });
        }
        let (total, online) = (number(&row[2]), number(&row[3]));
        let (name, department) = (row[0].clone(), DepartmentId("mihon".into()));
        facts.push(Fact { id, name, department, standing, total, online });
    }
    (facts, terms)
}

fn told(rate: &Rate) -> String {
    format!("{} ÷ {} = {}", thousands(rate.numerator()), thousands(rate.denominator), rate.percent())
}

#[test]
fn the_four_rates_under_each_rule() {
    let (facts, _) = inventory();
    assert_eq!(facts.len(), 7);
    let rows = table("2 ");
    assert_eq!(rows.len(), 4);
    for (nth, rule) in ALL.into_iter().enumerate() {
        for (row, rate) in rows.iter().zip(rates(&facts, rule, day())) {
            assert_eq!(row[0], rate.id.label());
            assert_eq!(row[nth + 1], told(&rate), "{}, {}", row[0], rule.label());
        }
    }
    let excluded = rates(&facts, PartialRule::Able, day())[0].excluded.by_reason["法令で対面が必要"];
    assert!(DOCUMENT.contains(&format!("{} 種類 {} 件を除いた", excluded.0, excluded.1)));
}

#[test]
fn the_bounds_while_a_volume_is_unknown() {
    let (facts, _) = inventory();
    let percent = |r: Option<Ratio>| format!("{} %", r.unwrap().percent());
    for (row, rate) in table("3 ").iter().zip(rates(&facts, PartialRule::Able, day())) {
        assert_eq!(row[1..], [percent(rate.lower), percent(rate.upper)], "{}", row[0]);
    }
    let (low, high) = bounds_within(&facts, PartialRule::Able, 1_000).unwrap();
    let said = format!(
        "{} % から `{} ÷ {}` = {} % まで",
        low.percent(),
        high.part() / 2,
        high.whole() / 2,
        high.percent()
    );
    assert!(DOCUMENT.contains(&said), "{said}");
}

#[test]
fn the_cheapest_list() {
    let (facts, terms) = inventory();
    let rule = PartialRule::Able;
    let asked =
        Question { goal: Goal::Volume, target: 90, rule, as_of: day(), assumed_days: 10, terms: &terms };
    let of = |id: &str| facts.iter().find(|f| f.id == id).unwrap();
    for row in table("4 ") {
        let ids: Vec<&str> = row[0].split('＋').collect();
        let volume: u64 = ids.iter().map(|id| of(id).total.unwrap()).sum();
        let days: u32 = ids.iter().map(|id| terms[*id].days.unwrap()).sum();
        assert_eq!((number(&row[1]), number(&row[2])), (Some(volume), Some(days.into())), "{}", row[0]);
        let after = what_if(&facts, &ids.iter().map(|id| (*id).to_owned()).collect(), rule, day());
        let reaches = after.missing(Goal::Volume, 90) == 0;
        assert_eq!(row[3], if reaches { "届く" } else { "届かない" }, "{}", row[0]);
    }
    let found = road(&facts, &asked);
    let (shortest, cheapest) = (found.shortest.unwrap(), found.cheapest.unwrap());
    for said in [
        format!("一覧は {} つ（大きいものから順に取って、{}）", shortest.ids.len(), shortest.ids.join("＋")),
        format!("一覧は{}（{} 日）", cheapest.ids.join("＋"), cheapest.days),
        format!("= {} になります", cheapest.after.by_volume()),
    ] {
        assert!(DOCUMENT.contains(&said), "{said}");
    }
}
