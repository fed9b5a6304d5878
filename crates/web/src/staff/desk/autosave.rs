//! What is typed at the desk is saved by itself, also when the session of who typed it has ended.

use axum::{Json, http::StatusCode, response::IntoResponse};
use madoguchi_app::App;
use serde::Serialize;

use super::{
    draft_of, held_by,
    posted::{self, Posted},
};
use crate::{
    form_state::{Fields, MaybeStale},
    page::Answer,
    problem::Problem,
    session::Browser,
};

/// The value of `_action` that scripts send.
pub const AUTOSAVE: &str = "autosave";

/// What a script is told.
#[derive(Serialize)]
pub struct Said {
    pub said: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Nothing more is saved by itself: somebody has to look.
pub fn stopped(status: StatusCode, said: &str) -> Answer {
    Ok((status, Json(Said { said: said.to_owned(), seen: None })).into_response())
}

/// Somebody was away so long that the session ended. What they typed is kept in their draft; to see it they sign in.
pub async fn left_too_long(
    app: &App,
    browser: &Browser,
    next: String,
    id: &str,
    form: &MaybeStale,
) -> Answer {
    let autosaved = form.fields.action == AUTOSAVE;
    let kept = !form.stale && keep_for_later(app, browser, id, &form.fields).await?;
    match (kept, autosaved) {
        (true, true) => stopped(
            StatusCode::UNAUTHORIZED,
            "時間がたったためサインインが切れました。入力した内容は保存してあります。サインインし直すと続きから入力できます。",
        ),
        (false, true) => stopped(
            StatusCode::UNAUTHORIZED,
            "時間がたったためサインインが切れました。自動保存を止めました。",
        ),
        (_, false) => Err(Problem::SignIn(next)),
    }
}

async fn keep_for_later(app: &App, browser: &Browser, id: &str, fields: &Fields) -> Result<bool, Problem> {
    let Some(token) = &browser.staff else { return Ok(false) };
    let Some(person) = app.staff_session_left(token).await? else { return Ok(false) };
    let Ok(draft) = draft_of(app, &person, id).await else { return Ok(false) };
    if draft.receipt.is_some() || held_by(&draft, &person).is_some() {
        return Ok(false);
    }
    let posted = Posted::read(&draft, fields)?;
    // What another tab has saved since is not overwritten unseen.
    if !fields.seen.is_empty() && fields.seen != posted::digest(&draft) {
        return Ok(posted.is_kept(&draft));
    }
    let Posted { typed, came, facts } = posted;
    app.save_at_desk(&person, &draft, typed, came.lang, facts).await?;
    Ok(true)
}
