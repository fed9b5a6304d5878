//! What goes on behind the counter, for whoever tends the office: chores, letters, scans, and what has stopped.

use madoguchi_auth::Deed;
use madoguchi_notify::Slip;
use madoguchi_store::{
    attachments,
    chores::{self, ChoreRow},
    exports,
    outbox::{self, LetterRow, Matter},
    submissions,
};
use madoguchi_vocab::{Instant, ReceiptNumber};
use madoguchi_workflow::Letter;

use crate::{App, Result, StaffPerson, Trouble};

/// Parked letters that are listed; the count says how many there are.
const LISTED: i64 = 100;

/// What goes on.
#[derive(Clone, Debug)]
pub struct Works {
    /// What is done again and again.
    pub chores: Vec<ChoreRow>,
    /// Letters that have not left yet.
    pub letters_waiting: i64,
    /// Of these, those that were tried in vain: how many, when the next is tried again, and what the mail server
    /// said, without addresses.
    pub letters_failing: Option<(i64, Instant, String)>,
    /// Letters that will not leave by themselves, the oldest first, at most a hundred.
    pub letters_parked: Vec<ParkedLetter>,
    /// How many of them there are.
    pub parked: i64,
    /// Whether there is a virus scanner.
    pub has_scanner: bool,
    /// Files the scanner has not looked at.
    pub scans_waiting: i64,
    /// Files it gave no answer about.
    pub scans_given_up: i64,
    /// Lists that are being written.
    pub exports_waiting: i64,
    /// Lists that stopped.
    pub exports_stopped: i64,
}

/// What a letter says.
#[derive(Clone, Debug)]
pub enum Says {
    /// About something handed in or being filled in.
    Letter(Letter),
    /// About signing in, or a wish to be told.
    Slip(Slip),
}

/// A letter that stopped.
#[derive(Clone, Debug)]
pub struct ParkedLetter {
    /// What it says.
    pub says: Says,
    /// About which submission; none if about something else.
    pub receipt: Option<ReceiptNumber>,
    /// When it was written.
    pub written_at: Instant,
    /// How often it was tried.
    pub attempts: i64,
    /// What the mail server said, without addresses.
    pub error: String,
}

impl App {
    /// What goes on behind the counter, for a member of staff.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role does not tend the office.
    pub async fn works_for(&self, staff: &StaffPerson) -> Result<Works> {
        staff.must(Deed::TendWorks)?;
        self.works().await
    }

    /// What goes on behind the counter.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet cannot be read.
    pub async fn works(&self) -> Result<Works> {
        let reader = self.store().reader();
        let mut letters_parked = Vec::new();
        for row in outbox::parked(&reader, LISTED).await? {
            letters_parked.push(self.parked(row).await?);
        }
        let (scans_waiting, scans_given_up) = attachments::unscanned(&reader).await?;
        let (exports_waiting, exports_stopped) = exports::under_way(&reader).await?;
        Ok(Works {
            chores: chores::all(&reader).await?,
            letters_waiting: outbox::waiting(&reader).await?,
            letters_failing: outbox::failing(&reader)
                .await?
                .map(|(n, at, said)| (n, at, without_addresses(&said))),
            has_scanner: self.0.scanner.is_some(),
            letters_parked,
            parked: outbox::parked_count(&reader).await?,
            scans_waiting,
            scans_given_up,
            exports_waiting,
            exports_stopped,
        })
    }

    /// Puts parked letters back into the tray and files that were given up back before the scanner, and has lists that
    /// stopped go on. Says how many of each.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role does not tend the office.
    pub async fn try_again_for(&self, staff: &StaffPerson) -> Result<(u64, u64, u64)> {
        staff.must(Deed::TendWorks)?;
        let done = self.try_again().await?;
        self.leave_trace(staff, "tried-again", "works").await?;
        Ok(done)
    }

    /// As [`App::try_again_for`], from the command line.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn try_again(&self) -> Result<(u64, u64, u64)> {
        let mut tx = self.store().begin().await?;
        let letters = outbox::unpark(&mut tx, self.now()).await?;
        let scans = attachments::scan_anew(&mut tx).await?;
        let lists = exports::all_again(&mut tx, self.now()).await?;
        tx.commit().await?;
        Ok((letters, scans, lists))
    }

    async fn parked(&self, row: LetterRow) -> Result<ParkedLetter> {
        let receipt = match row.about {
            Matter::Submission(id) => Some(submissions::get(&self.store().reader(), id).await?.receipt),
            Matter::Draft(_) | Matter::SignIn(_) | Matter::Subscription(_) | Matter::Account(_) => None,
        };
        let says = match row.about {
            Matter::Submission(_) | Matter::Draft(_) => Says::Letter(read(row.body)?),
            Matter::SignIn(_) | Matter::Subscription(_) | Matter::Account(_) => Says::Slip(read(row.body)?),
        };
        Ok(ParkedLetter {
            says,
            receipt,
            written_at: row.created_at,
            attempts: row.attempts,
            error: without_addresses(&row.last_error.unwrap_or_default()),
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(body: serde_json::Value) -> Result<T> {
    serde_json::from_value(body).map_err(Trouble::Kept)
}

/// Mail servers repeat the address they refuse.
fn without_addresses(text: &str) -> String {
    let word = |word: &str| if word.contains('@') { "…".to_owned() } else { word.to_owned() };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_said_is_shown_without_the_address() {
        assert_eq!(
            without_addresses("550 5.1.1 <hanako@example.jp>: no such  mailbox"),
            "550 5.1.1 … no such mailbox"
        );
    }
}
