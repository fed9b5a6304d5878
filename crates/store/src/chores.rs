//! What is done again and again: each by one node at a time, with what became of it.

use madoguchi_vocab::Instant;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, Row, exactly_one, sql},
};

/// How a chore stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoreRow {
    /// Which.
    pub name: String,
    /// Not before this; while a node is at it, the end of its lease.
    pub next_at: Instant,
    /// When it was last begun.
    pub begun_at: Option<Instant>,
    /// When it last went well.
    pub done_at: Option<Instant>,
    /// How often it went wrong since.
    pub failures: i64,
    /// What went wrong last.
    pub last_error: Option<String>,
}

impl FromRow for ChoreRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            name: row.get("name")?,
            next_at: row.get("next_at")?,
            begun_at: row.opt("begun_at")?,
            done_at: row.opt("done_at")?,
            failures: row.get("failures")?,
            last_error: row.opt("last_error")?,
        })
    }
}

/// Takes a chore, if it is due and nobody is at it. It is due again when the lease is over, should this node die.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut Tx, name: &str, now: Instant, lease_until: Instant) -> Result<bool> {
    let begun = sql("INSERT INTO chores (name, next_at, begun_at, failures) VALUES ($1, $2, $3, 0)
         ON CONFLICT (name) DO UPDATE SET next_at = $2, begun_at = $3 WHERE chores.next_at <= $3")
    .bind(name)
    .bind(lease_until)
    .bind(now)
    .run(tx)
    .await?;
    Ok(begun == 1)
}

/// Notes that a chore went well, and when it is due again.
///
/// # Errors
/// [`StoreError::NotFound`] if nobody has ever begun it.
pub async fn done(tx: &mut Tx, name: &str, now: Instant, next_at: Instant) -> Result<()> {
    let noted =
        sql("UPDATE chores SET done_at = $1, next_at = $2, failures = 0, last_error = NULL WHERE name = $3")
            .bind(now)
            .bind(next_at)
            .bind(name)
            .run(tx)
            .await?;
    exactly_one(noted, StoreError::NotFound)
}

/// Notes that a chore went wrong, and when to try again. Says how often in a row now.
///
/// # Errors
/// [`StoreError::NotFound`] if nobody has ever begun it.
pub async fn failed(tx: &mut Tx, name: &str, error: &str, next_at: Instant) -> Result<()> {
    let noted =
        sql("UPDATE chores SET failures = failures + 1, last_error = $1, next_at = $2 WHERE name = $3")
            .bind(error)
            .bind(next_at)
            .bind(name)
            .run(tx)
            .await?;
    exactly_one(noted, StoreError::NotFound)
}

/// How often a chore went wrong in a row.
///
/// # Errors
/// What the database says.
pub async fn failures(tx: &mut Tx, name: &str) -> Result<i64> {
    let found: Option<Count> =
        sql("SELECT failures AS n FROM chores WHERE name = $1").bind(name).opt(tx).await?;
    Ok(found.map_or(0, |c| c.0))
}

/// Every chore that was ever begun, by name.
///
/// # Errors
/// What the database says.
pub async fn all(reader: &Reader) -> Result<Vec<ChoreRow>> {
    sql("SELECT name, next_at, begun_at, done_at, failures, last_error FROM chores ORDER BY name")
        .all(reader)
        .await
}
