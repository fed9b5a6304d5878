//! What the virus scanner has to look at, and what it said.

use std::str::FromStr;

use chrono::Duration;
use madoguchi_vocab::{FileId, Instant};

use super::ContentDigest;
use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, Row, exactly_one, sql},
};

/// Where a file stands with the virus scanner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scan {
    /// It came while no scanner was set.
    #[default]
    Unscanned,
    /// The scanner has not looked yet.
    Waiting,
    /// Nothing was found.
    Clean,
    /// A virus was found; the bytes are gone.
    Infected,
    /// The scanner gave no answer that says either, however often it was asked.
    Unscannable,
}

impl Scan {
    /// As it stands in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Scan::Unscanned => "unscanned",
            Scan::Waiting => "waiting",
            Scan::Clean => "clean",
            Scan::Infected => "infected",
            Scan::Unscannable => "unscannable",
        }
    }
}

impl FromStr for Scan {
    type Err = StoreError;
    fn from_str(name: &str) -> Result<Self> {
        [Scan::Unscanned, Scan::Waiting, Scan::Clean, Scan::Infected, Scan::Unscannable]
            .into_iter()
            .find(|s| s.name() == name)
            .ok_or_else(|| StoreError::Corrupt(format!("scan: {name}")))
    }
}

/// A file the scanner is to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToScan {
    /// Which.
    pub id: FileId,
    /// Its content.
    pub digest: ContentDigest,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

impl FromRow for ToScan {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get("id")?, digest: row.get("digest")?, attempts: row.get("scan_attempts")? })
    }
}

/// Takes files that are due, those too that came while no scanner was set; until the lease is over no other
/// node takes them.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut Tx, now: Instant, lease: Duration, limit: i64) -> Result<Vec<ToScan>> {
    sql("UPDATE files SET scan = 'waiting', scan_next_at = $1, scan_attempts = scan_attempts + 1
         WHERE id IN (SELECT id FROM files
                      WHERE scan IN ('waiting', 'unscanned') AND (scan_next_at IS NULL OR scan_next_at <= $2)
                      ORDER BY created_at, id LIMIT $3 {skip_locked})
         RETURNING id, digest, scan_attempts")
    .bind(now.plus(lease))
    .bind(now)
    .bind(limit)
    .all(tx)
    .await
}

/// Notes what was found, for every file of that content; once infected, always infected.
///
/// # Errors
/// What the database says.
pub async fn scanned(tx: &mut Tx, digest: ContentDigest, scan: Scan, note: &str) -> Result<()> {
    sql("UPDATE files SET scan = $1, scan_note = $2, scan_next_at = NULL WHERE digest = $3 AND scan <> 'infected'")
        .bind(scan.name())
        .bind(note)
        .bind(digest)
        .run(tx)
        .await?;
    Ok(())
}

/// Notes why nothing was found out, and when to try again.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not there any more.
pub async fn scan_later(tx: &mut Tx, id: FileId, note: &str, next_at: Instant) -> Result<()> {
    let done = sql("UPDATE files SET scan_note = $1, scan_next_at = $2 WHERE id = $3 AND scan = 'waiting'")
        .bind(note)
        .bind(next_at)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// How many files wait for the scanner, and about how many it gave no answer.
///
/// # Errors
/// What the database says.
pub async fn unscanned(reader: &Reader) -> Result<(i64, i64)> {
    let count = async |scan: Scan| -> Result<i64> {
        let count = sql("SELECT COUNT(*) AS n FROM files WHERE scan = $1").bind(scan.name());
        Ok(count.one::<Count>(reader).await?.0)
    };
    Ok((count(Scan::Waiting).await?, count(Scan::Unscannable).await?))
}

/// Puts files that were given up before the scanner once more. Says how many.
///
/// # Errors
/// What the database says.
pub async fn scan_anew(tx: &mut Tx) -> Result<u64> {
    sql("UPDATE files SET scan = 'waiting', scan_attempts = 0, scan_next_at = NULL WHERE scan = 'unscannable'")
        .run(tx)
        .await
}

struct Digest(ContentDigest);

impl FromRow for Digest {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("digest").map(Self)
    }
}

/// The content of every file of every draft and submission, of every document and of every list that was written: 32
/// bytes each.
///
/// # Errors
/// What the database says.
pub async fn digests(reader: &Reader) -> Result<Vec<ContentDigest>> {
    let rows: Vec<Digest> =
        sql("SELECT digest FROM files UNION SELECT digest FROM documents WHERE facts IS NOT NULL
             UNION SELECT digest FROM export_parts
             UNION SELECT digest FROM exports WHERE digest IS NOT NULL
             UNION SELECT lacking_digest AS digest FROM exports WHERE lacking_digest IS NOT NULL")
        .all(reader)
        .await?;
    Ok(rows.into_iter().map(|d| d.0).collect())
}
