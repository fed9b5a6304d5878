//! A question of the resident to the office.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Writer};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::Enclosure;

use super::{path, submission_of};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    enclosures,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Resident,
};

#[derive(Template)]
#[template(path = "resident/status/write.html")]
struct Page {
    chrome: Chrome,
    name: String,
    receipt: String,
    back: String,
    text: String,
    files: Vec<Enclosure>,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self, at: &str) -> Option<&str> {
        complaint::at(&self.wrong, at)
    }

    fn hint(&self) -> String {
        enclosures::hint(&self.chrome)
    }
}

/// Shows where to write.
pub async fn get(resident: Resident, State(app): State<App>, Path(receipt): Path<String>) -> Answer {
    show(&page(&app, &resident, &receipt).await?)
}

async fn page(app: &App, resident: &Resident, receipt: &str) -> Result<Page, Problem> {
    let submission = submission_of(app, resident, receipt).await?;
    let chrome = resident.chrome.clone().with_help_of(app, &submission.department);
    Ok(Page {
        name: chrome.text(&submission.paper.procedure.title).to_owned(),
        receipt: submission.receipt.to_string(),
        back: chrome.url(&path(&submission.receipt)),
        text: String::new(),
        files: vec![],
        wrong: vec![],
        chrome,
    })
}

/// Sends it.
pub async fn post(
    resident: Resident,
    State(app): State<App>,
    Path(receipt): Path<String>,
    mut fields: Fields,
) -> Answer {
    let mut page = page(&app, &resident, &receipt).await?;
    let receipt: ReceiptNumber = receipt.parse().map_err(|_| Problem::LookUp)?;
    let by = Writer::Resident(&resident.visitor);
    (page.files, page.wrong) = enclosures::taken(&app, &page.chrome, by, &receipt, &mut fields).await?;
    page.text = fields.first("text").to_owned();
    if page.text.trim().is_empty() {
        page.wrong.insert(0, Wrong::at("text", page.chrome.say("write.empty")));
    }
    if !page.wrong.is_empty() {
        page.chrome = page.chrome.with_errors();
        return show_again(&page);
    }
    let files: Vec<_> = page.files.iter().map(|f| f.id).collect();
    app.write(by, &receipt, &page.text, &files).await?;
    go_to(&page.back)
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::FileId;

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
            text: "いつ<届きますか".into(),
            files: vec![Enclosure {
                id: FileId(Default::default()),
                name: "写真.jpg".into(),
                digest: String::new(),
            }],
        });
    }
}
