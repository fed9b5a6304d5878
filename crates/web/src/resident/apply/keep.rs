//! What was just submitted is kept for the next procedure: only where its owner has signed in and says so.

use axum::extract::{Path, State};
use madoguchi_app::App;
use madoguchi_forms::{Known, Paper};

use super::{draft_of, path};
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to},
    problem::Problem,
    who::Resident,
};

/// What is known, in the words of a paper.
pub fn known_lines(paper: &Paper, known: &Known, chrome: &Chrome) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for (_, field) in paper.fields() {
        let Some(value) = field.applicant.and_then(|role| known.get(&role)) else { continue };
        let line = (chrome.text(&field.label).to_owned(), field.kind.show(value, chrome.lang));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// Keeps it.
pub async fn post(resident: Resident, State(app): State<App>, Path(id): Path<String>, _: Fields) -> Answer {
    let member = resident.member.as_ref().ok_or(Problem::SignIn(String::new()))?;
    let draft = draft_of(&app, &resident, &id).await?;
    let known = app.could_keep(&draft).await?;
    app.keep_answers(member, &known).await?;
    go_to(&resident.chrome.url(&format!("{}/done?kept", path(draft.id))))
}
