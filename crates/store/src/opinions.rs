//! 意見照会: which opinions other departments still owe.

use madoguchi_vocab::{Date, DepartmentId, Instant, ReceiptNumber, SubmissionId};

use crate::{
    Reader, Result, Tx,
    dialect::{FromRow, Row, sql},
};

/// An opinion a department was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOpinion {
    /// About which submission.
    pub receipt: ReceiptNumber,
    /// Of which paper.
    pub slug: String,
    /// Which question of it.
    pub number: i64,
    /// The department that asks.
    pub asks: DepartmentId,
    /// By when.
    pub due: Date,
}

impl FromRow for OpenOpinion {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            receipt: row.get("receipt")?,
            slug: row.get("slug")?,
            number: row.get("number")?,
            asks: row.get("asks")?,
            due: row.get("due")?,
        })
    }
}

/// Notes that a department is asked.
///
/// # Errors
/// What the database says.
pub async fn ask(
    tx: &mut Tx,
    submission: SubmissionId,
    number: u32,
    department: &DepartmentId,
    due: Date,
) -> Result<()> {
    sql("INSERT INTO opinions (submission, number, department, due) VALUES ($1, $2, $3, $4)")
        .bind(submission)
        .bind(i64::from(number))
        .bind(department.clone())
        .bind(due)
        .run(tx)
        .await?;
    Ok(())
}

/// Notes that it has answered.
///
/// # Errors
/// What the database says.
pub async fn answered(tx: &mut Tx, submission: SubmissionId, number: u32, at: Instant) -> Result<()> {
    sql("UPDATE opinions SET answered_at = $1 WHERE submission = $2 AND number = $3")
        .bind(at)
        .bind(submission)
        .bind(i64::from(number))
        .run(tx)
        .await?;
    Ok(())
}

/// What a department still owes, the soonest due first; at most 200.
///
/// # Errors
/// What the database says.
pub async fn owed(reader: &Reader, department: &DepartmentId) -> Result<Vec<OpenOpinion>> {
    sql("SELECT s.receipt, s.slug, o.number, s.department AS asks, o.due
         FROM opinions o JOIN submissions s ON s.id = o.submission")
    .push_bind(" WHERE o.answered_at IS NULL AND o.department = ?", department.clone())
    .push(" ORDER BY o.due, s.receipt LIMIT 200")
    .all(reader)
    .await
}
