//! What the office entered for residents: by whom, when it reached the office on paper, and what is there in place of
//! files.

use madoguchi_vocab::{Date, Instant, StaffId, SubmissionId};

use crate::{
    Result, StoreError, Tx,
    dialect::{FromRow, On, Row, exactly_one, sql},
};

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// What it became.
    pub submission: SubmissionId,
    /// Who entered it …
    pub staff: StaffId,
    /// … and their name now; not looked at when a row is put in.
    pub staff_name: String,
    /// When.
    pub entered_at: Instant,
    /// The day it reached the office on paper.
    pub paper_day: Option<Date>,
    /// Why that is long ago.
    pub late_reason: String,
    /// Whether the resident began it online.
    pub begun_online: bool,
}

impl FromRow for EntryRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            submission: row.get("submission")?,
            staff: row.get("staff")?,
            staff_name: row.get("staff_name")?,
            entered_at: row.get("entered_at")?,
            paper_day: row.opt("paper_day")?,
            late_reason: row.get("late_reason")?,
            begun_online: row.get("begun_online")?,
        })
    }
}

/// What is there in place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginalRow {
    /// The name of the question's input.
    pub input: String,
    /// seen, later
    pub how: String,
    /// What was noted about it.
    pub note: String,
    /// When what was to come came.
    pub came_at: Option<Instant>,
    /// The name of who took it; not looked at when a row is put in.
    pub came_to: Option<String>,
}

impl FromRow for OriginalRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            input: row.get("input")?,
            how: row.get("how")?,
            note: row.get("note")?,
            came_at: row.opt("came_at")?,
            came_to: row.opt("came_to")?,
        })
    }
}

/// Puts an entry in, with what is there in place of files.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, entry: &EntryRow, originals: &[OriginalRow]) -> Result<()> {
    sql("INSERT INTO entries (submission, staff, entered_at, paper_day, late_reason, begun_online)
         VALUES ($1, $2, $3, $4, $5, $6)")
    .bind(entry.submission)
    .bind(entry.staff)
    .bind(entry.entered_at)
    .bind(entry.paper_day)
    .bind(entry.late_reason.as_str())
    .bind(entry.begun_online)
    .run(&mut *tx)
    .await?;
    for original in originals {
        sql("INSERT INTO originals (submission, input, how, note) VALUES ($1, $2, $3, $4)")
            .bind(entry.submission)
            .bind(original.input.as_str())
            .bind(original.how.as_str())
            .bind(original.note.as_str())
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// The entry that became a submission, if it was entered by the office.
///
/// # Errors
/// What the database says.
pub async fn of(on: impl Into<On<'_>>, submission: SubmissionId) -> Result<Option<EntryRow>> {
    sql("SELECT e.submission, e.staff, s.name AS staff_name, e.entered_at, e.paper_day, e.late_reason, e.begun_online
         FROM entries e JOIN staff s ON s.id = e.staff WHERE e.submission = $1")
    .bind(submission)
    .opt(on)
    .await
}

/// What is there in place of a submission's files.
///
/// # Errors
/// What the database says.
pub async fn originals_of(on: impl Into<On<'_>>, submission: SubmissionId) -> Result<Vec<OriginalRow>> {
    sql("SELECT o.input, o.how, o.note, o.came_at, s.name AS came_to
         FROM originals o LEFT JOIN staff s ON s.id = o.came_to WHERE o.submission = $1 ORDER BY o.input")
    .bind(submission)
    .all(on)
    .await
}

/// Notes that what was to come has come.
///
/// # Errors
/// [`StoreError::Overtaken`] if nothing is to come there, or it was noted already.
pub async fn came(
    tx: &mut Tx,
    submission: SubmissionId,
    input: &str,
    at: Instant,
    to: StaffId,
) -> Result<()> {
    let done = sql("UPDATE originals SET came_at = $1, came_to = $2
         WHERE submission = $3 AND input = $4 AND how = 'later' AND came_at IS NULL")
    .bind(at)
    .bind(to)
    .bind(submission)
    .bind(input)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}
