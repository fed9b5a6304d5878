//! What residents said of a paper, for those who write it: read, not looked after.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{App, FEEDBACK_PAGE, FeedbackPage};
use madoguchi_inventory::ENOUGH;
use serde::Deserialize;

use super::desk::Desk;
use crate::{
    chrome::Chrome,
    manager::{SaidRow, StarsRow},
    page::{Answer, show},
    paging::Paging,
    who::Staff,
};

/// Which page of it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    page: usize,
}

#[derive(Template)]
#[template(path = "author/feedback.html")]
struct Page {
    chrome: Chrome,
    desk: Desk,
    stars: Vec<StarsRow>,
    said: Vec<SaidRow>,
    paging: Paging,
}

impl Page {
    fn enough(&self) -> u64 {
        ENOUGH
    }
}

fn drawn(chrome: Chrome, desk: Desk, found: &FeedbackPage, page: usize) -> Page {
    let link = format!("/author/{}/feedback?page=", desk.slug);
    Page {
        stars: found.stars.iter().map(StarsRow::new).collect(),
        said: found.said.iter().map(|s| SaidRow::new(&chrome, s)).collect(),
        paging: Paging::new(page, found.all, FEEDBACK_PAGE, link),
        desk,
        chrome,
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let line = app.paper_line(&person, &slug).await?;
    let found = app.feedback_of(&person, &slug, asked.page).await?;
    show(&drawn(chrome, Desk::new(&app, &person, &line), &found, asked.page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{manager::sample_feedback, page::tests::for_staff};

    #[test]
    fn the_page_draws_empty_and_full() {
        for n in [0, 3, 120] {
            for_staff(|chrome| {
                let desk = Desk { slug: "x".into(), title: "手続き".into(), ..Desk::default() };
                drawn(chrome, desk, &sample_feedback(n), 1)
            });
        }
    }
}
