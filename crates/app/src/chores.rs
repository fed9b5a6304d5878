//! What is done again and again behind the counter, by whichever node comes first.

use chrono::Duration;
use madoguchi_store::chores;

use crate::{App, Result};

/// While a node is at a chore no other begins it; longer than any of them takes.
const LEASE: Duration = Duration::hours(1);
/// After a failure it is tried again this soon, then after twice as long each time.
const FIRST_PAUSE: Duration = Duration::minutes(1);
/// But at least this often.
const LONGEST_PAUSE: Duration = Duration::hours(1);

/// One of them. Each may be begun again at any time without harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chore {
    /// People are told whose drafts end soon.
    Warnings,
    /// Drafts, sessions and counted tries whose time is over are removed.
    Sweep,
    /// Bytes of files nobody names are removed: this walks through all of them.
    Files,
    /// What happened is sealed, once a day.
    Seal,
    /// 異動 and 統合 whose day has come, and work that is in the hands of who has left.
    Transfers,
    /// What happens by itself: work is given out by rules, and moves are made when their time has come.
    Advance,
    /// Papers are opened on the day that was planned.
    Publish,
    /// Who waited for a procedure is told that it can be done online.
    Openings,
    /// Owners of accounts that nobody uses are told, and such accounts are removed.
    Accounts,
}

impl Chore {
    /// All of them, in the order in which they are done.
    pub const ALL: [Chore; 9] = [
        Chore::Transfers,
        Chore::Publish,
        Chore::Openings,
        Chore::Advance,
        Chore::Warnings,
        Chore::Accounts,
        Chore::Sweep,
        Chore::Files,
        Chore::Seal,
    ];

    /// The name in the table.
    pub fn code(self) -> &'static str {
        match self {
            Chore::Warnings => "warnings",
            Chore::Sweep => "sweep",
            Chore::Files => "files",
            Chore::Seal => "seal",
            Chore::Transfers => "transfers",
            Chore::Advance => "advance",
            Chore::Publish => "publish",
            Chore::Openings => "openings",
            Chore::Accounts => "accounts",
        }
    }

    /// How long after it went well it is due again.
    fn every(self) -> Duration {
        match self {
            Chore::Warnings | Chore::Accounts => Duration::hours(1),
            Chore::Openings => Duration::minutes(10),
            Chore::Sweep | Chore::Seal | Chore::Advance | Chore::Transfers | Chore::Publish => {
                Duration::minutes(1)
            }
            Chore::Files => Duration::hours(6),
        }
    }
}

impl App {
    /// Does what is due and nobody else is at. What goes wrong is noted and tried again; says how many went wrong.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if not even that can be noted.
    pub async fn do_chores(&self) -> Result<usize> {
        let mut wrong = 0;
        for chore in Chore::ALL {
            let now = self.now();
            let mut tx = self.store().begin().await?;
            let ours = chores::claim(&mut tx, chore.code(), now, now.plus(LEASE)).await?;
            tx.commit().await?;
            if !ours {
                continue;
            }
            let outcome = match chore {
                Chore::Warnings => self.warn_of_ends().await.map(|_| ()),
                Chore::Sweep => self.sweep().await,
                Chore::Files => self.sweep_files().await.map(|_| ()),
                Chore::Seal => self.seal_daily().await,
                Chore::Transfers => self.do_transfers().await,
                Chore::Advance => self.advance().await,
                Chore::Publish => self.publish_planned().await,
                Chore::Openings => self.tell_openings().await.map(|_| ()),
                Chore::Accounts => self.end_unused().await.map(|_| ()),
            };
            let mut tx = self.store().begin().await?;
            match outcome {
                Ok(()) => chores::done(&mut tx, chore.code(), self.now(), now.plus(chore.every())).await?,
                Err(e) => {
                    wrong += 1;
                    tracing::error!(chore = chore.code(), error = %e, "a chore went wrong");
                    let failures = chores::failures(&mut tx, chore.code()).await?;
                    let next = self.now().plus(pause(failures));
                    chores::failed(&mut tx, chore.code(), &e.to_string(), next).await?;
                }
            }
            tx.commit().await?;
        }
        Ok(wrong)
    }
}

fn pause(failures: i64) -> Duration {
    let doubled = FIRST_PAUSE.num_seconds() << failures.clamp(0, 12);
    Duration::seconds(doubled.min(LONGEST_PAUSE.num_seconds()))
}
