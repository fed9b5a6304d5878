//! Looking for a procedure.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, Listed};
use madoguchi_forms::LIFE_EVENTS;
use madoguchi_inventory::find;
use madoguchi_vocab::Lang;
use serde::Deserialize;

use super::catalogue::{self, Entry, Event};
use crate::{
    chrome::Chrome,
    page::{Answer, show_public},
    paging::Paging,
    who::Resident,
};

/// `/search`
pub const PATH: &str = "/search";

const PER_PAGE: usize = 20;
/// A longer question is cut: nobody reads it either.
const LONGEST: usize = 100;

/// What is asked.
#[derive(Debug, Default, Deserialize)]
pub struct Question {
    #[serde(default)]
    q: String,
    /// An event in a life.
    #[serde(default)]
    cat: String,
    /// A department.
    #[serde(default)]
    dept: String,
    #[serde(default)]
    page: String,
}

/// One way to see fewer.
struct Choice {
    value: String,
    words: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "resident/search.html")]
struct Page {
    chrome: Chrome,
    question: String,
    /// How many answer it, before fewer are wanted.
    found: usize,
    count: usize,
    entries: Vec<Entry>,
    cats: Vec<Choice>,
    depts: Vec<Choice>,
    /// The same question with nothing left out.
    all_url: String,
    /// What could have been meant: word and address.
    meant: Vec<(String, String)>,
    paging: Paging,
    events: Vec<Event>,
}

/// Shows what answers the question.
pub async fn get(
    Resident { chrome, .. }: Resident,
    State(app): State<App>,
    Query(asked): Query<Question>,
) -> Answer {
    let question = find::said(&asked.q, LONGEST);
    let catalogue = app.catalogue().await?;
    let found = catalogue.find(&question);
    let cats = cats(&found, &asked.cat, &chrome);
    let depts = depts(&app, &found, &asked.dept, chrome.lang);
    let cat = cats.iter().find(|c| c.chosen).map(|c| c.value.as_str());
    let dept = depts.iter().find(|c| c.chosen).map(|c| c.value.as_str());
    let wanted = |l: &&&Listed| cat.is_none_or(|c| l.is_of_life(c)) && dept.is_none_or(|d| is_of(l, d));
    let wanted: Vec<&Listed> = found.iter().filter(wanted).copied().collect();
    let base = format!("{PATH}?q={}", encoded(&question));
    let chosen = format!("&cat={}&dept={}", encoded(cat.unwrap_or("")), encoded(dept.unwrap_or("")));
    let link = chrome.url(&format!("{base}{chosen}&page="));
    let paging = Paging::new(asked.page.parse().unwrap_or(1), wanted.len(), PER_PAGE, link);
    let entries = paging.slice(&wanted).iter().filter_map(|l| Entry::of(l, &chrome)).collect();
    let meant = if found.is_empty() { catalogue.suggest(&question) } else { Vec::new() };
    let address = |word: String| (chrome.url(&format!("{PATH}?q={}", encoded(&word))), word);
    show_public(&Page {
        meant: meant.into_iter().map(address).map(|(url, word)| (word, url)).collect(),
        events: catalogue::events(&catalogue, &chrome),
        all_url: chrome.url(&base),
        found: found.len(),
        count: wanted.len(),
        question,
        entries,
        cats,
        depts,
        paging,
        chrome,
    })
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn is_of(listed: &Listed, department: &str) -> bool {
    listed.department().is_some_and(|d| d.0 == department)
}

/// The events that something belongs to.
fn cats(found: &[&Listed], chosen: &str, chrome: &Chrome) -> Vec<Choice> {
    let has = |e: &&str| found.iter().any(|l| l.is_of_life(e));
    LIFE_EVENTS
        .into_iter()
        .filter(has)
        .map(|e| Choice {
            value: e.to_owned(),
            words: chrome.say(&format!("life.{e}")).to_owned(),
            chosen: e == chosen,
        })
        .collect()
}

/// The departments that answer for something.
fn depts(app: &App, found: &[&Listed], chosen: &str, lang: Lang) -> Vec<Choice> {
    let departments = app.departments();
    let has = |id: &str| found.iter().any(|l| is_of(l, id));
    departments
        .iter()
        .filter(|d| has(&d.id.0))
        .map(|d| Choice {
            value: d.id.0.clone(),
            words: d.name_in(lang).to_owned(),
            chosen: d.id.0 == chosen,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_with_and_without_an_answer() {
        let choice = |chosen| Choice { value: "x".into(), words: "<課>".into(), chosen };
        for (found, entries) in [(0, vec![]), (3, vec![]), (3, vec![Entry::sample()])] {
            in_every_language(|chrome| Page {
                question: "<住民票>".into(),
                found,
                count: entries.len(),
                entries: entries.clone(),
                cats: vec![choice(true), choice(false)],
                depts: vec![choice(false), choice(true)],
                all_url: "/search?q=x".into(),
                meant: vec![("住民票".into(), "/search?q=x".into())],
                paging: Paging::new(2, 50, PER_PAGE, "/search?q=x&page="),
                events: catalogue::sample_events(&chrome),
                chrome,
            });
        }
    }
}
