//! The procedures for an event in a life.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;

use super::catalogue::{self, Entry};
use crate::{
    chrome::Chrome,
    page::{Answer, show_public},
    problem::Problem,
    who::Resident,
};

/// `/life/{event}`
pub const PATH: &str = "/life/{event}";

#[derive(Template)]
#[template(path = "resident/life.html")]
struct Page {
    chrome: Chrome,
    event: String,
    entries: Vec<Entry>,
}

/// Shows what has to be done; an event without procedures is no page.
pub async fn get(
    Resident { chrome, .. }: Resident,
    State(app): State<App>,
    Path(event): Path<String>,
) -> Answer {
    let found = catalogue::of_life(&app, &event).await?;
    if found.is_empty() {
        return Err(Problem::Missing);
    }
    let entries = found.iter().filter_map(|f| Entry::of(f, &chrome)).collect();
    show_public(&Page { event: chrome.say(&format!("life.{event}")).to_owned(), entries, chrome })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            chrome, event: "引越し".into(), entries: vec![Entry::sample()]
        });
    }
}
