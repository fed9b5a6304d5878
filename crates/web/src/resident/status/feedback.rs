//! What somebody says of a procedure, later than on the done page.

use axum::extract::{Path, State};
use madoguchi_app::{App, Submission};

use super::{path, submission_of};
use crate::{
    form_state::MaybeStale,
    page::{Answer, show},
    problem::Problem,
    resident::feedback::Page,
    who::{Resident, Whence},
};

async fn page(app: &App, resident: Resident, submission: &Submission) -> Result<Page, Problem> {
    let chrome = resident.chrome.with_help_of(app, &submission.department);
    let back = chrome.url(&path(&submission.receipt));
    Ok(Page::new(app, chrome, submission, (format!("{back}/feedback"), back)).await?)
}

/// Asks.
pub async fn get(resident: Resident, State(app): State<App>, Path(receipt): Path<String>) -> Answer {
    let submission = submission_of(&app, &resident, &receipt).await?;
    show(&page(&app, resident, &submission).await?)
}

/// Takes it.
pub async fn post(
    resident: Resident,
    State(app): State<App>,
    Whence(from): Whence,
    Path(receipt): Path<String>,
    sent: MaybeStale,
) -> Answer {
    let submission = submission_of(&app, &resident, &receipt).await?;
    page(&app, resident, &submission).await?.take(&app, &submission, sent, &from).await
}
