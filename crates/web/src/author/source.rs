//! The text of a paper, with what the checker says beside it. It is kept whether it is sound or not.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, PaperLine, StaffPerson, Trouble};

use super::{
    desk::Desk,
    found::{self, Found},
};
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    who::Staff,
};

#[derive(Template)]
#[template(path = "author/source.html")]
struct Source {
    chrome: Chrome,
    desk: Desk,
    findings: Vec<Found>,
    /// What is saved.
    saved: String,
    /// What was typed, where it is not saved yet because somebody else saved first.
    typed: Option<String>,
}

impl Source {
    fn new(app: &App, person: &StaffPerson, chrome: Chrome, line: &PaperLine) -> Self {
        Self {
            chrome,
            desk: Desk::new(app, person, line),
            findings: found::all(&line.loaded),
            saved: line.loaded.source.clone(),
            typed: None,
        }
    }

    /// The lines with their numbers, for leading to one of them.
    fn lines(&self) -> Vec<(usize, &str, bool)> {
        let is_meant = |n| self.findings.iter().any(|f| f.line == n);
        (1..).zip(self.saved.lines()).map(|(n, line)| (n, line, is_meant(n))).collect()
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
) -> Answer {
    let line = app.paper_line(&person, &slug).await?;
    show(&Source::new(&app, &person, chrome, &line))
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    fields: Fields,
) -> Answer {
    let seen = fields.revision.unwrap_or_default();
    let mut typed = fields.first("source").to_owned();
    if !typed.is_empty() && !typed.ends_with('\n') {
        typed.push('\n');
    }
    match app.save_paper(&person, &slug, seen, &typed).await {
        Ok(_) => go_to(&format!("/author/{slug}/source?done=saved_paper")),
        Err(Trouble::Overtaken) => {
            let line = app.paper_line(&person, &slug).await?;
            let page = Source { typed: Some(typed), ..Source::new(&app, &person, chrome, &line) };
            Ok((StatusCode::CONFLICT, show(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_to_write_to_read_and_with_two_texts() {
        for (may_write, typed) in
            [(true, None), (false, None), (true, Some("format = 1\n</textarea>".to_owned()))]
        {
            for_staff(|chrome| Source {
                chrome,
                desk: Desk { slug: "x".into(), may_write, revision: 3, ..Desk::default() },
                findings: found::sample(),
                saved: "format = 1\n# <b>\n".into(),
                typed: typed.clone(),
            });
        }
    }
}
