//! Who stands in for whom (代決).

use madoguchi_vocab::{Date, Role, StaffId};
use uuid::Uuid;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, Row, exactly_one, sql},
};

/// From one day to another, a person stands in for somebody of their department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// Which entry.
    pub id: Uuid,
    /// Who is away …
    pub absent: StaffId,
    /// … their name …
    pub absent_name: String,
    /// … and role.
    pub absent_role: Role,
    /// Who stands in.
    pub deputy: StaffId,
    /// Their name.
    pub deputy_name: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Why.
    pub reason: String,
}

impl FromRow for Substitute {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            absent: row.get("absent")?,
            absent_name: row.get("absent_name")?,
            absent_role: row.get("absent_role")?,
            deputy: row.get("deputy")?,
            deputy_name: row.get("deputy_name")?,
            from: row.get("from_day")?,
            until: row.get("until_day")?,
            reason: row.get("reason")?,
        })
    }
}

/// Only where both are still in one department: who was moved stands in for nobody.
const SUBSTITUTE: &str = "SELECT s.id, s.absent, a.name AS absent_name, a.role AS absent_role, s.deputy,
     d.name AS deputy_name, s.from_day, s.until_day, s.reason
     FROM substitutes s JOIN staff a ON a.id = s.absent JOIN staff d ON d.id = s.deputy
     WHERE a.department = d.department AND a.active AND d.active";

/// For whom a person stands in on a day.
///
/// # Errors
/// What the database says.
pub async fn of_deputy(reader: &Reader, deputy: StaffId, day: Date) -> Result<Vec<Substitute>> {
    sql(SUBSTITUTE)
        .push_bind(" AND s.deputy = ?", deputy)
        .push_bind(" AND s.from_day <= ?", day)
        .push_bind(" AND s.until_day >= ?", day)
        .push(" ORDER BY s.from_day, s.id")
        .all(reader)
        .await
}

/// Every entry of a department that is not over.
///
/// # Errors
/// What the database says.
pub async fn of_department(
    reader: &Reader,
    department: &madoguchi_vocab::DepartmentId,
    day: Date,
) -> Result<Vec<Substitute>> {
    sql(SUBSTITUTE)
        .push_bind(" AND a.department = ?", department.clone())
        .push_bind(" AND s.until_day >= ?", day)
        .push(" ORDER BY s.from_day, s.id")
        .all(reader)
        .await
}

/// Who of a department is away on a day.
///
/// # Errors
/// What the database says.
pub async fn away(
    reader: &Reader,
    department: &madoguchi_vocab::DepartmentId,
    day: Date,
) -> Result<Vec<StaffId>> {
    let all: Vec<Substitute> = sql(SUBSTITUTE)
        .push_bind(" AND a.department = ?", department.clone())
        .push_bind(" AND s.from_day <= ?", day)
        .push_bind(" AND s.until_day >= ?", day)
        .all(reader)
        .await?;
    Ok(all.into_iter().map(|s| s.absent).collect())
}

/// Puts an entry in.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    id: Uuid,
    (absent, deputy): (StaffId, StaffId),
    (from, until): (Date, Date),
    reason: &str,
) -> Result<()> {
    sql("INSERT INTO substitutes (id, absent, deputy, from_day, until_day, reason) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(absent)
        .bind(deputy)
        .bind(from)
        .bind(until)
        .bind(reason)
        .run(tx)
        .await?;
    Ok(())
}

/// Takes an entry out.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn remove(tx: &mut Tx, id: Uuid) -> Result<()> {
    let done = sql("DELETE FROM substitutes WHERE id = $1").bind(id).run(tx).await?;
    exactly_one(done, StoreError::NotFound)
}
