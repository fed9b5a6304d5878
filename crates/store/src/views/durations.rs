//! How long what was decided took.

use madoguchi_vocab::Instant;

use crate::{
    Reader, Result,
    dialect::{FromRow, Row, sql},
};

/// One submission's way from arrival to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DurationRow {
    /// The paper.
    pub slug: String,
    /// 到達
    pub arrived_at: Instant,
    /// When it was decided or acknowledged.
    pub decided_at: Instant,
}

impl FromRow for DurationRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            arrived_at: row.get("arrived_at")?,
            decided_at: row.get("decided_at")?,
        })
    }
}

/// What arrived since, and was decided or acknowledged, the latest first, at most `limit`. What was withdrawn says
/// nothing about the office.
///
/// # Errors
/// What the database says.
pub async fn since(reader: &Reader, since: Instant, limit: i64) -> Result<Vec<DurationRow>> {
    sql("SELECT slug, arrived_at, decided_at FROM submissions
         WHERE arrived_at >= $1 AND decided_at IS NOT NULL AND stage IN ('granted', 'granted_in_part', 'refused', 'acknowledged')
         ORDER BY arrived_at DESC LIMIT $2")
    .bind(since)
    .bind(limit)
    .all(reader)
    .await
}
