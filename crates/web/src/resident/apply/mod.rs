//! Filling in: questions, check, done, and what belongs to a draft.

mod attach;
mod autosave;
mod check;
mod conflict;
mod done;
mod file;
mod keep;
mod news;
mod offer;
mod question;
mod receipt;
pub mod save;
mod saved;
mod sections;
mod side;
mod tasks;

use axum::{
    Router,
    extract::{Path, State},
    routing::{get, post},
};
use madoguchi_app::{App, Draft, Trouble};
use madoguchi_forms::{Page, Reading};
use madoguchi_vocab::DraftId;

#[cfg(test)]
pub use self::sections::tests::sample as sample_sections;
pub use self::{
    news::News,
    save::{LookedUp, add_row, drop_row, look_up_address},
    sections::{ShownSection, by_proxy, sections},
};
use crate::{
    form_state::MaybeStale,
    page::{Answer, go_to},
    problem::Problem,
    who::Resident,
};

/// The routes of a draft.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/apply/{id}", get(enter))
        .route("/apply/{id}/check", get(check::get))
        .route("/apply/{id}/submit", post(check::post))
        .route("/apply/{id}/done", get(done::get).post(done::post))
        .route("/apply/{id}/keep", post(keep::post))
        .route("/apply/{id}/receipt", get(receipt::get))
        .route("/apply/{id}/saved", get(saved::get).post(saved::post))
        .route("/apply/{id}/tasks", get(tasks::get))
        .route("/apply/{id}/files/{file}", get(file::get))
        .route("/apply/{id}/{page}", get(question::get).post(question::post))
}

/// The address of a draft: it leads on to where there is something to do.
pub fn path(id: DraftId) -> String {
    format!("/apply/{id}")
}

/// The draft of an address. An address that cannot be one is as if it were not there.
async fn draft_of(app: &App, resident: &Resident, id: &str) -> Result<Draft, Problem> {
    let id: DraftId = id.parse().map_err(|_| Problem::Missing)?;
    match app.draft(id, &resident.visitor).await {
        // It is on the page of whoever began it here, once they sign in again.
        Err(Trouble::SignIn) => Err(Problem::SignIn(String::new())),
        found => Ok(found?),
    }
}

/// The draft of a form that was posted. Where the cookie is gone but the form was shown to the browser the draft
/// belongs to (a restored tab), it is this browser's now.
async fn draft_of_form(
    app: &App,
    resident: &Resident,
    id: &str,
    form: &MaybeStale,
) -> Result<Draft, Problem> {
    match draft_of(app, resident, id).await {
        Err(Problem::Missing) if form.stale => {
            let draft = id.parse().map_err(|_| Problem::Missing)?;
            app.reclaim_draft(draft, form.token(), &resident.visitor).await?;
            draft_of(app, resident, id).await
        }
        found => {
            let draft = found?;
            // Whoever goes on with it while signed in finds it on their page.
            if resident.member.is_some() && !draft.in_account && draft.receipt.is_none() {
                app.take_into_account(draft.id, &resident.visitor).await?;
            }
            Ok(draft)
        }
    }
}

/// Where there is something to do: the first page that is not complete or was never sent, the exit, or the check
/// page.
fn where_to_go_on(draft: &Draft, reading: &Reading<'_>) -> String {
    let base = path(draft.id);
    if draft.receipt.is_some() {
        return format!("{base}/done");
    }
    let is_open = |page: &&Page| {
        let wanting = reading.complaints_on(&page.key).next().is_some();
        wanting || (page.exit.is_none() && !draft.typed.was_sent(&page.key))
    };
    match reading.journey.iter().copied().find(is_open).or_else(|| reading.exit()) {
        Some(page) => format!("{base}/{}", page.key),
        None => format!("{base}/check"),
    }
}

async fn enter(resident: Resident, State(app): State<App>, Path(id): Path<String>) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    let reading = draft.read(app.today());
    go_to(&resident.chrome.url(&where_to_go_on(&draft, &reading)))
}
