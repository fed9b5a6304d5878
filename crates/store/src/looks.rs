//! Who looked at a submission last, and how far it had come then: what is new to somebody, and who has it open.

use madoguchi_vocab::{Instant, StaffId, SubmissionId};

use crate::{
    Reader, Result, Tx,
    dialect::{FromRow, Row, sql},
};

/// Somebody's latest look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// Whose.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// The revision they saw.
    pub revision: i64,
    /// When.
    pub at: Instant,
}

impl FromRow for LookRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            staff: row.get("staff")?,
            name: row.get("name")?,
            revision: row.get("revision")?,
            at: row.get("at")?,
        })
    }
}

/// Everybody's latest look at a submission, the latest first.
///
/// # Errors
/// What the database says.
pub async fn of_submission(reader: &Reader, submission: SubmissionId) -> Result<Vec<LookRow>> {
    sql("SELECT l.staff, s.name, l.revision, l.at FROM looks l JOIN staff s ON s.id = l.staff
         WHERE l.submission = $1 ORDER BY l.at DESC, l.staff")
    .bind(submission)
    .all(reader)
    .await
}

/// Notes that somebody looks now.
///
/// # Errors
/// What the database says.
pub async fn note(
    tx: &mut Tx,
    submission: SubmissionId,
    staff: StaffId,
    revision: i64,
    at: Instant,
) -> Result<()> {
    sql("INSERT INTO looks (submission, staff, revision, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (submission, staff) DO UPDATE SET revision = excluded.revision, at = excluded.at")
    .bind(submission)
    .bind(staff)
    .bind(revision)
    .bind(at)
    .run(tx)
    .await?;
    Ok(())
}
