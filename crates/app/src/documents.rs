//! What was issued, for those who may see it; and whether a document somebody holds is genuine.

use madoguchi_auth::Deed;
use madoguchi_documents::{Document, Notice};
use madoguchi_store::{
    attachments::Download,
    audit,
    documents::{self, DocumentRow},
};
use madoguchi_vocab::{Date, DocumentId, Instant, ReceiptNumber, normalise};

use crate::{
    App, Result, StaffPerson, StoredFile, Submission, Trouble, Visitor,
    issue::NOTICE,
    throttle::{PER_ADDRESS, PER_THING},
};

/// A document that was issued.
#[derive(Clone, Debug, PartialEq)]
pub struct Issued {
    /// Which.
    pub id: DocumentId,
    /// 文書番号
    pub number: String,
    /// Its title.
    pub title: String,
    /// When.
    pub issued_at: Instant,
    /// 職名
    pub issued_by: String,
    /// SHA-256 of the PDF, in hexadecimal.
    pub digest: String,
    /// In bytes.
    pub size: u64,
    /// Whether another has taken its place.
    pub superseded: bool,
    /// Whether it goes on paper: the resident has not agreed to read it on the page.
    pub by_post: bool,
    /// When it went, and by whose hand.
    pub posted: Option<(Date, String)>,
    /// When the resident first took it.
    pub first_downloaded_at: Option<Instant>,
}

/// What is told to whoever shows number and code of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genuine {
    /// 文書番号
    pub number: String,
    /// Its title.
    pub title: String,
    /// The day it was issued.
    pub issued_on: Date,
    /// 職名
    pub issued_by: String,
    /// SHA-256 of the PDF, in hexadecimal.
    pub digest: String,
    /// The number of the one that is valid now, if this one is not.
    pub superseded: bool,
}

impl From<DocumentRow> for Issued {
    fn from(d: DocumentRow) -> Self {
        Self {
            id: d.id,
            number: d.number,
            title: d.title,
            issued_at: d.issued_at,
            issued_by: d.issued_by,
            digest: hex::encode(d.digest),
            size: u64::try_from(d.size).unwrap_or_default(),
            superseded: d.superseded_by.is_some(),
            by_post: d.by_post,
            posted: d.posted_on.map(|on| (on, d.posted_by.unwrap_or_default())),
            first_downloaded_at: d.first_downloaded_at,
        }
    }
}

impl App {
    /// What was issued about a submission, the newest first, for whoever has been let through to it.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet cannot be read.
    pub async fn issued(&self, submission: &Submission) -> Result<Vec<Issued>> {
        let rows = documents::of_submission(&self.store().reader(), submission.id).await?;
        Ok(rows.into_iter().map(Issued::from).collect())
    }

    /// Whether the resident wants the decision on the page instead of on paper.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet cannot be read.
    pub async fn wants_no_paper(&self, submission: &Submission) -> Result<bool> {
        Ok(documents::agreed(&self.store().reader(), submission.id).await?)
    }

    /// A document for a member of staff of the department. The look is noted.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not there or another department's.
    pub async fn issued_to_staff(
        &self,
        staff: &StaffPerson,
        receipt: &ReceiptNumber,
        id: Option<DocumentId>,
    ) -> Result<StoredFile> {
        let submission = self.submission(receipt).await?;
        if !staff.may(Deed::SeeSubmission, &submission.department) {
            return Err(Trouble::NotFound);
        }
        let row = self.issued_row(&submission, id).await?;
        let actor = serde_json::to_value(staff.actor())?;
        let mut tx = self.store().begin().await?;
        // Of whom it tells is the submission: by that people are counted.
        audit::note_why(&mut tx, self.now(), actor, "viewed-document", receipt.as_str(), &row.number).await?;
        tx.commit().await?;
        self.give(row).await
    }

    /// A document for the resident who has shown number and key. That it was taken is noted, the first time.
    ///
    /// # Errors
    /// As [`App::status`]; [`Trouble::NotFound`] if it is not there or goes on paper.
    pub async fn issued_to_resident(
        &self,
        receipt: &ReceiptNumber,
        visitor: &Visitor,
        id: DocumentId,
    ) -> Result<StoredFile> {
        let submission = self.status(receipt, visitor).await?;
        let row = self.issued_row(&submission, Some(id)).await?;
        if row.by_post {
            return Err(Trouble::NotFound);
        }
        if row.first_downloaded_at.is_none() {
            let mut tx = self.store().begin().await?;
            documents::downloaded(&mut tx, row.id, self.now()).await?;
            tx.commit().await?;
        }
        self.give(row).await
    }

    /// Notes that a notice was sent on paper.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not this department's, [`Trouble::Overtaken`] if it was noted already,
    /// [`Trouble::Refused`] if the day is before the decision or has not come yet.
    pub async fn posted(
        &self,
        staff: &StaffPerson,
        receipt: &ReceiptNumber,
        id: DocumentId,
        on: Date,
    ) -> Result<()> {
        let submission = self.submission(receipt).await?;
        if !staff.may(Deed::WorkOnSubmission, &submission.department) {
            return Err(Trouble::NotFound);
        }
        let row = self.issued_row(&submission, Some(id)).await?;
        if on < row.issued_at.date() || on > self.today() {
            return Err(Trouble::Refused(madoguchi_workflow::Refusal::DueOutOfReach));
        }
        let mut tx = self.store().begin().await?;
        documents::posted(&mut tx, row.id, on, &staff.name).await?;
        let actor = serde_json::to_value(staff.actor())?;
        audit::note_why(&mut tx, self.now(), actor, "posted-document", receipt.as_str(), &row.number).await?;
        Ok(tx.commit().await?)
    }

    /// What is known of a document, for whoever shows its number and the code that stands on it. Unknown number and
    /// wrong code look alike.
    ///
    /// # Errors
    /// [`Trouble::NotFound`], or [`Trouble::TooMany`] after too many tries.
    pub async fn genuine(&self, number: &str, code: &str, from: &str) -> Result<Genuine> {
        let number = normalise::document_number(number);
        let thing: String = number.chars().take(60).collect();
        let keys = [(format!("document:{thing}"), PER_THING), (format!("document-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        let row = documents::by_number(&self.store().reader(), &number).await?;
        // A number nobody has is compared too, so that it costs the same time.
        let id = row.as_ref().map_or(DocumentId(uuid::Uuid::nil()), |r| r.id);
        let fits = self.secret().document_code_fits(id, code);
        let Some(row) = row.filter(|_| fits) else {
            self.count_try(&keys).await?;
            return Err(Trouble::NotFound);
        };
        Ok(Genuine {
            issued_on: row.issued_at.date(),
            digest: hex::encode(row.digest),
            superseded: row.superseded_by.is_some(),
            number: row.number,
            title: row.title,
            issued_by: row.issued_by,
        })
    }

    /// The notice in force of a submission, as values: for printing many at once.
    pub(crate) async fn notice_in_force(&self, submission: &Submission) -> Result<Document> {
        let row = self.issued_row(submission, None).await?;
        let mut notice: Notice = serde_json::from_value(row.facts.ok_or(Trouble::Gone)?)?;
        notice.seal = self.0.printer.seal();
        Ok(Document::Notice(Box::new(notice)))
    }

    /// The document of that id, or the notice in force.
    async fn issued_row(&self, submission: &Submission, id: Option<DocumentId>) -> Result<DocumentRow> {
        let rows = documents::of_submission(&self.store().reader(), submission.id).await?;
        let wanted = |row: &DocumentRow| match id {
            Some(id) => row.id == id,
            None => row.kind == NOTICE && row.superseded_by.is_none(),
        };
        rows.into_iter().find(wanted).ok_or(Trouble::NotFound)
    }

    async fn give(&self, row: DocumentRow) -> Result<StoredFile> {
        let content: Download = self.0.vault.give(row.digest).await?;
        Ok(StoredFile {
            name: format!("{}.pdf", row.number),
            kind: "application/pdf".to_owned(),
            size: u64::try_from(row.size).unwrap_or_default(),
            content,
        })
    }
}
