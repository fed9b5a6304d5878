//! What has waited longest in each department, for those who look after the whole: no names, no numbers of submissions.

use madoguchi_vocab::{DepartmentId, Instant};

use crate::{
    Reader, Result,
    dialect::{FromRow, Row, Sql, sql},
};

/// What nobody of a department has begun, and lies there longest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldestRow {
    /// Whose.
    pub department: DepartmentId,
    /// The paper.
    pub slug: String,
    /// 到達
    pub arrived_at: Instant,
}

impl FromRow for OldestRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            department: row.get("department")?,
            slug: row.get("slug")?,
            arrived_at: row.get("arrived_at")?,
        })
    }
}

/// So many departments are asked about in one statement: SQLite takes no more parts than 500.
const AT_ONCE: usize = 200;

/// For each of these departments the submission that has waited longest without anybody having begun it, if there is one.
///
/// # Errors
/// What the database says.
pub async fn oldest(reader: &Reader, departments: &[DepartmentId]) -> Result<Vec<OldestRow>> {
    let mut rows = Vec::new();
    for some in departments.chunks(AT_ONCE) {
        rows.extend(asked(sql(""), some).all(reader).await?);
    }
    Ok(rows)
}

pub(super) fn asked(begun: Sql, departments: &[DepartmentId]) -> Sql {
    departments.iter().enumerate().fold(begun, |s, (nth, department)| {
        s.push(if nth == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" })
            .push_bind(
                "SELECT q.department, q.slug, q.arrived_at FROM submissions q WHERE q.department = ?",
                department.clone(),
            )
            .push(" AND q.stage = 'received' ORDER BY q.arrived_at, q.id LIMIT 1) t")
    })
}
