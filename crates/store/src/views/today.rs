//! The first page of the day: what came and what was done, who has how much, and what waits for approval.

use madoguchi_vocab::{DepartmentId, Instant, StaffId, SubmissionId};
use serde_json::Value;

use super::queue::OPEN;
use crate::{
    Reader, Result,
    dialect::{FromRow, Row, Sql, sql},
};

/// What came and what was done between two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowRow {
    /// How many arrived.
    pub came: i64,
    /// How many ended.
    pub done: i64,
}

impl FromRow for FlowRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { came: row.get("came")?, done: row.get("done")? })
    }
}

/// Every stage, so that the index of stages and arrivals is used.
const ANY_STAGE: &str = "('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval',
    'granted', 'granted_in_part', 'refused', 'acknowledged', 'chosen', 'not_chosen', 'redirected', 'withdrawn')";

/// What came to a department and what ended there in each of these spans, each counted up to `most`, in one go.
///
/// # Errors
/// What the database says.
pub async fn flow(
    reader: &Reader,
    department: &DepartmentId,
    spans: &[(Instant, Instant)],
    most: i64,
) -> Result<Vec<FlowRow>> {
    if spans.is_empty() {
        return Ok(vec![]);
    }
    flowed(sql(""), department, spans, most).all(reader).await
}

pub(super) fn flowed(begun: Sql, department: &DepartmentId, spans: &[(Instant, Instant)], most: i64) -> Sql {
    let mut s = begun;
    for (nth, (from, until)) in (0_i64..).zip(spans) {
        s = s
            .push_bind(if nth == 0 { "SELECT ? AS nth, " } else { " UNION ALL SELECT ? AS nth, " }, nth)
            .push_bind(
                "(SELECT COUNT(*) FROM (SELECT 1 FROM submissions q WHERE q.department = ?",
                department.clone(),
            )
            .push(" AND q.stage IN ")
            .push(ANY_STAGE)
            .push_bind(" AND q.arrived_at >= ?", *from)
            .push_bind(" AND q.arrived_at < ?", *until)
            .push_bind(" LIMIT ?) c) AS came, ", most)
            .push_bind(
                "(SELECT COUNT(*) FROM (SELECT 1 FROM submissions q WHERE q.department = ?",
                department.clone(),
            )
            .push_bind(" AND q.decided_at >= ?", *from)
            .push_bind(" AND q.decided_at < ?", *until)
            .push_bind(" LIMIT ?) e) AS done", most);
    }
    s.push(" ORDER BY nth")
}

/// What lies in somebody's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRow {
    /// Whose.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// How many that are not over.
    pub open: i64,
    /// When the oldest of them arrived.
    pub oldest: Option<Instant>,
}

impl FromRow for LoadRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            staff: row.get("id")?,
            name: row.get("name")?,
            open: row.get("open_count")?,
            oldest: row.opt("oldest")?,
        })
    }
}

/// What lies in the hands of each who works in a department, by name, counted up to `most`.
///
/// # Errors
/// What the database says.
pub async fn load(reader: &Reader, department: &DepartmentId, most: i64) -> Result<Vec<LoadRow>> {
    loaded(sql(""), department, most).all(reader).await
}

pub(super) fn loaded(begun: Sql, department: &DepartmentId, most: i64) -> Sql {
    begun
        .push(
            "SELECT p.id, p.name, (SELECT COUNT(*) FROM (SELECT 1 FROM submissions q
             WHERE q.department = p.department AND q.holder = p.id",
        )
        .push(OPEN)
        .push_bind(" LIMIT ?) t) AS open_count, ", most)
        .push("(SELECT q.arrived_at FROM submissions q WHERE q.department = p.department AND q.holder = p.id")
        .push(OPEN)
        .push_bind(
            " ORDER BY q.arrived_at LIMIT 1) AS oldest FROM staff p WHERE p.department = ?",
            department.clone(),
        )
        .push(" AND p.active ORDER BY p.name, p.login")
}

/// A proposal, as far as it tells who may approve it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposalRow {
    /// Of which submission.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt: madoguchi_vocab::ReceiptNumber,
    /// The paper …
    pub slug: String,
    /// … and its version.
    pub version: i64,
    /// Where it stands, with who proposed and who has approved.
    pub stage_facts: Value,
    /// 到達
    pub arrived_at: Instant,
}

impl FromRow for ProposalRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            receipt: row.get("receipt")?,
            slug: row.get("slug")?,
            version: row.get("version")?,
            stage_facts: row.get("stage_facts")?,
            arrived_at: row.get("arrived_at")?,
        })
    }
}

/// What waits for approval in a department, oldest arrival first, at most `most`.
///
/// # Errors
/// What the database says.
pub async fn proposals(reader: &Reader, department: &DepartmentId, most: i64) -> Result<Vec<ProposalRow>> {
    sql("SELECT id, receipt, slug, version, stage_facts, arrived_at FROM submissions WHERE stage = 'awaiting_approval'")
        .push_bind(" AND department = ?", department.clone())
        .push_bind(" ORDER BY arrived_at, id LIMIT ?", most)
        .all(reader)
        .await
}
