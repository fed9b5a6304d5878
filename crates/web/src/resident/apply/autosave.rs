//! What is typed is saved while somebody is still at it. Only scripts ask for this; they show what is said.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use madoguchi_app::{App, Draft};
use madoguchi_forms::Page;
use serde::Serialize;

use super::{conflict, save};
use crate::{chrome::Chrome, form_state::Fields, page::Answer, who::Resident};

/// The value of `_action`.
pub const ACTION: &str = "autosave";

#[derive(Serialize)]
struct Said {
    /// For the line below the buttons.
    said: String,
    /// What the page posts next as `_seen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
}

/// Saves, unless another tab has changed the page: that is for the person to decide.
pub async fn post(
    app: &App,
    resident: &Resident,
    chrome: &Chrome,
    draft: Draft,
    page: &Page,
    fields: &Fields,
) -> Answer {
    let typed = save::merged(&draft, page, fields)?;
    if conflict::found(app, chrome, &draft, page, &typed, fields).is_some() {
        return Ok(refused(chrome));
    }
    let draft = save::save(app, draft, resident, page, fields).await?;
    let at = draft.saved_at.jst().format("%-H:%M").to_string();
    let said = chrome.put("question.autosaved", at);
    Ok(Json(Said { said, seen: Some(conflict::digest(&draft, page)) }).into_response())
}

/// It cannot be saved without somebody looking: the form is stale, or another tab was here.
pub fn refused(chrome: &Chrome) -> Response {
    let said = chrome.say("question.autosave_stopped").to_owned();
    (StatusCode::CONFLICT, Json(Said { said, seen: None })).into_response()
}
