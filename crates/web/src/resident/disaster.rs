//! The first page while a disaster is on: what people need then, as light as can be. Nothing is asked of the cabinet.

use askama::Template;
use madoguchi_app::{App, Disaster, Listed, Published};

use super::catalogue::Entry;
use crate::{
    chrome::Chrome,
    page::{Answer, show_public},
};

#[derive(Template)]
#[template(path = "resident/disaster.html")]
struct Page {
    chrome: Chrome,
    disaster: Disaster,
    entries: Vec<Entry>,
    /// For how many days drafts are kept …
    days: i64,
    /// … and for how many hours a submission may be looked at.
    hours: i64,
}

/// Shows it.
pub fn show(app: &App, chrome: Chrome, disaster: Disaster) -> Answer {
    let entries = entries(app, &chrome);
    let (days, hours) = (app.draft_days(), app.visit_time().num_hours());
    show_public(&Page { chrome, disaster, entries, days, hours })
}

/// The procedures for a disaster, in the order their papers say.
fn entries(app: &App, chrome: &Chrome) -> Vec<Entry> {
    let papers = app.papers();
    let place = |p: &Published| p.paper.procedure.disaster;
    let mut open: Vec<_> = papers.published().filter(|p| place(p).is_some()).cloned().collect();
    open.sort_by_key(|p| (place(p), p.paper.slug.clone()));
    open.into_iter().filter_map(|p| Entry::of(&Listed { open: Some(p), row: None }, chrome)).collect()
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::{Date, Instant, Text};

    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        for note in ["", "水は\n出ます。"] {
            in_every_language(|chrome| Page {
                chrome: chrome.lightly(),
                disaster: Disaster {
                    name: Text::all("見本の大雨", "大雨（見本）", "Sample flood"),
                    since: Instant::beginning_of(Date::default()),
                    until: Date::default(),
                    note: Text::ja(note),
                },
                entries: vec![Entry::sample()],
                days: 90,
                hours: 12,
            });
        }
    }
}
