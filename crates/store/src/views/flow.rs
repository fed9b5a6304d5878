//! What came in and what ended between two moments, and how long it took.

use madoguchi_vocab::{Date, DepartmentId, Instant};

use crate::{
    Reader, Result,
    dialect::{FromRow, Row, sql},
};

/// How many of one paper, in one department, by one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRow {
    /// The paper.
    pub slug: String,
    /// Who has it.
    pub department: DepartmentId,
    /// online, counter, phone, mail, paper
    pub channel: String,
    /// How many.
    pub count: i64,
}

impl FromRow for FlowRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            department: row.get("department")?,
            channel: row.get("channel")?,
            count: row.get("n")?,
        })
    }
}

/// What arrived from `from` up to but not including `to`.
///
/// # Errors
/// What the database says.
pub async fn received(reader: &Reader, from: Instant, to: Instant) -> Result<Vec<FlowRow>> {
    sql("SELECT slug, department, channel, COUNT(*) AS n FROM submissions WHERE arrived_at >= $1 AND arrived_at < $2
         GROUP BY slug, department, channel ORDER BY slug, department, channel")
    .bind(from)
    .bind(to)
    .all(reader)
    .await
}

/// What ended from `from` up to but not including `to`, without what was withdrawn.
///
/// # Errors
/// What the database says.
pub async fn ended(reader: &Reader, from: Instant, to: Instant) -> Result<Vec<FlowRow>> {
    sql("SELECT slug, department, channel, COUNT(*) AS n FROM submissions WHERE decided_at >= $1 AND decided_at < $2
         AND stage <> 'withdrawn' GROUP BY slug, department, channel ORDER BY slug, department, channel")
    .bind(from)
    .bind(to)
    .all(reader)
    .await
}

/// One submission's way from arrival to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedRow {
    /// The paper.
    pub slug: String,
    /// Who had it.
    pub department: DepartmentId,
    /// 到達
    pub arrived_at: Instant,
    /// When it ended.
    pub decided_at: Instant,
    /// When it was due.
    pub due_on: Option<Date>,
}

impl FromRow for EndedRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            department: row.get("department")?,
            arrived_at: row.get("arrived_at")?,
            decided_at: row.get("decided_at")?,
            due_on: row.opt("due_on")?,
        })
    }
}

/// The ways of what ended from `from` up to but not including `to`, without what was withdrawn.
///
/// # Errors
/// What the database says.
pub async fn ways(reader: &Reader, from: Instant, to: Instant) -> Result<Vec<EndedRow>> {
    sql("SELECT slug, department, arrived_at, decided_at, due_on FROM submissions WHERE decided_at >= $1 AND decided_at < $2
         AND stage <> 'withdrawn'")
    .bind(from)
    .bind(to)
    .all(reader)
    .await
}

/// How many had arrived before a moment, had not ended then, and were due before a day, as far as it is known now.
///
/// # Errors
/// What the database says.
pub async fn overdue(reader: &Reader, at: Instant, day: Date) -> Result<Vec<FlowRow>> {
    sql("SELECT slug, department, channel, COUNT(*) AS n FROM submissions WHERE arrived_at < $1 AND due_on < $2
         AND (decided_at IS NULL OR decided_at >= $1)
         GROUP BY slug, department, channel ORDER BY slug, department, channel")
    .bind(at)
    .bind(day)
    .all(reader)
    .await
}

struct First(Option<Instant>);

impl FromRow for First {
    fn from_row(row: &Row) -> Result<Self> {
        row.opt("at").map(Self)
    }
}

/// When the first submission arrived.
///
/// # Errors
/// What the database says.
pub async fn first(reader: &Reader) -> Result<Option<Instant>> {
    let First(at) = sql("SELECT MIN(arrived_at) AS at FROM submissions").one(reader).await?;
    Ok(at)
}
