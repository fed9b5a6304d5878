//! Who has looked at a submission: what is new since one's own last look, and who has it open just now.

use chrono::Duration;
use madoguchi_store::{audit, looks};
use madoguchi_vocab::{Actor, Instant};

use crate::{App, Result, StaffPerson, Submission};

/// Who looked so lately may well have it open.
const OPEN_MINUTES: i64 = 5;
/// So many lines of the trail are told of one submission.
const TRAIL: i64 = 500;

/// Somebody who has a submission open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub name: String,
    /// How many minutes ago they looked.
    pub minutes: i64,
}

/// What a look finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// When this person looked before, and the number of the last thing that had happened then.
    pub before: Option<(Instant, i64)>,
    /// Colleagues who have it open.
    pub present: Vec<Present>,
}

/// A line of the trail of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// When.
    pub at: Instant,
    /// Who.
    pub name: String,
    /// What they did: `viewed`, `viewed-file`, `viewed-document`, `posted-document`.
    pub verb: String,
}

impl App {
    /// What is new to a person about a submission they have opened. Looking again at what is not over forgets nothing:
    /// only [`App::has_looked`] does.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn look(&self, staff: &StaffPerson, submission: &Submission) -> Result<Look> {
        let (rows, now) = (looks::of_submission(&self.store().reader(), submission.id).await?, self.now());
        let mut look = Look::default();
        for row in rows {
            let ago = now.since(row.at);
            if row.staff == staff.id {
                look.before = Some((row.at, row.revision));
            } else if ago < Duration::minutes(OPEN_MINUTES) {
                look.present.push(Present { name: row.name, minutes: ago.num_minutes().max(0) });
            }
        }
        Ok(look)
    }

    /// Notes that a person has seen a submission as it is.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn has_looked(&self, staff: &StaffPerson, submission: &Submission) -> Result<()> {
        let mut tx = self.store().begin().await?;
        looks::note(&mut tx, submission.id, staff.id, submission.revision, self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Who looked at a submission, the latest first. Only for whoever has opened it.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn lookers(&self, submission: &Submission) -> Result<Vec<Trace>> {
        let rows = audit::of_object(&self.store().reader(), submission.receipt.as_str(), TRAIL).await?;
        let mut traces = Vec::new();
        for row in rows {
            if let (
                "viewed" | "viewed-file" | "viewed-document" | "posted-document",
                Actor::Staff { name, .. },
            ) = (row.verb.as_str(), serde_json::from_value::<Actor>(row.actor)?)
            {
                traces.push(Trace { at: row.at, name, verb: row.verb });
            }
        }
        Ok(traces)
    }
}
