//! How far the city is online: four rates, each with its rows, and where the departments stand.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, RatesPage};
use madoguchi_inventory::{PartialRule, Rate, RateId, Ratio, anomalies, by_department, rates};
use madoguchi_vocab::{Date, number::thousands};
use serde::Deserialize;

use crate::{
    chart::{BarCell, bar_cell},
    chrome::Chrome,
    page::{Answer, show},
    who::Manager,
};

/// The strategy's target for 手続きのオンライン化率, in percent.
const TARGET: u32 = 90;

/// As of when.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    as_of: String,
}

/// A rate in words, with the addresses of its rows.
pub struct Card {
    pub label: &'static str,
    pub percent: String,
    pub numerator: String,
    pub denominator: String,
    pub unknown: usize,
    pub excluded: u64,
    pub bounds: String,
    pub numerator_url: String,
    pub denominator_url: String,
    pub unknown_url: String,
    pub excluded_url: String,
}

impl Card {
    /// A rate as a card.
    pub fn new(rate: &Rate) -> Self {
        let url = |part: &str| {
            format!("/manage/inventory?rate={}&part={part}&as_of={}", rate.id.code(), rate.as_of)
        };
        Self {
            label: rate.id.label(),
            percent: rate.percent(),
            numerator: thousands(rate.numerator()),
            denominator: thousands(rate.denominator),
            unknown: rate.unknown.len(),
            excluded: rate.excluded.kinds(),
            bounds: rate
                .lower
                .zip(rate.upper)
                .filter(|(l, u)| l != u)
                .map_or_else(String::new, |(l, u)| format!("{}〜{} %", l.percent(), u.percent())),
            numerator_url: url("numerator"),
            denominator_url: url("denominator"),
            unknown_url: url("unknown"),
            excluded_url: url("excluded"),
        }
    }
}

struct Department {
    name: String,
    url: String,
    kinds: String,
    volume: String,
    bar: Option<BarCell>,
}

#[derive(Template)]
#[template(path = "manager/dashboard.html")]
struct Dashboard {
    chrome: Chrome,
    as_of: Date,
    day: String,
    cards: Vec<Card>,
    verdict: String,
    partial: String,
    excluded: Vec<(String, u64, String)>,
    odd: usize,
    departments: Vec<Department>,
    empty: bool,
    /// Why the day that was asked for is not shown.
    day_wrong: Option<String>,
}

pub async fn get(
    State(app): State<App>,
    Manager(_): Manager,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let as_of = day_or_today(&app, &asked.as_of);
    let day_wrong = (!asked.as_of.trim().is_empty() && asked.as_of.trim() != as_of.to_string())
        .then(|| format!("「{}」の時点の値はありません。今日までの日付を 2026-11-23 のように入力してください。今日の値を表示しています。", asked.as_of.trim()));
    let page = app.rates(as_of).await?;
    let names = app.departments().iter().map(|d| (d.id.0.clone(), d.name.clone())).collect();
    show(&Dashboard { day_wrong, ..drawn(chrome, &page, &names) })
}

/// A day of an address; today if it is none, or lies ahead.
pub fn day_or_today(app: &App, text: &str) -> Date {
    text.trim().parse().unwrap_or_else(|_| app.today()).min(app.today())
}

fn drawn(chrome: Chrome, page: &RatesPage, names: &BTreeMap<String, String>) -> Dashboard {
    let headline = &page.rates[RateId::OnlineByVolume as usize];
    let verdict = match headline.value {
        None => format!(
            "件数がわかる手続きがないので、目標 {TARGET} % と比べられません。台帳に年間件数を入れてください。"
        ),
        Some(v) if v.reaches(TARGET) => {
            format!("目標 {TARGET} % を達成しています（丸める前の値で比べています）。")
        }
        Some(_) => format!("目標 {TARGET} % にはまだ届いていません（丸める前の値で比べています）。"),
    };
    let other = |rule| {
        let value = rates(&page.facts, rule, page.as_of)[RateId::OnlineByVolume as usize].value;
        value.map_or_else(|| "算出不可".to_owned(), |v: Ratio| format!("{} %", v.percent()))
    };
    let others = PartialRule::ALL.iter().filter(|rule| **rule != page.rule);
    let others: Vec<_> = others.map(|rule| format!("{}と {}", rule.label(), other(*rule))).collect();
    let partial = format!(
        "一部だけオンラインの手続きは「{}」きまりです。{}です。",
        page.rule.label(),
        others.join("、")
    );
    let mut departments: Vec<(f64, Department)> = by_department(&page.facts)
        .into_iter()
        .map(|(id, facts)| {
            let rates = rates(&facts, page.rule, page.as_of);
            let (kinds, volume) =
                (&rates[RateId::OnlineByKind as usize], &rates[RateId::OnlineByVolume as usize]);
            let share = volume.value.map_or(-1.0, |v| v.to_f64() * 100.0);
            let department = Department {
                name: names.get(&id.0).cloned().unwrap_or_else(|| id.0.clone()),
                url: format!("/manage/inventory?department={}&as_of={}", id.0, page.as_of),
                kinds: format!("{} / {}", kinds.numerator(), kinds.denominator),
                volume: volume.percent(),
                bar: volume.value.map(|v| bar_cell(v.to_f64() * 100.0, Some(f64::from(TARGET)))),
            };
            (share, department)
        })
        .collect();
    departments.sort_by(|a, b| b.0.total_cmp(&a.0));
    Dashboard {
        as_of: page.as_of,
        day: chrome.day(&page.as_of),
        cards: page.rates.iter().map(Card::new).collect(),
        verdict,
        partial,
        excluded: headline
            .excluded
            .by_reason
            .iter()
            .map(|(r, (k, v))| (r.clone(), *k, thousands(v)))
            .collect(),
        odd: anomalies(&page.facts).len(),
        departments: departments.into_iter().map(|(_, d)| d).collect(),
        empty: page.procedures.is_empty(),
        day_wrong: None,
        chrome,
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::{Fact, Standing};
    use madoguchi_vocab::DepartmentId;

    use super::*;
    use crate::page::tests::for_staff;

    fn page(facts: Vec<Fact>) -> RatesPage {
        let as_of = "2026-11-23".parse().unwrap();
        RatesPage {
            rates: rates(&facts, PartialRule::Able, as_of),
            facts,
            procedures: vec![],
            as_of,
            rule: PartialRule::Able,
        }
    }

    #[test]
    fn the_page_draws_empty_and_full() {
        let fact = |id: &str, standing, total| Fact {
            id: id.into(),
            name: id.into(),
            department: DepartmentId("shimin".into()),
            standing,
            total,
            online: total,
        };
        let full = vec![
            fact("a", Standing::Able, Some(10)),
            fact("b", Standing::NotYet, None),
            fact("c", Standing::Excluded("対面".into()), Some(5)),
        ];
        for facts in [vec![], full] {
            for_staff(|chrome| drawn(chrome, &page(facts.clone()), &BTreeMap::new()));
        }
    }

    #[test]
    fn a_rounded_90_is_not_a_target_met() {
        let fact = |standing, total| Fact {
            id: String::new(),
            name: String::new(),
            department: DepartmentId("a".into()),
            standing,
            total: Some(total),
            online: Some(0),
        };
        let page = page(vec![fact(Standing::Able, 8995), fact(Standing::NotYet, 1005)]);
        let drawn = drawn(Chrome::sample(madoguchi_vocab::Lang::Ja), &page, &BTreeMap::new());
        assert_eq!(drawn.cards[0].percent, "90.0 %");
        assert!(drawn.verdict.contains("まだ届いていません"), "{}", drawn.verdict);
    }
}
