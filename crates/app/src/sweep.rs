//! What is over is cleared away.

use chrono::Duration;
use madoguchi_store::{drafts, people, throttle};

use crate::{App, Result};

impl App {
    /// Removes drafts, sessions and counted tries whose time is over. Submissions are never touched.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn sweep(&self) -> Result<()> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let gone = drafts::remove_expired(&mut tx, now).await?;
        people::close_expired(&mut tx, now).await?;
        throttle::forget(&mut tx, now.plus(-Duration::hours(1))).await?;
        tx.commit().await?;
        if gone > 0 {
            tracing::info!(drafts = gone, "drafts whose time was over were removed");
        }
        Ok(())
    }
}
