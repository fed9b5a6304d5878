//! Whoever has the number but not the key is let in by a letter: six digits go to the address that stands in the
//! submission, and count in the browser that asked for them.

use madoguchi_notify::Slip;
use madoguchi_store::{StoreError, sign_ins, submissions};
use madoguchi_vocab::{Lang, ReceiptNumber, SubmissionId};

use crate::{
    App, Result, Trouble, Visitor,
    throttle::{PER_ADDRESS, PER_THING},
};

/// What such a letter proves: that somebody reads the letters of a submission. It opens no account.
const KIND: &str = "submission";

impl App {
    /// Sends the digits, if there is such a submission and it has an address. Nothing that is answered tells whether it has.
    ///
    /// # Errors
    /// [`Trouble::TooMany`] if they were asked for too often.
    pub async fn ask_look_up_code(
        &self,
        receipt: &str,
        lang: Lang,
        visitor: &Visitor,
        from: &str,
    ) -> Result<()> {
        let thing: String = madoguchi_vocab::normalise::search_key(receipt).chars().take(40).collect();
        let keys = [
            (format!("look-up-letter:{thing}"), PER_THING),
            (format!("look-up-letter-from:{from}"), PER_ADDRESS),
        ];
        self.may_try(&keys).await?;
        self.count_try(&keys).await?;
        let Ok(number) = ReceiptNumber::parse(receipt) else { return Ok(()) };
        let row = match submissions::by_receipt(&self.store().reader(), &number).await {
            Err(StoreError::NotFound) => return Ok(()),
            row => row?,
        };
        let Some(address) = row.email else { return Ok(()) };
        self.send_proof(Slip::LookUp, (KIND, row.id.to_string(), address), lang, visitor).await
    }

    /// Lets the browser look at the submission whose digits are typed in it: once, in their time.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if they are not the digits, were used, or their time is over; [`Trouble::TooMany`] after too
    /// many wrong ones.
    pub async fn look_up_by_code(&self, code: &str, visitor: &Visitor, from: &str) -> Result<ReceiptNumber> {
        let keys = [(format!("look-up-code-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        let Some(letter) = self.letter_by_code(KIND, code, visitor).await? else {
            self.count_try(&keys).await?;
            return Err(Trouble::NotFound);
        };
        let id: SubmissionId = letter.subject.parse().map_err(|_| Trouble::NotFound)?;
        let row = submissions::get(&self.store().reader(), id).await?;
        let now = self.now();
        let mut tx = self.store().begin().await?;
        match sign_ins::use_up(&mut tx, &letter, now).await {
            // Another press was first.
            Err(StoreError::NotFound) => return Err(Trouble::NotFound),
            used => used?,
        }
        submissions::grant_visit(&mut tx, visitor.hash(), row.id, now.plus(self.visit_time())).await?;
        tx.commit().await?;
        Ok(row.receipt)
    }
}
