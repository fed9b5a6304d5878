//! 手続台帳: every number of the dashboard opens its rows here.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use madoguchi_app::{App, RatesPage};
use madoguchi_auth::Deed;
use madoguchi_inventory::{
    By, Fact, Kind, PartialRule, Procedure, Rate, RateId, Standing, adds, anomalies, in_halves,
};
use madoguchi_vocab::{normalise, number::thousands};
use serde::Deserialize;

use super::{
    dashboard::{Known, day_or_today},
    groups::name_of,
};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    paging::Paging,
    who::Manager,
};

/// The filter as it stands in the address.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    q: String,
    department: String,
    standing: String,
    list: String,
    kind: String,
    life: String,
    sort: String,
    rate: String,
    part: String,
    as_of: String,
    page: usize,
}

/// The lists one can narrow by.
const LISTS: [(&str, &str); 4] = [
    ("59", "優先的にオンライン化を推進すべき 59 手続"),
    ("31", "特に国民の利便性向上に資する 31 手続"),
    ("26", "ダッシュボードの 26 手続"),
    ("none", "課が決まっていないもの"),
];

/// The orders; without one, that of the sheet.
const SORTS: [(&str, &str); 4] = [
    ("", "台帳の順"),
    ("volume", "年間件数の多い順"),
    ("national", "国全体の件数の多い順"),
    ("name", "名前の順"),
];

fn on_list(p: &Procedure, list: &str) -> bool {
    match list {
        "59" => !p.priority59.is_empty(),
        "31" => p.priority31,
        "26" => p.dashboard26,
        "none" => p.department.0.is_empty(),
        _ => true,
    }
}

fn of_kind(p: &Procedure, kind: &str) -> bool {
    kind.is_empty() || p.kind.code() == kind
}

/// `none` asks for what belongs to no event.
fn of_life(p: &Procedure, event: &str) -> bool {
    match event {
        "" => true,
        "none" => p.life_events.is_empty(),
        event => p.life_events.contains(event),
    }
}

/// The events in a life one can narrow by: those that are in the inventory.
fn events(procedures: &[Procedure]) -> Vec<(String, String)> {
    let all: BTreeSet<&str> = procedures.iter().flat_map(|p| &p.life_events).map(String::as_str).collect();
    let named = |e: &&str| {
        let key = (*e).to_owned();
        (key.clone(), name_of(By::LifeEvent, e, e, &Known::default()))
    };
    all.iter().map(named).chain([("none".to_owned(), "どれでもない".to_owned())]).collect()
}

fn sort(rows: &mut [(&Procedure, &Fact)], by: &str) {
    match by {
        "volume" => rows.sort_by_key(|(_, f)| std::cmp::Reverse(f.total)),
        "national" => rows.sort_by_key(|(p, _)| std::cmp::Reverse(p.national_volume)),
        "name" => rows.sort_by(|a, b| a.0.name.cmp(&b.0.name)),
        _ => {}
    }
}

struct Row {
    id: String,
    name: String,
    department: String,
    law: String,
    standing: &'static str,
    total: String,
    online: String,
    method: &'static str,
    note: String,
}

#[derive(Template)]
#[template(path = "manager/inventory.html")]
struct Inventory {
    chrome: Chrome,
    asked: Asked,
    what: String,
    count: usize,
    /// The sum of the rows: of those behind a number, that number.
    sum: String,
    rows: Vec<Row>,
    departments: Vec<(String, String)>,
    events: Vec<(String, String)>,
    paging: Paging,
    may_edit: bool,
    is_filtered: bool,
}

pub const STANDINGS: [(&str, &str); 5] = [
    ("able", "できる"),
    ("partly", "一部"),
    ("not_yet", "できない"),
    ("excluded", "対象外"),
    ("no_scheme", "制度なし"),
];

pub fn standing_of(fact: &Fact) -> (&'static str, &'static str) {
    match fact.standing {
        Standing::Able => STANDINGS[0],
        Standing::Partly => STANDINGS[1],
        Standing::NotYet => STANDINGS[2],
        Standing::Excluded(_) => STANDINGS[3],
        Standing::NoScheme => STANDINGS[4],
    }
}

/// The ids a part of a rate stands on, and what that part is called.
fn part_of(page: &RatesPage, asked: &Asked) -> Option<(BTreeSet<String>, String)> {
    if asked.part == "odd" {
        let ids = anomalies(&page.facts).into_iter().map(|f| f.id.clone()).collect();
        return Some((ids, "数が食いちがう手続き".to_owned()));
    }
    let rate: &Rate = &page.rates[RateId::parse(&asked.rate)? as usize];
    let (ids, part) = match asked.part.as_str() {
        "numerator" => (rate.in_numerator.clone(), "分子"),
        "denominator" => (rate.in_denominator.clone(), "分母"),
        "unknown" => (rate.unknown.clone(), "件数不明"),
        "excluded" => {
            let out = |f: &&Fact| matches!(f.standing, Standing::Excluded(_) | Standing::NoScheme);
            (page.facts.iter().filter(out).map(|f| f.id.clone()).collect(), "対象外")
        }
        _ => return None,
    };
    Some((ids.into_iter().collect(), format!("{}の{part}に入る手続き", rate.id.label())))
}

/// What rows sum up to. Behind a numerator or a denominator it is just that, also for a part of the inventory.
fn sum_of<'f>(rule: PartialRule, asked: &Asked, facts: impl Iterator<Item = &'f Fact> + Clone) -> String {
    let of_rate =
        RateId::parse(&asked.rate).filter(|_| ["numerator", "denominator"].contains(&asked.part.as_str()));
    let Some(id) = of_rate else {
        let total: u128 = facts.clone().filter_map(|f| f.total).map(u128::from).sum();
        let online: u128 = facts.clone().filter_map(|f| f.online).map(u128::from).sum();
        let unknown = facts.filter(|f| f.total.is_none()).count();
        let without = if unknown == 0 {
            String::new()
        } else {
            format!("（件数不明 {unknown} 種類を除く）")
        };
        return format!(
            "年間件数の合計 {} 件{without}、うちオンライン {} 件",
            thousands(total),
            thousands(online)
        );
    };
    let (numerator, denominator) = facts
        .filter_map(|f| adds(id, f, rule))
        .fold((0, 0), |(n, d), (more_n, more_d)| (n + more_n, d + more_d));
    let is_numerator = asked.part == "numerator";
    let number = thousands(if is_numerator { in_halves(numerator) } else { denominator.to_string() });
    let part = if is_numerator { "分子" } else { "分母" };
    let half = if is_numerator && rule == PartialRule::Half && !is_of_use(id) {
        "一部は半分に数えて、"
    } else {
        ""
    };
    match id {
        RateId::OnlineByKind => format!("{half}合わせて {number} 種類。これが{part}です"),
        _ if is_numerator && is_of_use(id) => format!("オンライン件数の合計 {number} 件。これが{part}です"),
        _ => format!("{half}年間件数の合計 {number} 件。これが{part}です"),
    }
}

/// Whether a rate counts what is done online, not what can be.
fn is_of_use(id: RateId) -> bool {
    matches!(id, RateId::UsedOfOnline | RateId::UsedOfAll)
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let page = app.rates(day_or_today(&app, &asked.as_of)).await?;
    let departments: Vec<_> = app.departments().iter().map(|d| (d.id.0.clone(), d.name.clone())).collect();
    let may_edit = person.may_at_home(Deed::EditInventory);
    show(&drawn(chrome, &page, departments, asked, may_edit))
}

fn drawn(
    chrome: Chrome,
    page: &RatesPage,
    departments: Vec<(String, String)>,
    asked: Asked,
    may_edit: bool,
) -> Inventory {
    let part = part_of(page, &asked);
    let wanted = normalise::search_key(&asked.q);
    let names: BTreeMap<&str, &str> =
        departments.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    let mut rows: Vec<_> = page
        .procedures
        .iter()
        .zip(&page.facts)
        .filter(|(p, f)| {
            part.as_ref().is_none_or(|(ids, _)| ids.contains(&p.id))
                && (asked.department.is_empty() || p.department.0 == asked.department)
                && on_list(p, &asked.list)
                && of_kind(p, &asked.kind)
                && of_life(p, &asked.life)
                && (asked.standing.is_empty() || standing_of(f).0 == asked.standing)
                && (wanted.is_empty()
                    || normalise::search_key(&format!("{} {} {}", p.name, p.law, p.id)).contains(&wanted))
        })
        .collect();
    sort(&mut rows, &asked.sort);
    let mut link = url::form_urlencoded::Serializer::new("/manage/inventory?".to_owned());
    let fields = [
        ("q", &asked.q),
        ("department", &asked.department),
        ("standing", &asked.standing),
        ("list", &asked.list),
        ("kind", &asked.kind),
        ("life", &asked.life),
        ("sort", &asked.sort),
        ("rate", &asked.rate),
        ("part", &asked.part),
        ("as_of", &asked.as_of),
    ];
    for (name, value) in fields.iter().filter(|(_, v)| !v.is_empty()) {
        link.append_pair(name, value);
    }
    let is_filtered = fields.iter().any(|(name, v)| !["as_of", "sort"].contains(name) && !v.is_empty());
    let link = link.append_pair("page", "").finish();
    let sum = sum_of(page.rule, &asked, rows.iter().map(|(_, fact)| *fact));
    let paging = Paging::new(asked.page, rows.len(), 50, link);
    let number = |n: Option<u64>| n.map_or_else(|| "不明".to_owned(), thousands);
    let shown = paging.slice(&rows).iter().map(|(p, f)| Row {
        id: p.id.clone(),
        name: p.name.clone(),
        department: match names.get(p.department.0.as_str()) {
            Some(name) => (*name).to_owned(),
            None if p.department.0.is_empty() => "未定".to_owned(),
            None => p.department.0.clone(),
        },
        law: format!("{}{}", p.law, p.article),
        standing: standing_of(f).1,
        total: number(f.total),
        online: number(f.online),
        method: p.volume.method.label(),
        note: match &f.standing {
            Standing::Excluded(reason) => reason.clone(),
            // Why it was not online yet says nothing once it is.
            Standing::Able => p.note.clone(),
            _ => p.reason.clone(),
        },
    });
    Inventory {
        rows: shown.collect(),
        what: part.map_or_else(|| "手続き".to_owned(), |(_, what)| what),
        count: rows.len(),
        sum,
        departments,
        events: events(&page.procedures),
        paging,
        may_edit,
        is_filtered,
        asked,
        chrome,
    }
}

pub async fn csv(State(app): State<App>, Manager(_): Manager, Query(asked): Query<Asked>) -> Answer {
    let procedures = app.inventory_on(day_or_today(&app, &asked.as_of)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"inventory.csv\""),
    ];
    Ok((headers, madoguchi_inventory::write(&procedures)).into_response())
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::{PartialRule, rates};

    use super::*;
    use crate::page::tests::for_staff;

    /// The rows behind a number sum up to it, whichever number it is and however 一部 counts.
    #[test]
    fn the_rows_behind_a_number_sum_up_to_it() {
        let fact = |id: &str, standing, total, online| {
            let mut p = Procedure::begun(id.into(), id.into());
            (p.volume.total, p.volume.online) = (total, online);
            let (name, department) = (p.name.clone(), p.department.clone());
            (p, Fact { id: id.into(), name, department, standing, total, online })
        };
        let (procedures, facts): (Vec<_>, Vec<_>) = [
            fact("a", Standing::Able, Some(42_000), Some(1_234)),
            fact("b", Standing::Partly, Some(1_001), Some(7)),
            fact("c", Standing::NotYet, Some(300), None),
            fact("d", Standing::NotYet, None, None),
            fact("e", Standing::Able, None, Some(3)),
            fact("x", Standing::NoScheme, Some(9), None),
        ]
        .into_iter()
        .unzip();
        let as_of = "2026-11-23".parse().unwrap();
        for rule in PartialRule::ALL {
            let rates = rates(&facts, *rule, as_of);
            let page = RatesPage {
                rates: rates.clone(),
                facts: facts.clone(),
                procedures: procedures.clone(),
                as_of,
                rule: *rule,
            };
            for rate in &rates {
                for (part, number) in
                    [("numerator", rate.numerator()), ("denominator", rate.denominator.to_string())]
                {
                    let asked = Asked { rate: rate.id.code().into(), part: part.into(), ..Asked::default() };
                    let shown = drawn(Chrome::sample(madoguchi_vocab::Lang::Ja), &page, vec![], asked, true);
                    let wanted = format!(" {} ", thousands(number));
                    assert!(shown.sum.contains(&wanted), "{rule:?} {part} {wanted}: {}", shown.sum);
                }
            }
        }
        let all = sum_of(PartialRule::Able, &Asked::default(), facts.iter());
        assert_eq!(all, "年間件数の合計 43,310 件（件数不明 2 種類を除く）、うちオンライン 1,244 件");
    }

    #[test]
    fn the_page_draws_empty() {
        let as_of = "2026-11-23".parse().unwrap();
        let page = RatesPage {
            rates: rates(&[], PartialRule::Able, as_of),
            facts: vec![],
            procedures: vec![],
            as_of,
            rule: PartialRule::Able,
        };
        for asked in [
            Asked::default(),
            Asked { rate: "online_by_kind".into(), part: "numerator".into(), ..Asked::default() },
        ] {
            for_staff(|chrome| {
                drawn(chrome, &page, vec![("shimin".into(), "市民課".into())], asked.clone(), true)
            });
        }
    }
}
