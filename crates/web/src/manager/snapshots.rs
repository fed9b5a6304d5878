//! Numbers as they are published: asked for, seen once more before they go out, and listed with those that were withdrawn.

pub mod one;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, Freezing, Snapshot, StaffPerson, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::RateId;
use madoguchi_vocab::{Date, wareki};
use serde::Deserialize;

use super::{dashboard::Card, procedure::who};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

/// A number in the list.
struct Line {
    number: i64,
    name: String,
    as_of: String,
    when: String,
    who: String,
    /// The strategy's number.
    shown: String,
    /// When and why it was withdrawn, and by whom.
    withdrawn: Option<(String, String, String)>,
}

impl Line {
    fn of(chrome: &Chrome, snapshot: &Snapshot) -> Self {
        let headline = snapshot.rates.iter().find(|r| r.id == RateId::OnlineByVolume);
        let withdrawn = snapshot.withdrawn.as_ref();
        Self {
            number: snapshot.number,
            name: snapshot.name.clone(),
            as_of: chrome.day(&snapshot.as_of),
            when: chrome.moment(&snapshot.at),
            who: who(&snapshot.by),
            shown: headline.map_or_else(String::new, |r| r.shown.clone()),
            withdrawn: withdrawn.map(|w| (chrome.moment(&w.at), w.reason.clone(), who(&w.by))),
        }
    }
}

/// What was typed, also on the way back from the page that shows it once more.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    name: String,
    as_of: String,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        Self { name: fields.first("name").trim().to_owned(), as_of: fields.first("as_of").to_owned() }
    }

    /// The day that is meant, or what is not right.
    fn read(&self, today: Date) -> Result<Date, Vec<Wrong>> {
        let mut wrong = Vec::new();
        if self.name.trim().is_empty() {
            wrong.push(Wrong::at("name", "何のための値か：「令和7年度の公表」のように書いてください"));
        }
        let day = wareki::parse(&self.as_of).ok().filter(|day| *day <= today);
        if day.is_none() {
            wrong.push(Wrong::at("as_of", "時点：今日までの日付を 2026-11-23 のように書いてください"));
        }
        day.filter(|_| wrong.is_empty()).ok_or(wrong)
    }
}

#[derive(Template)]
#[template(path = "manager/snapshots.html")]
struct Page {
    chrome: Chrome,
    lines: Vec<Line>,
    may_freeze: bool,
    asked: Asked,
    wrong: Vec<Wrong>,
}

impl Page {
    fn wrong_at(&self, input: &str) -> Option<&str> {
        complaint::at(&self.wrong, input)
    }
}

async fn drawn(app: &App, person: &StaffPerson, chrome: Chrome, asked: Asked) -> Result<Page, Problem> {
    let lines = app.snapshots().await?.iter().map(|s| Line::of(&chrome, s)).collect();
    Ok(Page { chrome, lines, may_freeze: person.may_at_home(Deed::EditInventory), asked, wrong: vec![] })
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Query(mut asked): Query<Asked>,
) -> Answer {
    if asked.as_of.is_empty() {
        asked.as_of = app.today().to_string();
    }
    show(&drawn(&app, &person, chrome, asked).await?)
}

/// What would be published, before it is.
#[derive(Template)]
#[template(path = "manager/snapshots/check.html")]
struct Check {
    chrome: Chrome,
    asked: Asked,
    day: String,
    /// The address by which one goes back with what was typed.
    back: String,
    seen: String,
    rule: &'static str,
    definition: u32,
    rates: Vec<Card>,
    /// Numbers of that day that were published before and stand.
    before: Vec<Line>,
    /// The numbers moved after they were seen.
    moved: bool,
}

impl Check {
    fn new(chrome: Chrome, asked: Asked, would: &Freezing, kept: &[Snapshot]) -> Self {
        let frozen = &would.frozen;
        let same_day = kept.iter().filter(|s| s.as_of == frozen.as_of && s.withdrawn.is_none());
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("name", &asked.name)
            .append_pair("as_of", &asked.as_of)
            .finish();
        Self {
            day: chrome.day(&frozen.as_of),
            back: format!("/manage/snapshots?{query}#name"),
            seen: would.digest.clone(),
            rule: frozen.rule.label(),
            definition: frozen.definition,
            rates: would.page().rates.iter().map(|rate| Card::new(rate, None)).collect(),
            before: same_day.map(|s| Line::of(&chrome, s)).collect(),
            moved: false,
            asked,
            chrome,
        }
    }
}

/// Shows what would be published; what was seen is published by a second press.
pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::EditInventory) {
        return Err(Problem::NotAllowed);
    }
    let asked = Asked::of(&fields);
    let day = match asked.read(app.today()) {
        Ok(day) => day,
        Err(wrong) => {
            let page = drawn(&app, &person, chrome.with_errors(), asked).await?;
            return show_again(&Page { wrong, ..page });
        }
    };
    let moved = if fields.action == "freeze" {
        match app.freeze_seen(&person, &asked.name, day, fields.first("seen")).await {
            Ok(number) => return go_to(&format!("/manage/snapshots/{number}?done=freeze")),
            Err(Trouble::Overtaken) => true,
            Err(other) => return Err(other.into()),
        }
    } else {
        false
    };
    let would = app.would_freeze(&person, day).await?;
    let check = Check { moved, ..Check::new(chrome, asked, &would, &app.snapshots().await?) };
    let status = if moved { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, show(&check)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::{one::tests::sample, *};
    use crate::page::tests::for_staff;

    #[test]
    fn the_list_draws_with_what_was_withdrawn() {
        for (may_freeze, withdrawn) in [(true, true), (false, false)] {
            let asked = Asked { name: String::new(), as_of: "明日".into() };
            for_staff(|chrome| Page {
                lines: vec![Line::of(&chrome, &sample(withdrawn).snapshot)],
                chrome,
                may_freeze,
                wrong: asked.read("2026-11-23".parse().unwrap()).unwrap_err(),
                asked: asked.clone(),
            });
        }
    }

    #[test]
    fn what_would_be_published_is_shown_with_its_bounds() {
        let opened = sample(false);
        let would = Freezing { frozen: opened.frozen.clone(), digest: "d".into() };
        let asked = Asked { name: "<公表>".into(), as_of: "2026-11-23".into() };
        for moved in [false, true] {
            let kept = if moved { vec![opened.snapshot.clone()] } else { vec![] };
            for_staff(|chrome| Check { moved, ..Check::new(chrome, asked.clone(), &would, &kept) });
        }
    }
}
