//! Next and previous: a clerk works through a queue without going back to it.

use madoguchi_auth::Deed;
use madoguchi_store::views::{neighbours, order::Place, queue};
use madoguchi_vocab::ReceiptNumber;

use crate::{App, COUNTED, QueueFilter, Result, StaffPerson, Submission};

/// Where a submission stands in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbours {
    /// How many the queue has, as far as they were counted.
    pub total: i64,
    /// Whether there may be more than were counted.
    pub at_least: bool,
    /// 1, 2, 3 …; none if it is not in the queue any more, or further behind than is counted.
    pub place: Option<i64>,
    /// The one before it.
    pub previous: Option<ReceiptNumber>,
    /// The one behind it.
    pub next: Option<ReceiptNumber>,
}

impl App {
    /// Where a submission stands in a person's queue of this filter, in its order. It need not be in it any
    /// more: what was just decided still has neighbours.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn neighbours(
        &self,
        staff: &StaffPerson,
        filter: &QueueFilter,
        submission: &Submission,
    ) -> Result<Neighbours> {
        staff.must(Deed::SeeQueue)?;
        let (query, reader) = (self.query(staff, filter), self.store().reader());
        let here = Place { arrived_at: submission.arrived_at, due_on: submission.due_on, id: submission.id };
        let total = queue::count(&reader, &query, COUNTED).await?;
        let before = neighbours::count_before(&reader, &query, here, COUNTED).await?;
        let is_in = before < COUNTED && neighbours::has(&reader, &query, submission.id).await?;
        Ok(Neighbours {
            total,
            at_least: total >= COUNTED,
            place: is_in.then_some(before + 1),
            previous: neighbours::previous(&reader, &query, here).await?,
            next: neighbours::next(&reader, &query, here).await?,
        })
    }
}
