//! What stands before and behind a submission in a queue.

use madoguchi_vocab::{ReceiptNumber, SubmissionId};

use super::{
    order::{Place, Way, beyond, ordered},
    queue::{QueueQuery, chosen, conditions, tables},
};
use crate::{
    Reader, Result,
    dialect::{Count, FromRow, Row, sql},
};

struct Receipt(ReceiptNumber);

impl FromRow for Receipt {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("receipt").map(Self)
    }
}

/// The one right behind a place, whether or not the query has a row at it.
///
/// # Errors
/// What the database says.
pub async fn next(reader: &Reader, q: &QueueQuery, place: Place) -> Result<Option<ReceiptNumber>> {
    let q = QueueQuery { after: Some(place), limit: 1, ..q.clone() };
    let found: Option<Receipt> = chosen(sql("SELECT q.receipt FROM "), &q).opt(reader).await?;
    Ok(found.map(|r| r.0))
}

/// The one right before a place.
///
/// # Errors
/// What the database says.
pub async fn previous(reader: &Reader, q: &QueueQuery, place: Place) -> Result<Option<ReceiptNumber>> {
    let s = beyond(conditions(sql("SELECT q.receipt FROM ").push(tables(q)), q), q, place, Way::Back);
    let found: Option<Receipt> = ordered(s, q, Way::Back).push_bind(" LIMIT ?", 1).opt(reader).await?;
    Ok(found.map(|r| r.0))
}

/// How many rows stand before a place, counted up to `most`.
///
/// # Errors
/// What the database says.
pub async fn count_before(reader: &Reader, q: &QueueQuery, place: Place, most: i64) -> Result<i64> {
    let s = conditions(sql("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ").push(tables(q)), q);
    let Count(n) = beyond(s, q, place, Way::Back).push_bind(" LIMIT ?) t", most).one(reader).await?;
    Ok(n)
}

/// Whether a query has this row.
///
/// # Errors
/// What the database says.
pub async fn has(reader: &Reader, q: &QueueQuery, id: SubmissionId) -> Result<bool> {
    let s = conditions(sql("SELECT COUNT(*) AS n FROM ").push(tables(q)), q);
    let Count(n) = s.push_bind(" AND q.id = ?", id).one(reader).await?;
    Ok(n > 0)
}
