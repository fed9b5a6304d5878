//! What has to be done, in order, when something happens in a life.

use askama::Template;
use axum::extract::{Path, Query, State};
use chrono::Datelike;
use madoguchi_app::{App, Catalogue};
use madoguchi_forms::guide::{LifeEvent, Step, When};
use madoguchi_vocab::{Date, Lang, wareki};
use serde::Deserialize;

use super::catalogue::Entry;
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    page::{Answer, show_again, show_public},
    problem::Problem,
    ruby::Html,
    who::Resident,
};

/// `/life/{event}`
pub const PATH: &str = "/life/{event}";

/// A day farther away than so many years is a slip.
const YEARS: i32 = 3;

/// The day it happens, if somebody has told. It is kept nowhere.
#[derive(Debug, Default, Deserialize)]
pub struct Told {
    #[serde(default)]
    day: String,
}

/// A step as it is shown.
struct Shown {
    n: usize,
    title: Html,
    about: Option<Html>,
    /// 14 日以内
    limit: Option<String>,
    /// The last day, where the day of the event is known.
    last: Option<String>,
    law: String,
    bring: Vec<Html>,
    entries: Vec<Entry>,
    /// None of its procedures is in the inventory: whom to ask is said instead.
    unknown: bool,
}

#[derive(Template)]
#[template(path = "resident/life.html")]
struct Page {
    chrome: Chrome,
    key: String,
    event: String,
    lead: Html,
    /// What day is asked for, if limits hang on one.
    day: Option<String>,
    typed: String,
    wrong: Vec<Wrong>,
    /// The day that was understood.
    counted: Option<String>,
    groups: Vec<(&'static str, Vec<Shown>)>,
    /// What else belongs to the event.
    others: Vec<Entry>,
}

/// Shows what has to be done; an event nobody knows is no page.
pub async fn get(
    Resident { chrome, .. }: Resident,
    State(app): State<App>,
    Path(key): Path<String>,
    Query(told): Query<Told>,
) -> Answer {
    let catalogue = app.catalogue().await?;
    let event = app.guide().event(&key).ok_or(Problem::Missing)?;
    let typed: String = told.day.chars().filter(|c| !c.is_control()).take(40).collect();
    let day = read_day(&typed, app.today());
    let wrong = match day {
        Err(()) => vec![Wrong::at("day", chrome.say("life_page.day_wrong"))],
        Ok(_) => Vec::new(),
    };
    let chrome = if wrong.is_empty() { chrome } else { chrome.with_errors() };
    let draw = Draw { chrome: &chrome, catalogue: &catalogue, app: &app, day: day.ok().flatten() };
    let page = Page {
        event: chrome.say(&format!("life.{key}")).to_owned(),
        lead: chrome.tell(&event.lead),
        day: event.day.as_ref().map(|d| chrome.text(d).to_owned()),
        counted: draw.day.map(|d| chrome.day(&d)),
        groups: draw.groups(event),
        others: draw.others(event),
        key,
        typed,
        wrong,
        chrome: chrome.clone(),
    };
    if page.wrong.is_empty() { show_public(&page) } else { show_again(&page) }
}

/// The day that was typed; none where nothing was.
fn read_day(typed: &str, today: Date) -> Result<Option<Date>, ()> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let day = wareki::parse(typed).map_err(drop)?;
    let is_near = (day.year() - today.year()).abs() <= YEARS;
    is_near.then_some(Some(day)).ok_or(())
}

struct Draw<'d> {
    chrome: &'d Chrome,
    catalogue: &'d Catalogue,
    app: &'d App,
    day: Option<Date>,
}

impl Draw<'_> {
    fn groups(&self, event: &LifeEvent) -> Vec<(&'static str, Vec<Shown>)> {
        let steps: Vec<(usize, &Step)> = (1..).zip(&event.steps).collect();
        [When::Before, When::Within, When::Later]
            .into_iter()
            .map(|when| {
                let heading = match when {
                    When::Before => "life_page.before",
                    When::Within => "life_page.within",
                    When::Later => "life_page.later",
                };
                let of_it = steps.iter().filter(|(_, s)| s.when == when);
                (heading, of_it.map(|(n, s)| self.step(*n, s)).collect::<Vec<_>>())
            })
            .filter(|(_, steps)| !steps.is_empty())
            .collect()
    }

    fn step(&self, n: usize, step: &Step) -> Shown {
        let chrome = self.chrome;
        let mut entries: Vec<Entry> = Vec::new();
        let known = step.procedures.iter().filter_map(|p| self.catalogue.named(p));
        for entry in known.filter_map(|l| Entry::of(l, chrome)) {
            if entries.iter().all(|e| e.url != entry.url) {
                entries.push(entry);
            }
        }
        let by_days = step.within.map(|w| chrome.put("life_page.within_days", w.days));
        let last = step.within.zip(self.day).and_then(|(w, day)| w.last_day(day, self.app.calendar()));
        Shown {
            n,
            title: chrome.tell(&step.title),
            about: step.about.as_ref().map(|t| chrome.tell(t)),
            limit: by_days.or_else(|| step.by.as_ref().map(|t| chrome.text(t).to_owned())),
            last: last.map(|d| chrome.put("life_page.last", chrome.day(&d))),
            law: step.law.clone(),
            bring: self.bring(step),
            unknown: entries.is_empty(),
            entries,
        }
    }

    /// What the step says, or else what the paper wants where there is one paper for it.
    fn bring(&self, step: &Step) -> Vec<Html> {
        let of_paper = || {
            let mut open = step.procedures.iter().filter_map(|p| self.catalogue.named(p)?.open.as_ref());
            open.next().map(|o| o.paper.procedure.needs.iter().map(|t| self.chrome.tell(t)).collect())
        };
        if step.bring.is_empty() {
            of_paper().unwrap_or_default()
        } else {
            step.bring.iter().map(|t| self.chrome.tell(t)).collect()
        }
    }

    fn others(&self, event: &LifeEvent) -> Vec<Entry> {
        let told: Vec<String> = event
            .steps
            .iter()
            .flat_map(|s| &s.procedures)
            .filter_map(|p| Some(Entry::of(self.catalogue.named(p)?, self.chrome)?.url))
            .collect();
        let of_event = self.catalogue.all().iter().filter(|l| l.is_of_life(&event.key));
        of_event.filter_map(|l| Entry::of(l, self.chrome)).filter(|e| !told.contains(&e.url)).collect()
    }
}

impl Page {
    /// Where the day is sent.
    fn here(&self) -> String {
        self.chrome.url(&format!("/life/{}", self.key))
    }

    /// Laws are named in Japanese.
    fn is_foreign(&self) -> bool {
        self.chrome.lang == Lang::En
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        for wrong in [vec![], vec![Wrong::at("day", "日付：…")]] {
            in_every_language(|chrome| Page {
                key: "moving".into(),
                event: "引越し".into(),
                lead: chrome.read("当てはまるものだけ"),
                day: Some("引っ越した日".into()),
                typed: "<2026>".into(),
                wrong: wrong.clone(),
                counted: Some("令和8年11月29日".into()),
                groups: vec![(
                    "life_page.within",
                    vec![Shown {
                        n: 1,
                        title: chrome.read("転入届を出す"),
                        about: Some(chrome.read("市外から来た人")),
                        limit: Some("14 日以内".into()),
                        last: Some("まで".into()),
                        law: "住民基本台帳法22条1項".into(),
                        bring: vec![chrome.read("本人確認書類")],
                        entries: vec![Entry::sample()],
                        unknown: true,
                    }],
                )],
                others: vec![Entry::sample()],
                chrome,
            });
        }
    }

    #[test]
    fn a_day_is_read_however_it_is_written_and_a_far_one_is_a_slip() {
        let today = Date::from_ymd_opt(2026, 11, 29).unwrap();
        for typed in ["2026-12-01", "令和8年12月1日", "R8.12.1", "２０２６／１２／１"] {
            assert_eq!(read_day(typed, today), Ok(Date::from_ymd_opt(2026, 12, 1)), "{typed}");
        }
        assert_eq!(read_day(" ", today), Ok(None));
        for typed in ["きのう", "2026-02-30", "1999-01-01", "9999-12-31"] {
            assert_eq!(read_day(typed, today), Err(()), "{typed}");
        }
    }
}
