//! Messages between the resident and the office: part of the history, without moving the submission.

use madoguchi_auth::Deed;
use madoguchi_vocab::{Actor, ReceiptNumber, normalise};
use madoguchi_workflow::Action;

use crate::{App, Result, StaffPerson, Trouble, Visitor};

/// A message says nothing about the state it was written at, so being overtaken only means to try again.
const TRIES: usize = 4;

impl App {
    /// The office writes to the resident, who gets a mail that there is something to read.
    ///
    /// # Errors
    /// [`Trouble::Refused`] if there are no words, [`Trouble::NotFound`] if it is not this department's.
    pub async fn write_to_resident(
        &self,
        staff: &StaffPerson,
        receipt: &ReceiptNumber,
        text: &str,
    ) -> Result<()> {
        let submission = self.submission(receipt).await?;
        if !staff.may(Deed::WorkOnSubmission, &submission.department) {
            return Err(Trouble::NotFound);
        }
        let action = Action::Write { text: normalise::prose(text), files: vec![] };
        self.append_words(receipt, action, &staff.actor()).await
    }

    /// The resident writes to the office: the queue shows that somebody waits for an answer.
    ///
    /// # Errors
    /// [`Trouble::Refused`] if there are no words, [`Trouble::NotFound`] if number and key were not shown.
    pub async fn write_to_office(
        &self,
        receipt: &ReceiptNumber,
        visitor: &Visitor,
        text: &str,
    ) -> Result<()> {
        self.status(receipt, visitor).await?;
        let action = Action::Ask { text: normalise::prose(text), files: vec![] };
        self.append_words(receipt, action, &Actor::Resident).await
    }

    async fn append_words(&self, receipt: &ReceiptNumber, action: Action, by: &Actor) -> Result<()> {
        for _ in 1..TRIES {
            let submission = self.submission(receipt).await?;
            let revision = submission.revision;
            match self.apply(submission, revision, action.clone(), by, None, &[]).await {
                Err(Trouble::Overtaken) => {}
                done => return done,
            }
        }
        let submission = self.submission(receipt).await?;
        let revision = submission.revision;
        self.apply(submission, revision, action, by, None, &[]).await
    }
}
