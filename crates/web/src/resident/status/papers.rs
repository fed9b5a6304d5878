//! What the resident can take home: the notices, the receipt, a copy of what was sent.

use axum::extract::{Path, State};
use madoguchi_app::{App, Issued, Submission};
use madoguchi_vocab::{DocumentId, ReceiptNumber};

use crate::{
    chrome::Chrome,
    page::{Answer, give_file, give_pdf},
    problem::Problem,
    who::Resident,
};

/// A document on the status page.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// Number and day.
    pub about: String,
    /// Where it is taken from, if it is not on paper.
    pub url: Option<String>,
    /// What is to be known of it: that it comes by post, that another took its place.
    pub notes: Vec<String>,
    /// Whether it is still what counts.
    pub current: bool,
}

/// The notices of a submission, as its page shows them.
pub fn of(submission: &Submission, issued: Vec<Issued>, chrome: &Chrome) -> Vec<Paper> {
    let base = chrome.url(&super::path(&submission.receipt));
    let paper = |d: Issued| {
        let mut notes = Vec::new();
        if d.superseded {
            notes.push(chrome.say("papers.superseded").to_owned());
        }
        match &d.posted {
            Some((on, _)) => notes.push(chrome.put("papers.posted", chrome.day(on))),
            None if d.by_post && !d.superseded => notes.push(chrome.say("papers.by_post").to_owned()),
            None => {}
        }
        Paper {
            about: format!("{}　{}", d.number, chrome.day(&d.issued_at.date())),
            url: (!d.by_post).then(|| format!("{base}/documents/{}", d.id)),
            title: d.title,
            notes,
            current: !d.superseded,
        }
    };
    issued.into_iter().map(paper).collect()
}

/// A notice, for whoever may look at it.
pub async fn document(
    resident: Resident,
    State(app): State<App>,
    Path((receipt, id)): Path<(String, String)>,
) -> Answer {
    let receipt: ReceiptNumber = receipt.parse().map_err(|_| Problem::LookUp)?;
    let id: DocumentId = id.parse().map_err(|_| Problem::Missing)?;
    give_file(app.issued_to_resident(&receipt, &resident.visitor, id).await?)
}

/// 受付票
pub async fn receipt(resident: Resident, State(app): State<App>, Path(receipt): Path<String>) -> Answer {
    let receipt: ReceiptNumber = receipt.parse().map_err(|_| Problem::LookUp)?;
    let pdf = app.receipt_sheet(&receipt, &resident.visitor).await?;
    give_pdf(&format!("受付票-{receipt}.pdf"), pdf)
}

/// 申請書の写し
pub async fn copy(resident: Resident, State(app): State<App>, Path(receipt): Path<String>) -> Answer {
    let receipt: ReceiptNumber = receipt.parse().map_err(|_| Problem::LookUp)?;
    let pdf = app.own_copy(&receipt, &resident.visitor).await?;
    give_pdf(&format!("写し-{receipt}.pdf"), pdf)
}
