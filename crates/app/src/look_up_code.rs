//! Whoever has the number but not the key is let in by a letter: six digits go to the address that stands in the
//! submission, and count in the browser that asked for them.

use madoguchi_auth::Identity;
use madoguchi_notify::Slip;
use madoguchi_store::{StoreError, sign_ins, submissions};
use madoguchi_vocab::{Lang, ReceiptNumber, SubmissionId};

use crate::{
    App, Result, Trouble, Visitor,
    member::Proof,
    throttle::{PER_ADDRESS, PER_THING, number_key},
};

/// What such a letter proves: that somebody reads the letters of a submission. It opens no account.
const KIND: &str = "submission";

impl App {
    /// Sends the digits, if there is such a submission and it has an address. Nothing that is answered tells whether it has,
    /// nor how long that takes: for a number of nobody a try is noted as for any other, with digits that reach nobody.
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
        let thing = number_key(receipt);
        let keys = [
            (format!("look-up-letter:{thing}"), PER_THING),
            (format!("look-up-letter-from:{from}"), PER_ADDRESS),
        ];
        self.may_try(&keys).await?;
        self.count_try(&keys).await?;
        let known = match ReceiptNumber::parse(receipt) {
            Ok(number) => match submissions::by_receipt(&self.store().reader(), &number).await {
                Err(StoreError::NotFound) => None,
                row => Some(row?),
            },
            Err(_) => None,
        };
        let read_at = known.and_then(|row| Some((row.id.to_string(), row.email?)));
        let is_read = read_at.is_some();
        // No id of a submission looks like this: its digits let nobody in.
        let (subject, address) = read_at.unwrap_or_else(|| (format!("none:{thing}"), thing));
        let leaves = match self.letter_goes_to(&Identity::mail(&address), from).await {
            // Whoever reads the letters has enough of them, and asking does not tell that there is somebody.
            Err(Trouble::TooMany { .. }) => false,
            counted => counted.map(|()| is_read)?,
        };
        let proof = Proof { kind: KIND, subject, address, leaves };
        self.send_proof(Slip::LookUp, proof, lang, visitor).await
    }

    /// Lets the browser look at the submission whose digits are typed in it: once, in their time.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if they are not the digits, were used, or their time is over; [`Trouble::TooMany`] after too
    /// many wrong ones.
    pub async fn look_up_by_code(&self, code: &str, visitor: &Visitor, from: &str) -> Result<ReceiptNumber> {
        let keys = [(format!("look-up-code-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        // Wrong digits of strangers shut nobody out: there is no link to fall back on. How many can be tried is bounded by the
        // letters that go to an address in a day.
        let Some(letter) = self.letter_by_code(KIND, code, visitor, None).await? else {
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
