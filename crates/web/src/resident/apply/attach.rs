//! A file is sent as soon as it is chosen. Only scripts ask for this; they show what is said. Without them files come with
//! their page, and the same rules hold.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use madoguchi_app::{App, Draft};
use madoguchi_forms::Page;
use serde::Serialize;

use super::{path, save};
use crate::{chrome::Chrome, form_state::Upload, page::Answer, widget::size};

/// The value of `_action`.
pub const ACTION: &str = "attach";

#[derive(Serialize)]
struct Said {
    /// What is not right; empty where everything was taken.
    said: String,
    /// Everything that was given to the question by now.
    files: Vec<Given>,
}

#[derive(Serialize)]
struct Given {
    id: String,
    name: String,
    size: String,
    url: String,
}

/// Takes the files that came; answers are left alone.
pub async fn post(app: &App, chrome: &Chrome, draft: Draft, page: &Page, uploads: Vec<Upload>) -> Answer {
    let input = uploads.first().map(|upload| upload.input.clone()).unwrap_or_default();
    let (draft, wrong) = save::take_files(app, chrome, draft, page, uploads).await?;
    let folder = chrome.url(&format!("{}/files", path(draft.id)));
    let given = |id: &String| {
        let file = draft.files.get(id)?;
        let url = format!("{folder}/{id}");
        Some(Given { id: id.clone(), name: file.name.clone(), size: size(file.size), url })
    };
    let files = draft.typed.all(&input).iter().filter_map(given);
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let said = wrong.into_iter().map(|w| w.text).collect::<Vec<_>>().join(" ");
    let said: Response = Json(Said { said, files: files.collect() }).into_response();
    Ok((status, said).into_response())
}
