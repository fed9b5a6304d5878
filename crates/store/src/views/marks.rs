//! What is to be seen of the rows of a page besides what they say, each in one query for all of them.

use madoguchi_vocab::{Instant, StaffId, SubmissionId};
use serde_json::Value;

use crate::{
    Reader, Result,
    dialect::{FromRow, Row, Sql, sql},
};

/// Others of one name are looked through up to so many for a page.
const NAMESAKES: i64 = 200;

/// Whether somebody has looked at a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookedAt {
    /// Which.
    pub submission: SubmissionId,
    /// The revision this person saw; none if only others looked.
    pub seen: Option<i64>,
}

impl FromRow for LookedAt {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { submission: row.get("submission")?, seen: row.opt("seen")? })
    }
}

/// A submission of a row's name and paper, and what tells whether it is the same person.
#[derive(Clone, Debug, PartialEq)]
pub struct Namesake {
    /// The row.
    pub row: SubmissionId,
    /// Its version of the paper …
    pub row_version: i64,
    /// … its answers …
    pub row_answers: Value,
    /// … and its arrival.
    pub row_arrived_at: Instant,
    /// The paper of both.
    pub slug: String,
    /// The other's version …
    pub version: i64,
    /// … answers …
    pub answers: Value,
    /// … and arrival.
    pub arrived_at: Instant,
}

impl FromRow for Namesake {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            row: row.get("row_id")?,
            row_version: row.get("row_version")?,
            row_answers: row.get("row_answers")?,
            row_arrived_at: row.get("row_arrived_at")?,
            slug: row.get("slug")?,
            version: row.get("version")?,
            answers: row.get("answers")?,
            arrived_at: row.get("arrived_at")?,
        })
    }
}

struct One(SubmissionId);

impl FromRow for One {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("submission").map(Self)
    }
}

/// `(?, ?, …)`.
fn listed(s: Sql, ids: &[SubmissionId]) -> Sql {
    let s = s.push("(");
    let s = ids.iter().enumerate().fold(s, |s, (n, id)| s.push_bind(if n == 0 { "?" } else { ", ?" }, *id));
    s.push(")")
}

/// Those of these that somebody has looked at, and how this person saw them.
///
/// # Errors
/// What the database says.
pub async fn looked_at(reader: &Reader, ids: &[SubmissionId], staff: StaffId) -> Result<Vec<LookedAt>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let s = sql("SELECT submission, MAX(CASE WHEN staff = ").push_bind("?", staff);
    let s = s.push(" THEN revision END) AS seen FROM looks WHERE submission IN ");
    listed(s, ids).push(" GROUP BY submission").all(reader).await
}

/// Those of these with which something was handed in.
///
/// # Errors
/// What the database says.
pub async fn with_files(reader: &Reader, ids: &[SubmissionId]) -> Result<Vec<SubmissionId>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let found: Vec<One> =
        listed(sql("SELECT DISTINCT submission FROM files WHERE submission IN "), ids).all(reader).await?;
    Ok(found.into_iter().map(|One(id)| id).collect())
}

/// Others of the same department, paper and name (as it is written) that arrived between two moments.
///
/// # Errors
/// What the database says.
pub async fn namesakes(
    reader: &Reader,
    ids: &[SubmissionId],
    from: Instant,
    until: Instant,
) -> Result<Vec<Namesake>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    alike(sql(""), ids, from, until).all(reader).await
}

/// Others of the same name, behind the beginning of a statement. The cross join says that the rows of the page come first.
pub(super) fn alike(begun: Sql, ids: &[SubmissionId], from: Instant, until: Instant) -> Sql {
    let s = begun.push(
        "SELECT q.id AS row_id, q.version AS row_version, q.answers AS row_answers,
             q.arrived_at AS row_arrived_at, q.slug, o.version, o.answers, o.arrived_at
         FROM submissions q CROSS JOIN submissions o
         WHERE o.applicant_name = q.applicant_name AND o.slug = q.slug AND o.department = q.department
             AND o.id <> q.id AND q.applicant_name <> '' AND o.disposed_at IS NULL AND q.id IN ",
    );
    let s =
        listed(s, ids).push_bind(" AND o.arrived_at >= ?", from).push_bind(" AND o.arrived_at <= ?", until);
    s.push_bind(" LIMIT ?", NAMESAKES)
}
