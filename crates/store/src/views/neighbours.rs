//! What stands before and behind a submission in a queue.

use madoguchi_vocab::{Instant, ReceiptNumber, SubmissionId};

use super::queue::{QueueQuery, chosen, conditions, pair, tables};
use crate::{
    Reader, Result,
    dialect::{Count, FromRow, Row, Sql, sql},
};

/// Where a submission stands in the order of arrival.
pub type Place = (Instant, SubmissionId);

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
    let order = if pair(q).is_some() {
        " ORDER BY g.arrived_at DESC, g.submission DESC"
    } else {
        " ORDER BY q.arrived_at DESC, q.id DESC"
    };
    let s = before(conditions(sql("SELECT q.receipt FROM ").push(tables(q)), q), q, place);
    let found: Option<Receipt> = s.push(order).push_bind(" LIMIT ?", 1).opt(reader).await?;
    Ok(found.map(|r| r.0))
}

/// How many rows stand before a place, counted up to `most`.
///
/// # Errors
/// What the database says.
pub async fn count_before(reader: &Reader, q: &QueueQuery, place: Place, most: i64) -> Result<i64> {
    let s = conditions(sql("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ").push(tables(q)), q);
    let Count(n) = before(s, q, place).push_bind(" LIMIT ?) t", most).one(reader).await?;
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

fn before(s: Sql, q: &QueueQuery, (arrived, id): Place) -> Sql {
    let before = if pair(q).is_some() {
        " AND (g.arrived_at, g.submission) < (?"
    } else {
        " AND (q.arrived_at, q.id) < (?"
    };
    s.push_bind(before, arrived).push_bind(", ?)", id)
}
