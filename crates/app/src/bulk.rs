//! Many at once: each by itself, as it was seen, and with an outcome of its own.

use madoguchi_auth::Deed;
use madoguchi_store::views::queue::{self, QueueQuery, QueueRow};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::{Action, Refusal};

use crate::{App, QueueFilter, Result, StaffPerson, Trouble};

/// The most that are done at once.
pub const BULK: usize = 500;

/// A submission as it was when it was chosen: its number and revision.
pub type Seen = (ReceiptNumber, i64);

/// What became of one of many.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which.
    pub receipt: ReceiptNumber,
    /// Done, or why not.
    pub outcome: std::result::Result<(), Refused>,
}

/// Why one of many was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Somebody changed it meanwhile.
    Overtaken,
    /// It is not there, or not this department's.
    Missing,
    /// The rules say no.
    No(Refusal),
    /// No font has this letter, so that there is no notice.
    Unprintable(char),
}

impl App {
    /// Does the same to each of these, at most [`BULK`], as they were when they were chosen. What cannot be done is told
    /// and holds up none; doing it again changes nothing twice.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role works on no submissions, [`Trouble::Store`] if the cabinet fails; what was
    /// done by then stays done.
    pub async fn act_on_all(
        &self,
        staff: &StaffPerson,
        seen: &[Seen],
        action: &Action,
    ) -> Result<Vec<Outcome>> {
        staff.must(Deed::WorkOnSubmission)?;
        let mut told = Vec::new();
        for seen in seen.iter().take(BULK) {
            told.push(self.act_on_one(staff, seen, action.clone()).await?);
        }
        Ok(told)
    }

    /// Gives these to some people in turn, at most [`BULK`]. Whoever could not be given one is next again, so that all
    /// are given as many.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role works on no submissions or there is nobody to give them to,
    /// [`Trouble::Store`] if the cabinet fails; what was done by then stays done.
    pub async fn assign_in_turn(
        &self,
        staff: &StaffPerson,
        seen: &[Seen],
        people: &[StaffPerson],
    ) -> Result<Vec<Outcome>> {
        staff.must(Deed::WorkOnSubmission)?;
        let (mut told, mut turns) = (Vec::new(), people.iter().cycle().peekable());
        for seen in seen.iter().take(BULK) {
            let next = turns.peek().ok_or(Trouble::NotAllowed)?;
            let action = Action::Assign { to: next.id, name: next.name.clone() };
            let outcome = self.act_on_one(staff, seen, action).await?;
            if outcome.outcome.is_ok() {
                turns.next();
            }
            told.push(outcome);
        }
        Ok(told)
    }

    async fn act_on_one(
        &self,
        staff: &StaffPerson,
        (receipt, revision): &Seen,
        action: Action,
    ) -> Result<Outcome> {
        let outcome = match self.act(staff, receipt, *revision, action).await {
            Ok(()) => Ok(()),
            Err(Trouble::Overtaken) => Err(Refused::Overtaken),
            Err(Trouble::NotFound | Trouble::Gone) => Err(Refused::Missing),
            Err(Trouble::Refused(why)) => Err(Refused::No(why)),
            Err(Trouble::Unprintable(letter)) => Err(Refused::Unprintable(letter)),
            Err(other) => return Err(other),
        };
        Ok(Outcome { receipt: receipt.clone(), outcome })
    }

    /// Those of these that the own department has, oldest arrival first, as they are now.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn rows_of(&self, staff: &StaffPerson, receipts: &[ReceiptNumber]) -> Result<Vec<QueueRow>> {
        staff.must(Deed::SeeQueue)?;
        let chosen = &receipts[..receipts.len().min(BULK)];
        Ok(queue::of(&self.store().reader(), &staff.department, chosen).await?)
    }

    /// The first rows of a filter, at most [`BULK`].
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn first_rows(&self, staff: &StaffPerson, filter: &QueueFilter) -> Result<Vec<QueueRow>> {
        staff.must(Deed::SeeQueue)?;
        let query = QueueQuery { limit: BULK as i64, ..self.query(staff, filter) };
        Ok(queue::page(&self.store().reader(), &query).await?)
    }
}
