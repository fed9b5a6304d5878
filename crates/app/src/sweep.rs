//! What is over is cleared away.

use chrono::{Duration, Months};
use madoguchi_store::{attachments, drafts, exports, feedback, funnel, people, throttle};

use crate::{App, FEEDBACK_YEARS, FUNNEL_YEARS, Result};

/// As long may pass between the arrival of a file and its row, many times over.
const A_DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

impl App {
    /// Removes drafts, sessions, lists, counted tries, sums of long ago and what residents said whose time is over. Submissions are never touched.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn sweep(&self) -> Result<()> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let gone = drafts::remove_expired(&mut tx, now).await?;
        people::close_expired(&mut tx, now).await?;
        exports::remove_expired(&mut tx, now).await?;
        self.sweep_sign_ins(&mut tx, now).await?;
        self.sweep_wishes(&mut tx, now).await?;
        // Letters are counted for a day.
        throttle::forget(&mut tx, now.plus(-Duration::days(1))).await?;
        funnel::forget(&mut tx, now.date() - Months::new(12 * FUNNEL_YEARS)).await?;
        feedback::forget(&mut tx, now.date() - Months::new(12 * FEEDBACK_YEARS)).await?;
        tx.commit().await?;
        if gone > 0 {
            tracing::info!(drafts = gone, "drafts whose time was over were removed");
        }
        Ok(())
    }

    /// Removes the bytes of files nobody names any more and of uploads that were never finished, once they are
    /// older than a day: whatever is on its way to a draft is younger. Says how many.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] or [`crate::Trouble::Disk`] if cabinet or data folder fails.
    pub async fn sweep_files(&self) -> Result<u64> {
        // Read first: a file that gets its row after this is young.
        let named = attachments::digests(&self.store().reader()).await?;
        let gone = self.0.vault.sweep(named, self.now().utc().into(), A_DAY).await?;
        if gone > 0 {
            tracing::info!(files = gone, "files nobody names were removed");
        }
        Ok(gone)
    }
}
