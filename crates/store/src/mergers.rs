//! 統合: departments that go into another on a day, and what still names them.

use madoguchi_vocab::{Date, DepartmentId, Instant, ReceiptNumber};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, On, Row, exactly_one, sql},
};

/// A department that goes into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merger {
    /// Which.
    pub department: DepartmentId,
    /// Into which.
    pub into: DepartmentId,
    /// From which day.
    pub from_day: Date,
    /// Why, for the residents whose matters go along.
    pub reason: String,
    /// When it had gone.
    pub done_at: Option<Instant>,
}

impl FromRow for Merger {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            department: row.get("department")?,
            into: row.get("into_department")?,
            from_day: row.get("from_day")?,
            reason: row.get("reason")?,
            done_at: row.opt("done_at")?,
        })
    }
}

/// All of them, by department.
///
/// # Errors
/// What the database says.
pub async fn all(on: impl Into<On<'_>>) -> Result<Vec<Merger>> {
    sql("SELECT department, into_department, from_day, reason, done_at FROM mergers ORDER BY department")
        .all(on)
        .await
}

/// Plans one, or plans it otherwise.
///
/// # Errors
/// [`StoreError::Overtaken`] if it is done already.
pub async fn plan(tx: &mut Tx, m: &Merger) -> Result<()> {
    let done = sql("INSERT INTO mergers (department, into_department, from_day, reason) VALUES ($1, $2, $3, $4)
         ON CONFLICT (department) DO UPDATE SET into_department = excluded.into_department, from_day = excluded.from_day,
             reason = excluded.reason WHERE mergers.done_at IS NULL")
    .bind(m.department.clone())
    .bind(m.into.clone())
    .bind(m.from_day)
    .bind(m.reason.as_str())
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Gives up a plan.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none that is not done.
pub async fn give_up(tx: &mut Tx, department: &DepartmentId) -> Result<()> {
    let done = sql("DELETE FROM mergers WHERE department = $1 AND done_at IS NULL")
        .bind(department.clone())
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// It has gone.
///
/// # Errors
/// [`StoreError::Overtaken`] if another node was quicker.
pub async fn done(tx: &mut Tx, department: &DepartmentId, at: Instant) -> Result<()> {
    let done = sql("UPDATE mergers SET done_at = $1 WHERE department = $2 AND done_at IS NULL")
        .bind(at)
        .bind(department.clone())
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// What still names a department, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// People whose accounts may be used.
    pub people: i64,
    /// Transfers into it that are still to come.
    pub transfers: i64,
    /// Entries begun at its desk.
    pub drafts: i64,
    /// Opinions it owes.
    pub opinions: i64,
    /// Submissions that are not over.
    pub open: i64,
}

/// What still names a department.
///
/// # Errors
/// What the database says.
pub async fn named(reader: &Reader, department: &DepartmentId) -> Result<Named> {
    let count = async |text: &'static str| -> Result<i64> {
        let Count(n) = sql(text).bind(department.clone()).one(reader).await?;
        Ok(n)
    };
    Ok(Named {
        people: count("SELECT COUNT(*) AS n FROM staff WHERE department = $1 AND active").await?,
        transfers: count("SELECT COUNT(*) AS n FROM transfers WHERE department = $1 AND done_at IS NULL AND active").await?,
        drafts: count("SELECT COUNT(*) AS n FROM drafts WHERE department = $1 AND submission IS NULL").await?,
        opinions: count("SELECT COUNT(*) AS n FROM opinions WHERE department = $1 AND answered_at IS NULL").await?,
        open: count(
            "SELECT COUNT(*) AS n FROM submissions WHERE department = $1 AND stage IN ('received', 'accepted', 'in_review',
                 'awaiting_correction', 'corrected', 'awaiting_approval')",
        )
        .await?,
    })
}

struct Receipt(ReceiptNumber);

impl FromRow for Receipt {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("receipt").map(Self)
    }
}

/// The submissions of a department that are not over, oldest arrival first.
///
/// # Errors
/// What the database says.
pub async fn open_of(reader: &Reader, department: &DepartmentId, limit: i64) -> Result<Vec<ReceiptNumber>> {
    let rows: Vec<Receipt> =
        sql("SELECT receipt FROM submissions WHERE stage IN ('received', 'accepted', 'in_review',
             'awaiting_correction', 'corrected', 'awaiting_approval')")
        .push_bind(" AND department = ?", department.clone())
        .push_bind(" ORDER BY arrived_at, id LIMIT ?", limit)
        .all(reader)
        .await?;
    Ok(rows.into_iter().map(|Receipt(receipt)| receipt).collect())
}
