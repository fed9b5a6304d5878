//! Files wait for the virus scanner, are looked at, tried again, or given up. Nobody waits for it at the
//! counter: what was submitted is submitted, whatever becomes of the scanner.

use std::io::ErrorKind;

use chrono::Duration;
use madoguchi_store::{
    attachments::{self, FileRow, Scan, ToScan},
    clamd::{Scanner, Verdict},
};

use crate::{App, Result, Trouble};

/// While a node has a file in hand no other takes it; longer than all of them take together.
const LEASE_MINUTES: i64 = 20;
/// Files taken at a time.
const HANDFUL: i64 = 4;
/// After so many answers that say neither yes nor no a file is given up. A scanner that does not answer at all
/// is waited for, however long.
const TRIES: i64 = 8;

/// What became of a handful of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Nothing was found.
    pub clean: usize,
    /// A virus was found.
    pub infected: usize,
    /// To be tried again.
    pub later: usize,
    /// Given up.
    pub unscannable: usize,
}

impl App {
    /// Has the scanner look at what is due now. Any number of nodes may do this at once. Without a scanner
    /// nothing happens.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails; files in hand are then tried again after the lease.
    pub async fn scan_files(&self) -> Result<Scanned> {
        let mut done = Scanned::default();
        let Some(scanner) = &self.0.scanner else { return Ok(done) };
        let mut tx = self.store().begin().await?;
        let files =
            attachments::claim(&mut tx, self.now(), Duration::minutes(LEASE_MINUTES), HANDFUL).await?;
        tx.commit().await?;
        for file in files {
            self.scan_one(scanner, &file, &mut done).await?;
        }
        Ok(done)
    }

    async fn scan_one(&self, scanner: &Scanner, file: &ToScan, done: &mut Scanned) -> Result<()> {
        let said = match self.0.vault.give(file.digest).await {
            Ok(content) => scanner.scan(content).await,
            // A file that is lost or altered is no reason to wait for the scanner; storage that is away comes back.
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
                Ok(Verdict::Unclear(e.to_string()))
            }
            Err(e) => Err(e),
        };
        let (scan, note) = match said {
            Ok(Verdict::Clean) => (Scan::Clean, String::new()),
            Ok(Verdict::Infected(name)) => (Scan::Infected, name),
            Ok(Verdict::Unclear(said)) if file.attempts >= TRIES => (Scan::Unscannable, said),
            Ok(Verdict::Unclear(said)) => return self.scan_again(file, &said, done).await,
            Err(e) => return self.scan_again(file, &e.to_string(), done).await,
        };
        match scan {
            Scan::Clean => done.clean += 1,
            Scan::Infected => done.infected += 1,
            _ => done.unscannable += 1,
        }
        if scan != Scan::Clean {
            tracing::warn!(file = %file.id, ?scan, note, "a file will not be opened");
        }
        // First nobody may open it any more, then it goes.
        let mut tx = self.store().begin().await?;
        attachments::scanned(&mut tx, file.digest, scan, &note).await?;
        tx.commit().await?;
        if scan == Scan::Infected {
            self.0.vault.remove(file.digest).await?;
        }
        Ok(())
    }

    async fn scan_again(&self, file: &ToScan, why: &str, done: &mut Scanned) -> Result<()> {
        tracing::info!(file = %file.id, why, "a file could not be scanned yet");
        done.later += 1;
        let mut tx = self.store().begin().await?;
        match attachments::scan_later(&mut tx, file.id, why, self.now().plus(pause(file.attempts))).await {
            // Taken out of its draft in the meantime.
            Err(madoguchi_store::StoreError::NotFound) => {}
            noted => noted?,
        }
        Ok(tx.commit().await?)
    }

    /// Where a file begins: with a scanner it waits for it.
    pub(crate) fn scan_at_first(&self) -> Scan {
        if self.0.scanner.is_some() { Scan::Waiting } else { Scan::Unscanned }
    }

    /// Why members of staff may not open a file, if they may not. Where no scanner is set, that was the city's
    /// choice.
    pub(crate) fn unopened(&self, file: &FileRow) -> Option<Scan> {
        match file.scan {
            Scan::Clean => None,
            Scan::Infected => Some(Scan::Infected),
            _ if self.0.scanner.is_none() => None,
            Scan::Unscanned | Scan::Waiting => Some(Scan::Waiting),
            Scan::Unscannable => Some(Scan::Unscannable),
        }
    }

    /// Refuses what a virus was found in: its bytes are gone.
    pub(crate) fn still_there(file: &FileRow) -> Result<()> {
        match file.scan {
            Scan::Infected => Err(Trouble::Unopened(Scan::Infected)),
            _ => Ok(()),
        }
    }
}

/// A quarter of a minute, then twice as long each time, at most ten minutes: somebody waits for the file.
fn pause(attempts: i64) -> Duration {
    Duration::seconds(15_i64.saturating_mul(1 << attempts.clamp(0, 12)).min(600))
}
