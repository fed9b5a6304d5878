//! The papers: where they lie, what is wrong with them, which are open.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, PaperLine};
use madoguchi_auth::Deed;

use super::desk::title;
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    who::Staff,
};

struct Row {
    slug: String,
    title: String,
    /// Where it lies.
    lies: &'static str,
    saved: String,
    errors: usize,
    warnings: usize,
    open: Option<i64>,
    may_open: bool,
    has_news: bool,
}

impl Row {
    fn new(line: &PaperLine) -> Self {
        let errors = line.loaded.findings.iter().filter(|f| f.is_error()).count();
        Self {
            slug: line.loaded.slug.clone(),
            title: title(line),
            lies: match (line.in_folder, &line.written) {
                (true, Some(_)) => "フォルダ（ブラウザーにも同じ名前があり、フォルダが優先）",
                (true, None) => "フォルダ",
                (false, _) => "ブラウザー",
            },
            saved: line.written.as_ref().map_or_else(String::new, |w| w.saved_at.to_seconds()),
            errors,
            warnings: line.loaded.findings.len() - errors,
            open: line.open.as_ref().map(|o| o.version),
            may_open: line.has_news(),
            has_news: line.open.is_some() && line.has_news(),
        }
    }
}

#[derive(Template)]
#[template(path = "author/papers.html")]
struct Papers {
    chrome: Chrome,
    rows: Vec<Row>,
    may_write: bool,
    may_publish: bool,
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    let rows = app.paper_lines(&person).await?.iter().map(Row::new).collect();
    let (may_write, may_publish) =
        (person.may_at_home(Deed::WritePapers), person.may_at_home(Deed::PublishPapers));
    show(&Papers { chrome, rows, may_write, may_publish })
}

pub async fn unpublish(
    State(app): State<App>,
    Staff(person): Staff,
    Path(slug): Path<String>,
    _: Fields,
) -> Answer {
    app.unpublish(&person, &slug).await?;
    go_to("/author")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_empty_and_full() {
        for may in [true, false] {
            for_staff(|chrome| Papers { chrome, rows: vec![], may_write: may, may_publish: may });
            let row = |open, has_news| Row {
                slug: "a".into(),
                title: "手続き".into(),
                lies: "ブラウザー",
                saved: "2026-11-24 09:00:00".into(),
                errors: 1,
                warnings: 2,
                open,
                may_open: true,
                has_news,
            };
            let rows = || vec![row(None, false), row(Some(2), true)];
            for_staff(|chrome| Papers { chrome, rows: rows(), may_write: may, may_publish: may });
        }
    }
}
