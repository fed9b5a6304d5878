//! The rates of parts of the inventory: by department, kind, event in a life, and priority list. Each number opens its rows.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use madoguchi_app::{App, RatesPage};
use madoguchi_forms::LIFE_EVENTS;
use madoguchi_inventory::{By, Group, Rate, RateId, groups, rates, rates_csv};
use madoguchi_vocab::{DepartmentId, Lang, number::thousands};
use serde::Deserialize;

use super::dashboard::{Known, day_or_today};
use crate::{
    chart::{BarCell, bar_cell},
    chrome::Chrome,
    page::{Answer, attachment, show},
    who::Manager,
    words,
};

/// By what, and as of when.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    by: String,
    as_of: String,
}

impl Asked {
    /// By kind, unless it says otherwise.
    fn by(&self) -> By {
        By::parse(&self.by).unwrap_or(By::Category)
    }
}

/// The name of a part.
pub fn name_of(by: By, key: &str, label: &str, known: &Known) -> String {
    match by {
        By::Department => known.name(&DepartmentId(key.to_owned())),
        By::LifeEvent if LIFE_EVENTS.contains(&key) => {
            words::say(Lang::Ja, &format!("life.{key}")).to_owned()
        }
        By::LifeEvent | By::Category | By::Priority => label.to_owned(),
    }
}

/// What the address of the inventory says of a part.
pub fn filter_of(by: By, key: &str) -> (&'static str, String) {
    match (by, key) {
        (By::Department, "") => ("list", "none".to_owned()),
        (By::Department, key) => ("department", key.to_owned()),
        (By::Category, key) => ("kind", key.to_owned()),
        (By::LifeEvent, "") => ("life", "none".to_owned()),
        (By::LifeEvent, key) => ("life", key.to_owned()),
        (By::Priority, key) => ("list", key.to_owned()),
    }
}

/// A number with the address of the rows it counts.
pub struct Counted {
    pub number: String,
    pub url: String,
}

/// A part of the inventory.
struct Part {
    name: String,
    months_url: String,
    able: Counted,
    all: Counted,
    by_volume: String,
    able_volume: Counted,
    all_volume: Counted,
    unknown: Counted,
    used: String,
    bar: Option<BarCell>,
}

#[derive(Template)]
#[template(path = "manager/groups.html")]
struct Groups {
    chrome: Chrome,
    by: By,
    /// As it was written, where it is not today.
    as_of: String,
    day: String,
    target: u32,
    parts: Vec<Part>,
    note: &'static str,
}

pub async fn get(
    State(app): State<App>,
    Manager(_): Manager,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let page = app.rates(day_or_today(&app, &asked.as_of)).await?;
    let target = app.aim().await?.target;
    show(&drawn(chrome, &page, &asked, target, &Known::new(&app)))
}

fn drawn(chrome: Chrome, page: &RatesPage, asked: &Asked, target: u32, known: &Known) -> Groups {
    let by = asked.by();
    let parts = groups(&page.procedures, &page.facts, by);
    Groups {
        day: chrome.day(&page.as_of),
        as_of: asked.as_of.trim().to_owned(),
        target,
        parts: parts.iter().map(|group| part(page, group, by, target, known)).collect(),
        note: match by {
            By::LifeEvent => {
                "1 つの手続きがいくつものライフイベントに入ることがあるので、足しても全体にはなりません。"
            }
            By::Priority => "59 手続と 31 手続は重なるので、足しても全体にはなりません。",
            By::Department | By::Category => "どの手続きもどれか 1 つに入るので、足すと全体になります。",
        },
        by,
        chrome,
    }
}

fn part(page: &RatesPage, group: &Group, by: By, target: u32, known: &Known) -> Part {
    let rates = rates(&group.facts, page.rule, page.as_of);
    let (volume, kinds) = (&rates[RateId::OnlineByVolume as usize], &rates[RateId::OnlineByKind as usize]);
    let (name, value) = filter_of(by, &group.key);
    let rows = |rate: &Rate, part: &str, number: String| Counted {
        number,
        url: url::form_urlencoded::Serializer::new("/manage/inventory?".to_owned())
            .extend_pairs([("rate", rate.id.code()), ("part", part), (name, value.as_str())])
            .append_pair("as_of", &page.as_of.to_string())
            .finish(),
    };
    Part {
        name: name_of(by, &group.key, &group.label, known),
        months_url: url::form_urlencoded::Serializer::new("/manage/months?".to_owned())
            .extend_pairs([("by", by.code()), ("key", group.key.as_str())])
            .append_pair("as_of", &page.as_of.to_string())
            .finish(),
        able: rows(kinds, "numerator", kinds.numerator()),
        all: rows(kinds, "denominator", thousands(kinds.denominator)),
        by_volume: volume.percent(),
        able_volume: rows(volume, "numerator", thousands(volume.numerator())),
        all_volume: rows(volume, "denominator", thousands(volume.denominator)),
        unknown: rows(volume, "unknown", volume.unknown.len().to_string()),
        used: rates[RateId::UsedOfOnline as usize].percent(),
        bar: volume.value.map(|v| bar_cell(v.to_f64() * 100.0, Some(f64::from(target)))),
    }
}

pub async fn csv(State(app): State<App>, Manager(_): Manager, Query(asked): Query<Asked>) -> Answer {
    let page = app.rates(day_or_today(&app, &asked.as_of)).await?;
    let (by, known) = (asked.by(), Known::new(&app));
    let lines: Vec<(String, Vec<Rate>)> = groups(&page.procedures, &page.facts, by)
        .into_iter()
        .map(|g| (name_of(by, &g.key, &g.label, &known), rates(&g.facts, page.rule, page.as_of)))
        .collect();
    save(&format!("rates-{}-{}.csv", by.code(), page.as_of), rates_csv(by.label(), &lines))
}

/// A table to be saved.
pub fn save(name: &str, csv: Vec<u8>) -> Answer {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(name, name)),
    ];
    Ok((headers, csv).into_response())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use madoguchi_inventory::{PartialRule, Procedure, Status, facts};

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_by_everything() {
        let as_of = "2026-11-23".parse().unwrap();
        let mut moving = Procedure::begun("a".into(), "見本の<届出>".into());
        (moving.status, moving.volume.total) = (Status::Online, Some(6_000));
        moving.life_events = ["moving".to_owned(), "<見本>".to_owned()].into();
        moving.priority59 = "1".into();
        let other = Procedure::begun("b".into(), "見本の申請".into());
        let procedures = vec![moving, other];
        let facts = facts(&procedures, &BTreeSet::new(), as_of, &[]);
        let rule = PartialRule::Able;
        let page = RatesPage { rates: rates(&facts, rule, as_of), facts, procedures, as_of, rule };
        for by in By::ALL {
            let asked = Asked { by: by.code().into(), as_of: "2026-11-23".into() };
            for_staff(|chrome| drawn(chrome, &page, &asked, 90, &Known::default()));
        }
        let chrome = Chrome::sample(Lang::Ja);
        let life = drawn(
            chrome,
            &page,
            &Asked { by: "life-event".into(), as_of: String::new() },
            90,
            &Known::default(),
        );
        let names: Vec<_> = life.parts.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["どれでもない", "<見本>", "引越し"]);
        assert_eq!(life.parts[2].all_volume.number, "6,000");
        assert!(life.parts[2].able.url.contains("part=numerator&life=moving"), "{}", life.parts[2].able.url);
    }
}
