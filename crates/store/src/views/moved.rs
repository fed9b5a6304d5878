//! What has moved into a queue lately.

use madoguchi_vocab::{Instant, SubmissionId};

use super::queue::{OPEN, QueueQuery, conditions, tables};
use crate::{
    Reader, Result,
    dialect::{FromRow, Row, Sql, sql},
};

/// The ids of rows that have come into a query since a moment, by the moment they last moved: at most `most`.
///
/// # Errors
/// What the database says.
pub async fn since(reader: &Reader, q: &QueueQuery, since: Instant, most: i64) -> Result<Vec<SubmissionId>> {
    let found: Vec<Id> = moved(sql(""), q, since, most).all(reader).await?;
    Ok(found.into_iter().map(|Id(id)| id).collect())
}

/// What moved, behind the beginning of a statement.
pub(super) fn moved(begun: Sql, q: &QueueQuery, since: Instant, most: i64) -> Sql {
    let is_over = q.stages.iter().any(|stage| !OPEN.contains(&format!("'{stage}'")));
    let s = conditions(begun.push("SELECT q.id FROM ").push(tables(q)), q);
    let s = if is_over {
        s.push_bind(" AND q.decided_at > ?", since)
    } else {
        s.push_bind(" AND q.decided_at IS NULL AND q.stage_since > ?", since)
    };
    s.push_bind(" LIMIT ?", most)
}

struct Id(SubmissionId);

impl FromRow for Id {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("id").map(Self)
    }
}
