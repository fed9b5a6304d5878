//! Columns of lists in an order that programs rely on, by name.

use madoguchi_vocab::{DepartmentId, Instant, StaffId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, Row, exactly_one, sql},
};

/// Columns that were saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateRow {
    /// What they are called.
    pub name: String,
    /// Which, from the left.
    pub columns: Value,
    /// Who saved them last.
    pub by: String,
    /// When.
    pub saved_at: Instant,
}

impl FromRow for TemplateRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            name: row.get("name")?,
            columns: row.get("columns")?,
            by: row.get("saved_by")?,
            saved_at: row.get("saved_at")?,
        })
    }
}

/// The columns a department has saved for a paper, by name.
///
/// # Errors
/// What the database says.
pub async fn all(reader: &Reader, department: &DepartmentId, slug: &str) -> Result<Vec<TemplateRow>> {
    sql("SELECT t.name, t.columns, s.name AS saved_by, t.saved_at FROM export_templates t JOIN staff s ON s.id = t.staff
         WHERE t.department = $1 AND t.slug = $2 ORDER BY t.name")
    .bind(department.clone())
    .bind(slug)
    .all(reader)
    .await
}

/// How many a department has for a paper, under other names than this.
///
/// # Errors
/// What the database says.
pub async fn others(tx: &mut Tx, department: &DepartmentId, slug: &str, name: &str) -> Result<i64> {
    let count =
        sql("SELECT COUNT(*) AS n FROM export_templates WHERE department = $1 AND slug = $2 AND name <> $3");
    Ok(count.bind(department.clone()).bind(slug).bind(name).one::<Count>(tx).await?.0)
}

/// Saves columns under a name, in place of what has that name.
///
/// # Errors
/// What the database says.
pub async fn save(
    tx: &mut Tx,
    (department, slug, name): (&DepartmentId, &str, &str),
    columns: Value,
    staff: StaffId,
    now: Instant,
) -> Result<()> {
    sql("INSERT INTO export_templates (department, slug, name, columns, staff, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (department, slug, name) DO UPDATE SET columns = $4, staff = $5, saved_at = $6")
    .bind(department.clone())
    .bind(slug)
    .bind(name)
    .bind(columns)
    .bind(staff)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}

/// Removes what is saved under a name.
///
/// # Errors
/// [`StoreError::NotFound`] if nothing is.
pub async fn remove(tx: &mut Tx, department: &DepartmentId, slug: &str, name: &str) -> Result<()> {
    let done = sql("DELETE FROM export_templates WHERE department = $1 AND slug = $2 AND name = $3")
        .bind(department.clone())
        .bind(slug)
        .bind(name)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}
