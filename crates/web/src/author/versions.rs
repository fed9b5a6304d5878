//! The versions that residents were shown: who opened them, what changed, and the way back to one.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{App, Version};
use serde::Deserialize;

use super::desk::Desk;
use crate::{
    chrome::Chrome,
    page::{Answer, give_text, show},
    problem::Problem,
    who::Staff,
};

/// Which two are compared.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Two {
    from: String,
    to: String,
}

struct Line {
    version: i64,
    since: String,
    until: String,
    by: String,
    reason: String,
    is_open: bool,
}

impl From<&Version> for Line {
    fn from(v: &Version) -> Self {
        Self {
            version: v.version,
            since: v.published_at.to_seconds(),
            until: v.withdrawn_at.map_or_else(|| "公開中".to_owned(), |at| at.to_seconds()),
            by: v.published_by.clone(),
            reason: v.reason.clone(),
            is_open: v.withdrawn_at.is_none(),
        }
    }
}

#[derive(Template)]
#[template(path = "author/versions.html")]
struct Versions {
    chrome: Chrome,
    desk: Desk,
    lines: Vec<Line>,
    from: i64,
    to: i64,
    changes: Option<Vec<String>>,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    Query(two): Query<Two>,
) -> Answer {
    let line = app.paper_line(&person, &slug).await?;
    let versions = app.versions(&person, &slug).await?;
    let newest = versions.first().map_or(0, |v| v.version);
    let asked = (two.from.parse().ok(), two.to.parse().ok());
    let changes = match asked {
        (Some(from), Some(to)) => {
            let changes = app.version_changes(&person, &slug, from, to).await?;
            Some(changes.iter().map(madoguchi_forms::Change::say).collect())
        }
        _ => None,
    };
    show(&Versions {
        chrome,
        desk: Desk::new(&app, &person, &line),
        lines: versions.iter().map(Line::from).collect(),
        from: asked.0.unwrap_or((newest - 1).max(1)),
        to: asked.1.unwrap_or(newest),
        changes,
    })
}

/// The text of a version, to be saved.
pub async fn source(
    State(app): State<App>,
    Staff(person): Staff,
    Path((slug, version)): Path<(String, String)>,
) -> Answer {
    let version = version.parse().map_err(|_| Problem::Missing)?;
    let text = app.version_source(&person, &slug, version).await?;
    give_text(&format!("{slug}-v{version}.toml"), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_empty_and_full() {
        let line = |version, is_open| Line {
            version,
            since: "2026-11-24 09:00:00".into(),
            until: "公開中".into(),
            by: "見本".into(),
            reason: "急ぐため".into(),
            is_open,
        };
        for full in [true, false] {
            for_staff(|chrome| Versions {
                chrome,
                desk: Desk { slug: "x".into(), may_publish: full, ..Desk::default() },
                lines: if full { vec![line(2, true), line(1, false)] } else { vec![] },
                from: 1,
                to: 2,
                changes: full.then(|| vec!["変わる".to_owned()]),
            });
        }
    }
}
