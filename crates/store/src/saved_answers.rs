//! What residents wished to have kept for the next procedure: sealed, one row for each kind of answer.

use madoguchi_vocab::{AccountId, Instant};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, Row, exactly_one, sql},
};

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedRow {
    /// Whose.
    pub account: AccountId,
    /// What it answers: `name`, `address` …
    pub kind: String,
    /// The answer, sealed.
    pub sealed: Vec<u8>,
    /// When it was kept.
    pub saved_at: Instant,
}

impl FromRow for SavedRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            account: row.get("account")?,
            kind: row.get("kind")?,
            sealed: row.get("sealed")?,
            saved_at: row.get("saved_at")?,
        })
    }
}

const SAVED: &str = "SELECT account, kind, sealed, saved_at FROM saved_answers";

/// Keeps an answer in place of the one of its kind.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, row: &SavedRow) -> Result<()> {
    sql("INSERT INTO saved_answers (account, kind, sealed, saved_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, kind) DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at")
    .bind(row.account)
    .bind(row.kind.as_str())
    .bind(row.sealed.clone())
    .bind(row.saved_at)
    .run(tx)
    .await?;
    Ok(())
}

/// What an account has kept.
///
/// # Errors
/// What the database says.
pub async fn of_account(reader: &Reader, account: AccountId) -> Result<Vec<SavedRow>> {
    sql(SAVED).push_bind(" WHERE account = ? ORDER BY kind", account).all(reader).await
}

/// Forgets an answer.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, account: AccountId, kind: &str) -> Result<()> {
    sql("DELETE FROM saved_answers WHERE account = $1 AND kind = $2")
        .bind(account)
        .bind(kind)
        .run(tx)
        .await?;
    Ok(())
}

/// All of them behind one, to be sealed anew.
///
/// # Errors
/// What the database says.
pub async fn after(reader: &Reader, last: Option<&SavedRow>, limit: i64) -> Result<Vec<SavedRow>> {
    let rows = match last {
        Some(last) => sql(SAVED)
            .push_bind(" WHERE (account, kind) > (?", last.account)
            .push_bind(", ?)", last.kind.as_str()),
        None => sql(SAVED),
    };
    rows.push_bind(" ORDER BY account, kind LIMIT ?", limit).all(reader).await
}

/// Puts an answer in its place sealed anew, if it is still what was read.
///
/// # Errors
/// [`StoreError::Overtaken`] if it was kept anew or forgotten.
pub async fn reseal(tx: &mut Tx, row: &SavedRow, sealed: Vec<u8>) -> Result<()> {
    let done = sql("UPDATE saved_answers SET sealed = $1 WHERE account = $2 AND kind = $3 AND sealed = $4")
        .bind(sealed)
        .bind(row.account)
        .bind(row.kind.as_str())
        .bind(row.sealed.clone())
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)
}
