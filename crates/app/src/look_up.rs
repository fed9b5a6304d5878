//! A resident follows a submission: number and key once, then the state.

use madoguchi_auth::Secret;
use madoguchi_store::{StoreError, attachments, held, submissions};
use madoguchi_vocab::{FileId, LookupKey, ReceiptNumber, SubmissionId};

use crate::{
    App, Result, StoredFile, Submission, Trouble, Visitor,
    throttle::{PER_ADDRESS, PER_THING, number_key},
};

impl App {
    /// Lets a browser look at a submission for a while. Unknown number, wrong number and wrong key look alike.
    ///
    /// # Errors
    /// [`Trouble::NotFound`], or [`Trouble::TooMany`] after too many tries.
    pub async fn look_up(
        &self,
        receipt: &str,
        key: &str,
        visitor: &Visitor,
        from: &str,
    ) -> Result<ReceiptNumber> {
        let keys = [
            (format!("look-up:{}", number_key(receipt)), PER_THING),
            (format!("look-up-from:{from}"), PER_ADDRESS),
        ];
        self.may_try(&keys).await?;
        let Some(found) = self.find(receipt, key).await? else {
            self.count_try(&keys).await?;
            return Err(Trouble::NotFound);
        };
        let (id, number) = found;
        let mut tx = self.store().begin().await?;
        submissions::grant_visit(&mut tx, visitor.hash(), id, self.now().plus(self.visit_time())).await?;
        tx.commit().await?;
        Ok(number)
    }

    async fn find(&self, receipt: &str, key: &str) -> Result<Option<(SubmissionId, ReceiptNumber)>> {
        let (Ok(number), Ok(key)) = (ReceiptNumber::parse(receipt), LookupKey::parse(key)) else {
            return Ok(None);
        };
        let row = match submissions::by_receipt(&self.store().reader(), &number).await {
            Ok(row) => Some(row),
            Err(StoreError::NotFound) => None,
            Err(e) => return Err(e.into()),
        };
        // A number nobody has is compared too, so that it costs the same time.
        let id = row.as_ref().map_or(SubmissionId(uuid::Uuid::nil()), |r| r.id);
        let fits = Secret::lookup_key_fits(self.secret(), id, &key);
        Ok(row.filter(|_| fits).map(|r| (r.id, number)))
    }

    /// The submission, for a browser that has shown number and key or that submitted it, or in which somebody has signed in
    /// whose account shows it.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] for any other browser, whether the number exists or not.
    pub async fn status(&self, receipt: &ReceiptNumber, visitor: &Visitor) -> Result<Submission> {
        let reader = self.store().reader();
        let row = match submissions::by_receipt(&reader, receipt).await {
            Ok(row) => row,
            Err(StoreError::NotFound) => return Err(Trouble::SignIn),
            Err(e) => return Err(e.into()),
        };
        let shown = submissions::may_visit(&reader, visitor.hash(), row.id, self.now()).await?;
        let own = match visitor.account() {
            Some(account) if !shown => held::holds(&reader, account, row.id).await?,
            _ => false,
        };
        if !(shown || own) {
            return Err(Trouble::SignIn);
        }
        self.submission_by_id(row.id).await
    }

    /// A file of a submission, for such a browser.
    ///
    /// # Errors
    /// As [`App::status`]; [`Trouble::NotFound`] if the submission has no such file.
    pub async fn file_of_submission(
        &self,
        receipt: &ReceiptNumber,
        visitor: &Visitor,
        file: FileId,
    ) -> Result<StoredFile> {
        let submission = self.status(receipt, visitor).await?;
        let rows = attachments::files_of_submission(&self.store().reader(), submission.id).await?;
        self.give_out(rows, file).await
    }
}
