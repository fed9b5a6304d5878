//! The letters and notices of a procedure, and whose words each is in.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Origin, Worded};
use madoguchi_vocab::Slug;

use super::{language, of_procedure};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    problem::Problem,
    staff::labels,
    who::Staff,
};

pub const PATH: &str = "/texts/p/{slug}";

struct Row {
    url: String,
    name: &'static str,
    whose: &'static str,
    langs: String,
}

#[derive(Template)]
#[template(path = "staff/texts/procedure.html")]
struct Procedure {
    chrome: Chrome,
    title: String,
    letters: Vec<Row>,
    notices: Vec<Row>,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
) -> Answer {
    let slug = Slug::parse(&slug).map_err(|_| Problem::Missing)?;
    let (paper, all) = app.wordings(&person, slug.as_str()).await?;
    let (letters, notices): (Vec<_>, Vec<_>) = all.iter().partition(|w| w.piece.is_letter());
    let rows = |of: Vec<&Worded>| of.into_iter().map(|w| row(slug.as_str(), w)).collect();
    show(&Procedure {
        chrome,
        title: paper.procedure.title.ja.clone(),
        letters: rows(letters),
        notices: rows(notices),
    })
}

/// Whose words, in words.
pub fn whose(origin: Origin) -> &'static str {
    match origin {
        Origin::City => "市の文",
        Origin::Paper => "様式の文",
        Origin::Department => "課の文",
    }
}

fn row(slug: &str, worded: &Worded) -> Row {
    let langs: Vec<_> =
        worded.piece.langs().iter().filter(|l| worded.words.speaks(**l)).map(|l| language(*l)).collect();
    Row {
        url: format!("{}/{}", of_procedure(slug), worded.piece.code()),
        name: labels::piece(worded.piece),
        whose: whose(worded.origin),
        langs: if worded.piece.is_letter() { langs.join("・") } else { String::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws() {
        for_staff(|chrome| {
            let row = || Row {
                url: "/staff/texts/p/x/letter.granted".into(),
                name: "認容したとき",
                whose: "課の文",
                langs: "日本語・英語".into(),
            };
            Procedure {
                chrome, title: "見本<の>手続き".into(), letters: vec![row()], notices: vec![row()]
            }
        });
    }
}
