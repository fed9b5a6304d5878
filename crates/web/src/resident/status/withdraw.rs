//! 取下げ

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;

use super::{path, submission_of};
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    problem::Problem,
    who::Resident,
};

#[derive(Template)]
#[template(path = "resident/status/withdraw.html")]
struct Page {
    chrome: Chrome,
    name: String,
    receipt: String,
    revision: i64,
    back: String,
}

/// Says what withdrawing means.
pub async fn get(resident: Resident, State(app): State<App>, Path(receipt): Path<String>) -> Answer {
    let submission = submission_of(&app, &resident, &receipt).await?;
    if submission.stage.name().is_final() {
        return Err(Problem::NotNow);
    }
    let chrome = resident.chrome.with_help_of(&app, &submission.department);
    show(&Page {
        name: chrome.text(&submission.paper.procedure.title).to_owned(),
        receipt: submission.receipt.to_string(),
        revision: submission.revision,
        back: chrome.url(&path(&submission.receipt)),
        chrome,
    })
}

/// Withdraws.
pub async fn post(
    resident: Resident,
    State(app): State<App>,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let submission = submission_of(&app, &resident, &receipt).await?;
    let revision = fields.revision.ok_or(Problem::Unreadable)?;
    app.withdraw(&submission.receipt, &resident.visitor, revision, fields.first("reason")).await?;
    go_to(&resident.chrome.url(&path(&submission.receipt)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            chrome,
            name: "見本".into(),
            receipt: "K7MN-4128-83".into(),
            revision: 3,
            back: "/status/x".into(),
        });
    }
}
