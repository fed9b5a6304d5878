//! To whom what arrives is given by itself.

use madoguchi_vocab::{DepartmentId, Instant, ReceiptNumber, StaffId, SubmissionId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, Row, exactly_one, sql},
};

/// In turn to these people; to nobody, if there are none: then it is given out by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignRule {
    /// Whose.
    pub department: DepartmentId,
    /// For which paper; empty for all without a rule of their own.
    pub slug: String,
    /// In this order, and again from the first.
    pub people: Vec<StaffId>,
    /// Whose turn it is, as a count of all turns so far.
    pub next: i64,
}

impl FromRow for AssignRule {
    fn from_row(row: &Row) -> Result<Self> {
        let people: Value = row.get("people")?;
        Ok(Self {
            department: row.get("department")?,
            slug: row.get("slug")?,
            people: serde_json::from_value(people).map_err(|e| StoreError::Corrupt(e.to_string()))?,
            next: row.get("next")?,
        })
    }
}

/// Something that is not over, is in nobody's hands and has a rule.
#[derive(Clone, Debug)]
pub struct Unassigned {
    /// Which.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// When it arrived.
    pub arrived_at: Instant,
    /// The department of the rule …
    pub department: DepartmentId,
    /// … and its paper, empty for the rule for all.
    pub rule: String,
}

impl FromRow for Unassigned {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            receipt: row.get("receipt")?,
            arrived_at: row.get("arrived_at")?,
            department: row.get("department")?,
            rule: row.get("rule")?,
        })
    }
}

const RULE: &str = "SELECT department, slug, people, next FROM assign_rules";

/// The rules of a department, by paper.
///
/// # Errors
/// What the database says.
pub async fn of_department(reader: &Reader, department: &DepartmentId) -> Result<Vec<AssignRule>> {
    sql(RULE).push_bind(" WHERE department = ?", department.clone()).push(" ORDER BY slug").all(reader).await
}

/// One rule.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn get(reader: &Reader, department: &DepartmentId, slug: &str) -> Result<AssignRule> {
    sql(RULE)
        .push_bind(" WHERE department = ?", department.clone())
        .push_bind(" AND slug = ?", slug)
        .one(reader)
        .await
}

/// Puts a rule in or changes it; its turns go on.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, department: &DepartmentId, slug: &str, people: &[StaffId]) -> Result<()> {
    let people = serde_json::to_value(people).map_err(|e| StoreError::Corrupt(e.to_string()))?;
    sql("INSERT INTO assign_rules (department, slug, people, next) VALUES ($1, $2, $3, 0)
         ON CONFLICT (department, slug) DO UPDATE SET people = excluded.people")
    .bind(department.clone())
    .bind(slug)
    .bind(people)
    .run(tx)
    .await?;
    Ok(())
}

/// Takes a rule out.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn remove(tx: &mut Tx, department: &DepartmentId, slug: &str) -> Result<()> {
    let done = sql("DELETE FROM assign_rules WHERE department = $1 AND slug = $2")
        .bind(department.clone())
        .bind(slug)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// One turn was taken. Says nothing if the rule has gone meanwhile.
///
/// # Errors
/// What the database says.
pub async fn turned(tx: &mut Tx, department: &DepartmentId, slug: &str) -> Result<()> {
    sql("UPDATE assign_rules SET next = next + 1 WHERE department = $1 AND slug = $2")
        .bind(department.clone())
        .bind(slug)
        .run(tx)
        .await?;
    Ok(())
}

/// What waits for its turn, oldest arrival first, from the one after `after`: the paper's own rule goes before the one for
/// all.
///
/// # Errors
/// What the database says.
pub async fn waiting(reader: &Reader, after: Option<&Unassigned>, limit: i64) -> Result<Vec<Unassigned>> {
    let waiting = sql("SELECT s.id, s.receipt, s.arrived_at, s.department, r.slug AS rule FROM submissions s
         JOIN assign_rules r ON r.department = s.department AND (r.slug = s.slug OR (r.slug = '' AND NOT EXISTS
             (SELECT 1 FROM assign_rules own WHERE own.department = s.department AND own.slug = s.slug)))
         WHERE s.stage IN ('received', 'accepted', 'in_review', 'awaiting_correction', 'corrected') AND s.holder IS NULL
             AND r.people <> '[]'");
    let waiting = match after {
        None => waiting,
        Some(a) => waiting.push_bind(" AND (s.arrived_at, s.id) > (?", a.arrived_at).push_bind(", ?)", a.id),
    };
    waiting.push_bind(" ORDER BY s.arrived_at, s.id LIMIT ?", limit).all(reader).await
}
