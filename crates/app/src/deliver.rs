//! The tray is emptied: letters are handed to the post, tried again, or parked.

use chrono::Duration;
use madoguchi_notify::{About, words};
use madoguchi_store::{outbox, outbox::LetterRow};
use madoguchi_vocab::Text;
use madoguchi_workflow::Letter;

use crate::{App, Result};

/// While a node has a letter in hand no other takes it; longer than any conversation with a mail server.
const LEASE_MINUTES: i64 = 5;
/// After so many tries (about two days with the pauses below) a letter is parked for a person to look at.
const TRIES: i64 = 12;
/// Letters taken at a time.
const HANDFUL: i64 = 20;

/// What became of a handful of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Handed over.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// Given up.
    pub parked: usize,
}

impl App {
    /// Hands over what is due now. Any number of nodes may do this at once.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails; letters in hand are then tried again after the lease.
    pub async fn deliver(&self) -> Result<Delivered> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let letters =
            outbox::claim(&mut tx, now, now.plus(Duration::minutes(LEASE_MINUTES)), HANDFUL).await?;
        tx.commit().await?;
        let mut done = Delivered::default();
        for letter in letters {
            self.deliver_one(letter, &mut done).await?;
        }
        Ok(done)
    }

    async fn deliver_one(&self, row: LetterRow, done: &mut Delivered) -> Result<()> {
        let letter: Letter = serde_json::from_value(row.body.clone())?;
        let about = self.about(&row, &letter).await?;
        let mail = words::write(&letter, &about, row.lang);
        let outcome =
            self.0.post.send(&row.id.to_string(), &self.settings().mail_from, &row.address, &mail).await;
        let mut tx = self.store().begin().await?;
        match outcome {
            Ok(()) => {
                outbox::sent(&mut tx, row.id, self.now()).await?;
                done.sent += 1;
            }
            Err(e) if e.is_passing() && row.attempts < TRIES => {
                outbox::later(&mut tx, row.id, &e.to_string(), self.now().plus(pause(row.attempts))).await?;
                done.later += 1;
            }
            Err(e) => {
                tracing::warn!(letter = %row.id, error = %e, "a letter was parked");
                outbox::park(&mut tx, row.id, &e.to_string()).await?;
                done.parked += 1;
            }
        }
        Ok(tx.commit().await?)
    }

    async fn about(&self, row: &LetterRow, letter: &Letter) -> Result<About> {
        let submission = self.submission_by_id(row.submission).await?;
        let label = |key: &str| -> Option<Text> {
            let group = || submission.paper.page_of(key).map(|p| p.title.clone());
            submission.paper.field(key).map(|f| f.label.clone()).or_else(group)
        };
        let items = match letter {
            Letter::CorrectionAsked { items, .. } => {
                items.iter().filter_map(|i| label(i.field.as_str())).collect()
            }
            _ => vec![],
        };
        Ok(About {
            city: self.city().name.clone(),
            procedure: submission.paper.procedure.title.clone(),
            status_url: format!(
                "{}{}/status/{}",
                self.settings().public_url,
                row.lang.prefix(),
                submission.receipt
            ),
            receipt: submission.receipt.to_string(),
            department: submission.department_name,
            phone: submission.phone,
            hours: submission.hours,
            arrived: submission.arrived_at.to_seconds(),
            items,
        })
    }
}

/// Half a minute, then twice as long each time, at most six hours.
fn pause(attempts: i64) -> Duration {
    let doubled = 30_i64.saturating_mul(1 << attempts.clamp(0, 12));
    Duration::seconds(doubled.min(6 * 3600))
}
