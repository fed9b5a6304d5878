//! What was saved while a paper was written, and the way back to one of the saves.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{App, Save};
use serde::Deserialize;

use super::desk::Desk;
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, give_text, go_to, show},
    paging::Paging,
    problem::Problem,
    who::Staff,
};

/// So many stand on a page.
const PER_PAGE: usize = 50;

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    page: String,
}

struct Line {
    revision: i64,
    at: String,
    by: String,
}

impl From<&Save> for Line {
    fn from(s: &Save) -> Self {
        Self { revision: s.revision, at: s.saved_at.to_seconds(), by: s.saved_by.clone() }
    }
}

#[derive(Template)]
#[template(path = "author/saves.html")]
struct Saves {
    chrome: Chrome,
    desk: Desk,
    lines: Vec<Line>,
    paging: Paging,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    Query(part): Query<Part>,
) -> Answer {
    let line = app.paper_line(&person, &slug).await?;
    let saves = app.saves(&person, &slug).await?;
    let link = format!("/author/{slug}/saves?page=");
    let paging = Paging::new(part.page.parse().unwrap_or(1), saves.len(), PER_PAGE, link);
    let lines = paging.slice(&saves).iter().map(Line::from).collect();
    show(&Saves { chrome, desk: Desk::new(&app, &person, &line), lines, paging })
}

/// Back to a save: it is saved anew, so that nothing is lost by it.
pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    Path(slug): Path<String>,
    fields: Fields,
) -> Answer {
    app.paper_line(&person, &slug).await?;
    let back: i64 = fields.first("back").parse().map_err(|_| Problem::Unreadable)?;
    let text = app.saved(&person, &slug, back).await?;
    app.save_paper(&person, &slug, fields.revision.unwrap_or_default(), &text).await?;
    go_to(&format!("/author/{slug}?done=saved_paper"))
}

/// The text of a save.
pub async fn source(
    State(app): State<App>,
    Staff(person): Staff,
    Path((slug, revision)): Path<(String, String)>,
) -> Answer {
    let revision = revision.parse().map_err(|_| Problem::Missing)?;
    let text = app.saved(&person, &slug, revision).await?;
    give_text(&format!("{slug}-save{revision}.toml"), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_for_who_may_write_and_who_may_not() {
        for may_write in [true, false] {
            let line = |revision| Line { revision, at: "2026-11-24 09:00:00".into(), by: "見本".into() };
            for_staff(|chrome| Saves {
                chrome,
                desk: Desk { slug: "x".into(), may_write, revision: 2, ..Desk::default() },
                lines: vec![line(2), line(1)],
                paging: Paging::new(1, 2, PER_PAGE, "?page="),
            });
        }
    }
}
