//! A question of the resident to the office.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Trouble};
use madoguchi_workflow::Refusal;

use super::{path, submission_of};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    who::Resident,
};

#[derive(Template)]
#[template(path = "resident/status/write.html")]
struct Page {
    chrome: Chrome,
    name: String,
    receipt: String,
    back: String,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "text")
    }
}

/// Shows where to write.
pub async fn get(resident: Resident, State(app): State<App>, Path(receipt): Path<String>) -> Answer {
    show(&page(&app, &resident, &receipt).await?)
}

async fn page(app: &App, resident: &Resident, receipt: &str) -> Result<Page, crate::problem::Problem> {
    let submission = submission_of(app, resident, receipt).await?;
    let chrome = resident.chrome.clone().with_help_of(app, &submission.department);
    Ok(Page {
        name: chrome.text(&submission.paper.procedure.title).to_owned(),
        receipt: submission.receipt.to_string(),
        back: chrome.url(&path(&submission.receipt)),
        wrong: vec![],
        chrome,
    })
}

/// Sends it.
pub async fn post(
    resident: Resident,
    State(app): State<App>,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let mut page = page(&app, &resident, &receipt).await?;
    let submission = submission_of(&app, &resident, &receipt).await?;
    match app.write_to_office(&submission.receipt, &resident.visitor, fields.first("text")).await {
        Ok(()) => go_to(&page.back),
        Err(Trouble::Refused(Refusal::Missing(_))) => {
            page.chrome = page.chrome.with_errors();
            page.wrong = vec![Wrong::at("text", page.chrome.say("write.empty").to_owned())];
            show_again(&page)
        }
        Err(e) => Err(e.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            wrong: vec![Wrong::at("text", chrome.say("write.empty").to_owned())],
            chrome,
            name: "見本".into(),
            receipt: "K7MN-4128-83".into(),
            back: "/status/x".into(),
        });
    }
}
