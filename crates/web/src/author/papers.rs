//! The papers: what is wrong with them, which are open, and the buttons that open and close.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, PaperLine};
use madoguchi_auth::Deed;

use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    who::Staff,
};

struct Row {
    slug: String,
    title: String,
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
            title: line
                .loaded
                .paper
                .as_ref()
                .map_or_else(|| line.loaded.slug.clone(), |p| p.procedure.title.ja.clone()),
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
    may_publish: bool,
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    let rows = app.paper_lines(&person)?.iter().map(Row::new).collect();
    show(&Papers { chrome, rows, may_publish: person.may_at_home(Deed::PublishPapers) })
}

pub async fn publish(
    State(app): State<App>,
    Staff(person): Staff,
    Path(slug): Path<String>,
    _: Fields,
) -> Answer {
    app.publish(&person, &slug).await?;
    go_to("/author")
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
        for may_publish in [true, false] {
            for_staff(|chrome| Papers { chrome, rows: vec![], may_publish });
            let row = |open, has_news| Row {
                slug: "a".into(),
                title: "手続き".into(),
                errors: 1,
                warnings: 2,
                open,
                may_open: true,
                has_news,
            };
            for_staff(|chrome| Papers {
                chrome,
                rows: vec![row(None, false), row(Some(2), true)],
                may_publish,
            });
        }
    }
}
