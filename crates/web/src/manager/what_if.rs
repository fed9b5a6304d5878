//! Which rows decide the rate, what it is without those a manager ticks, or with them online, and what is not known.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::{App, RatesPage};
use madoguchi_inventory::{
    Heavy, RateId, Ratio, Standing, bounds_within, concentration, rates, unknown_volumes, with_online,
    without,
};
use madoguchi_vocab::{normalise, number::thousands};

use super::dashboard::day_or_today;
use crate::{
    chart::{BarCell, bar_cell},
    chrome::Chrome,
    complaint::{self, Wrong},
    page::{Answer, show, show_again},
    who::Manager,
};

/// How many of the largest rows are shown, and of the unknown ones.
const SHOWN: usize = 40;

/// What the address asks.
#[derive(Default, Clone)]
struct Asked {
    ticked: BTreeSet<String>,
    online: bool,
    /// Whether the button was pressed.
    asked: bool,
    at_most: String,
    as_of: String,
}

impl Asked {
    fn of(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "tick" => _ = asked.ticked.insert(value.into_owned()),
                "how" => (asked.asked, asked.online) = (true, value == "online"),
                "at_most" => asked.at_most = value.into_owned(),
                "as_of" => asked.as_of = value.into_owned(),
                _ => {}
            }
        }
        asked
    }
}

struct Row {
    id: String,
    name: String,
    standing: &'static str,
    total: String,
    cumulative: String,
    bar: BarCell,
    without: String,
    ticked: bool,
}

struct Compared {
    label: &'static str,
    now: String,
    then: String,
}

struct Open {
    id: String,
    name: String,
    able: &'static str,
    national: String,
}

#[derive(Template)]
#[template(path = "manager/what_if.html")]
struct Page {
    chrome: Chrome,
    asked: Asked,
    day: String,
    rows: Vec<Row>,
    known: usize,
    compared: Vec<Compared>,
    unknown: usize,
    open: Vec<Open>,
    within: Option<String>,
    wrong: Vec<Wrong>,
}

impl Page {
    fn at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

pub async fn get(
    State(app): State<App>,
    Manager(_): Manager,
    chrome: Chrome,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Asked::of(query.as_deref().unwrap_or_default());
    let page = app.rates(day_or_today(&app, &asked.as_of)).await?;
    let wrong = wrong(&asked);
    if wrong.is_empty() {
        return show(&drawn(chrome, &page, asked, wrong));
    }
    show_again(&drawn(chrome.with_errors(), &page, asked, wrong))
}

fn at_most(asked: &Asked) -> Option<u64> {
    normalise::integer(&asked.at_most).and_then(|n| u64::try_from(n).ok())
}

/// What keeps the button from computing anything.
fn wrong(asked: &Asked) -> Vec<Wrong> {
    let blank = asked.at_most.trim().is_empty();
    let mut wrong = Vec::new();
    if asked.asked && asked.ticked.is_empty() && blank {
        wrong.push(Wrong::at(
            "rows",
            "計算する手続きを表で選ぶか、わからない手続きの件数の上限を入れてください",
        ));
    }
    if !blank && at_most(asked).is_none() {
        wrong.push(Wrong::at("at_most", "わからない手続きの件数の上限は、0 以上の整数で入力してください"));
    }
    wrong
}

fn drawn(chrome: Chrome, page: &RatesPage, asked: Asked, wrong: Vec<Wrong>) -> Page {
    let heavy = concentration(&page.facts, page.rule);
    let changed = if asked.online { with_online } else { without }(&page.facts, &asked.ticked);
    let then = rates(&changed, page.rule, page.as_of);
    let compared = page.rates.iter().zip(&then).map(|(now, then)| Compared {
        label: now.id.label(),
        now: now.percent(),
        then: then.percent(),
    });
    let unknown = unknown_volumes(&page.procedures, &page.facts);
    let within = at_most(&asked).and_then(|most| bounds_within(&page.facts, page.rule, most));
    Page {
        day: chrome.day(&page.as_of),
        known: heavy.len(),
        rows: heavy.iter().take(SHOWN).map(|h| row(h, &asked)).collect(),
        compared: if asked.ticked.is_empty() { vec![] } else { compared.collect() },
        unknown: unknown.len(),
        open: unknown
            .into_iter()
            .take(SHOWN)
            .map(|u| Open {
                id: u.id,
                name: u.name,
                able: if u.standing == Standing::NotYet { "できない" } else { "できる" },
                national: u.national_volume.map_or_else(|| "—".to_owned(), thousands),
            })
            .collect(),
        within: within.map(|(low, high)| {
            format!(
                "わからない手続きが多くても年に {} 件なら、{}は {}〜{} % です。",
                at_most(&asked).map_or_else(String::new, thousands),
                RateId::OnlineByVolume.label(),
                low.percent(),
                high.percent(),
            )
        }),
        wrong,
        asked,
        chrome,
    }
}

fn row(heavy: &Heavy, asked: &Asked) -> Row {
    Row {
        id: heavy.id.clone(),
        name: heavy.name.clone(),
        standing: match heavy.standing {
            Standing::Able => "できる",
            Standing::Partly => "一部",
            _ => "できない",
        },
        total: thousands(heavy.total),
        cumulative: format!("{} %", heavy.cumulative.percent()),
        bar: bar_cell(heavy.cumulative.to_f64() * 100.0, None),
        without: heavy.without.map_or_else(|| "算出不可".to_owned(), |w: Ratio| format!("{} %", w.percent())),
        ticked: asked.ticked.contains(&heavy.id),
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::{PartialRule, Procedure, Status, facts};

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn a_button_that_computes_nothing_says_why() {
        let at = |query| wrong(&Asked::of(query)).into_iter().map(|w| w.target).collect::<Vec<_>>();
        assert!(
            at("").is_empty()
                && at("how=online&tick=a").is_empty()
                && at("how=without&at_most=１０").is_empty()
        );
        assert_eq!(at("how=without"), ["rows"]);
        assert_eq!(at("how=without&at_most=-1"), ["at_most"]);
    }

    #[test]
    fn the_page_draws_empty_ticked_and_with_a_ceiling() {
        let as_of = "2026-11-23".parse().unwrap();
        let mut online = Procedure::begun("a".into(), "見本の<届出>".into());
        (online.status, online.volume.total) = (Status::Online, Some(60));
        let mut not = Procedure::begun("b".into(), "見本の申請".into());
        not.volume.total = Some(40);
        let open = Procedure::begun("c".into(), "見本の請求".into());
        for procedures in [vec![], vec![online, not, open]] {
            let facts = facts(&procedures, &BTreeSet::new(), as_of, &[]);
            let rule = PartialRule::Able;
            let page = RatesPage { rates: rates(&facts, rule, as_of), facts, procedures, as_of, rule };
            for query in ["", "how=online", "tick=b&how=online&at_most=100", "tick=b&at_most=%3Cx"] {
                let asked = Asked::of(query);
                for_staff(|chrome| drawn(chrome, &page, asked.clone(), wrong(&asked)));
            }
            if !page.procedures.is_empty() {
                let chrome = Chrome::sample(madoguchi_vocab::Lang::Ja);
                let shown = drawn(chrome, &page, Asked::of("tick=b&how=online"), vec![]);
                assert_eq!(
                    (shown.compared[0].now.as_str(), shown.compared[0].then.as_str()),
                    ("60.0 %", "100.0 %")
                );
            }
        }
    }
}
