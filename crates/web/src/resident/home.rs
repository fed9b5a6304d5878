//! The first page.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use madoguchi_app::App;

use super::catalogue::{self, Entry, Event};
use crate::{
    chrome::Chrome,
    page::{Answer, show_public},
    who::Resident,
};

/// `/`
pub const PATH: &str = "/";

/// As many procedures are shown without searching.
const SHOWN: usize = 8;

#[derive(Template)]
#[template(path = "resident/home.html")]
struct Page {
    chrome: Chrome,
    entries: Vec<Entry>,
    /// The events in a life for which there is something.
    events: Vec<Event>,
}

/// Shows the first page.
pub async fn get(Resident { chrome, .. }: Resident, State(app): State<App>) -> Answer {
    if let Some(disaster) = app.disaster() {
        return super::disaster::show(&app, chrome, disaster);
    }
    let catalogue = app.catalogue().await?;
    let mut open: Vec<_> = catalogue.all().iter().filter(|l| l.open.is_some()).collect();
    // What most people come for stands first; where the inventory knows no volume, the order stays.
    open.sort_by_key(|l| Reverse(l.row.as_ref().and_then(|r| r.volume.total)));
    let entries = open.into_iter().take(SHOWN).filter_map(|l| Entry::of(l, &chrome)).collect();
    let events = catalogue::events(&catalogue, &chrome);
    show_public(&Page { chrome, entries, events })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            entries: vec![Entry::sample()],
            events: catalogue::sample_events(&chrome),
            chrome,
        });
    }
}
