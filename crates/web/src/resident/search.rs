//! Looking for a procedure.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::App;
use serde::Deserialize;

use super::catalogue::{self, Entry};
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
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "resident/search.html")]
struct Page {
    chrome: Chrome,
    question: String,
    count: usize,
    entries: Vec<Entry>,
    paging: Paging,
    events: Vec<(String, String)>,
}

/// Shows what answers the question.
pub async fn get(
    Resident { chrome, .. }: Resident,
    State(app): State<App>,
    Query(asked): Query<Question>,
) -> Answer {
    let question: String = asked.q.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let question = question.trim().to_owned();
    let all = catalogue::all(&app).await?;
    let events = catalogue::events(&all, &chrome);
    let found = catalogue::search(all, &question);
    let encoded: String = url::form_urlencoded::byte_serialize(question.as_bytes()).collect();
    let link = chrome.url(&format!("{PATH}?q={encoded}&page="));
    let paging = Paging::new(asked.page.parse().unwrap_or(1), found.len(), PER_PAGE, link);
    let entries = paging.slice(&found).iter().filter_map(|f| Entry::of(f, &chrome)).collect();
    show_public(&Page { question, count: found.len(), entries, paging, events, chrome })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_with_and_without_an_answer() {
        for entries in [vec![], vec![Entry::sample()]] {
            in_every_language(|chrome| Page {
                chrome,
                question: "<住民票>".into(),
                count: entries.len(),
                entries: entries.clone(),
                paging: Paging::new(2, 50, PER_PAGE, "/search?q=x&page="),
                events: vec![("/life/moving".into(), "引越し".into())],
            });
        }
    }
}
