//! A submission is looked for by number, name, telephone or mail: at home or in every department.

use madoguchi_vocab::{DepartmentId, Instant, ReceiptNumber};

use crate::{
    Reader, Result,
    dialect::{FromRow, Row, sql},
    names,
};

/// Where something is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// In this department.
    In(DepartmentId),
    /// Everywhere but there.
    OutOf(DepartmentId),
}

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The paper.
    pub slug: String,
    /// Whose it is.
    pub department: DepartmentId,
    /// Where it stands.
    pub stage: String,
    /// Who applied.
    pub applicant_name: String,
    /// How the name is read.
    pub applicant_kana: String,
    /// 到達
    pub arrived_at: Instant,
}

impl FromRow for Hit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            receipt: row.get("receipt")?,
            slug: row.get("slug")?,
            department: row.get("department")?,
            stage: row.get("stage")?,
            applicant_name: row.get("applicant_name")?,
            applicant_kana: row.get("applicant_kana")?,
            arrived_at: row.get("arrived_at")?,
        })
    }
}

/// What is found for words folded as a search key, the latest arrivals first; at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn found(reader: &Reader, place: &Where, text: &str, limit: i64) -> Result<Vec<Hit>> {
    let columns = "SELECT q.receipt, q.slug, q.department, q.stage, q.applicant_name, q.applicant_kana, q.arrived_at FROM ";
    let mut s = sql(columns);
    s = match names::pair_of(text) {
        // The pair first: its rows are few.
        Some(pair) => s
            .push("(SELECT department AS d, submission FROM name_pairs")
            .push_bind(" WHERE department IN (SELECT id FROM departments) AND pair = ?", pair)
            .push(") g CROSS JOIN submissions q WHERE q.id = g.submission"),
        None => s.push("submissions q WHERE TRUE"),
    };
    s = match place {
        Where::In(department) => s.push_bind(" AND q.department = ?", department.clone()),
        Where::OutOf(department) => s.push_bind(" AND q.department <> ?", department.clone()),
    };
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    s.push_bind(" AND q.disposed_at IS NULL AND q.search_key LIKE ? ESCAPE '\\'", format!("%{escaped}%"))
        .push_bind(" ORDER BY q.arrived_at DESC, q.id LIMIT ?", limit)
        .all(reader)
        .await
}
