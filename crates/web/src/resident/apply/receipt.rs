//! The receipt with all answers, to print and keep.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;

use super::{ShownSection, by_proxy, draft_of, path, sections};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    resident::costs::{self, Cost},
    who::Resident,
};

#[derive(Template)]
#[template(path = "resident/apply/receipt.html")]
struct Page {
    chrome: Chrome,
    name: String,
    receipt: String,
    key: String,
    arrived: String,
    /// Where to follow it, in full: it is read from paper.
    address: String,
    back: String,
    /// The same as a sheet of paper.
    sheet: String,
    /// Who acted for whom.
    proxy: Option<String>,
    costs: Vec<Cost>,
    sections: Vec<ShownSection>,
}

/// Shows the receipt.
pub async fn get(resident: Resident, State(app): State<App>, Path(id): Path<String>) -> Answer {
    let draft = draft_of(&app, &resident, &id).await?;
    let (receipt, submission) = app.receipt_of(&draft).await?;
    let chrome = resident.chrome.with_help_of(&app, &submission.department);
    let base = chrome.url(&path(draft.id));
    show(&Page {
        name: chrome.text(&submission.paper.procedure.title).to_owned(),
        receipt: receipt.receipt.to_string(),
        key: receipt.key.reveal().to_owned(),
        arrived: chrome.moment(&receipt.arrived_at),
        address: format!("{}{}", app.settings().public_url, chrome.url("/status")),
        back: format!("{base}/done"),
        sheet: chrome.url(&format!("/status/{}/receipt.pdf", receipt.receipt)),
        proxy: by_proxy(&submission, &chrome),
        costs: costs::of(&submission.paper.procedure, &chrome),
        sections: sections(submission.print(chrome.lang), &format!("{base}/files"), &|_| None),
        chrome,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page::tests::in_every_language, resident::apply::sections::tests::sample};

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            chrome,
            name: "見本".into(),
            receipt: "K7MN-4128-83".into(),
            key: "7Q4M-KX2P-9D3T-VW5H".into(),
            arrived: "令和8年11月23日 9:05".into(),
            address: "https://example.jp/status".into(),
            back: "/apply/x/done".into(),
            sheet: "/status/x/receipt.pdf".into(),
            proxy: Some("見本 花子 さんの代理".into()),
            costs: costs::sample(),
            sections: sample(),
        });
    }
}
