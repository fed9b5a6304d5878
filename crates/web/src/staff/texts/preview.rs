//! A notice with sample values, as it will be printed.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::App;

use super::{complaints, control, named, of_procedure, piece::posted};
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, show, show_pdf},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/texts/p/{slug}/{piece}/preview";

/// Why there is nothing to look at yet. It stands in a tab of its own; what was typed is in the other.
#[derive(Template)]
#[template(path = "staff/texts/preview.html")]
struct Unfit {
    chrome: Chrome,
    back: String,
    wrong: Vec<Wrong>,
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path((slug, piece)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let (slug, piece) = named(&slug, &piece)?;
    if piece.is_letter() {
        return Err(Problem::Missing);
    }
    match app.preview_wording(&person, slug.as_str(), piece, &posted(piece, &fields)).await {
        Ok(pdf) => show_pdf(&format!("見本-{slug}-{}.pdf", piece.name()), pdf),
        Err(trouble) => {
            let first = control(piece.slots()[0].name, madoguchi_vocab::Lang::Ja);
            let wrong = complaints(trouble, &first)?;
            let back = format!("{}/{}", of_procedure(slug.as_str()), piece.code());
            let page = show(&Unfit { chrome: chrome.with_errors(), back, wrong })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws() {
        for_staff(|chrome| Unfit {
            chrome,
            back: "/staff/texts/p/x/notice.refused".into(),
            wrong: vec![Wrong::at("title-ja", "日本語の題名：1 行で<書いて>ください")],
        });
    }
}
