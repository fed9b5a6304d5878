//! 保存した条件: filters of the queue under a name, one's own or the department's; and how somebody likes lists to look.

use madoguchi_vocab::{DepartmentId, Instant, StaffId, ViewId};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, Row, exactly_one, sql},
};

/// So many are shown at most; more nobody chooses from.
const MOST: i64 = 100;

/// A saved filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Which.
    pub id: ViewId,
    /// The department whose queue it is about.
    pub department: DepartmentId,
    /// Who saved it.
    pub owner: StaffId,
    /// That person's name; not written.
    pub owner_name: String,
    /// Whether the department sees it.
    pub shared: bool,
    /// What it is called.
    pub name: String,
    /// The filter, as it stands in addresses.
    pub query: String,
    /// When it was saved.
    pub created_at: Instant,
}

impl FromRow for SavedView {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            department: row.get("department")?,
            owner: row.get("owner")?,
            owner_name: row.get("owner_name")?,
            shared: row.get("shared")?,
            name: row.get("name")?,
            query: row.get("query")?,
            created_at: row.get("created_at")?,
        })
    }
}

/// What a person may use in a department: their own first, then what others share, each by name; at most 100.
///
/// # Errors
/// What the database says.
pub async fn usable(reader: &Reader, department: &DepartmentId, person: StaffId) -> Result<Vec<SavedView>> {
    sql("SELECT v.id, v.department, v.owner, s.name AS owner_name, v.shared, v.name, v.query, v.created_at
         FROM saved_views v JOIN staff s ON s.id = v.owner")
    .push_bind(" WHERE v.department = ?", department.clone())
    .push_bind(" AND (v.shared OR v.owner = ?)", person)
    .push_bind(" ORDER BY CASE WHEN v.owner = ? THEN 0 ELSE 1 END, v.name, v.id", person)
    .push_bind(" LIMIT ?", MOST)
    .all(reader)
    .await
}

/// Saves a filter, unless its owner has `most` already.
///
/// # Errors
/// [`StoreError::Duplicate`] if so.
pub async fn save(tx: &mut Tx, view: &SavedView, most: i64) -> Result<()> {
    let done = sql("INSERT INTO saved_views (id, department, owner, shared, name, query, created_at)
         SELECT ")
    .push_bind("?, ", view.id)
    .push_bind("?, ", view.department.clone())
    .push_bind("p.id, ?, ", view.shared)
    .push_bind("?, ", view.name.as_str())
    .push_bind("?, ", view.query.as_str())
    .push_bind("? FROM staff p", view.created_at)
    .push_bind(" WHERE p.id = ?", view.owner)
    .push_bind(" AND (SELECT COUNT(*) FROM saved_views v WHERE v.owner = p.id) < ?", most)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Duplicate)
}

/// Gives one's own a name, and shares it or not.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not there or somebody else's.
pub async fn change(tx: &mut Tx, id: ViewId, owner: StaffId, name: &str, shared: bool) -> Result<()> {
    let done = sql("UPDATE saved_views SET name = $1, shared = $2 WHERE id = $3 AND owner = $4")
        .bind(name)
        .bind(shared)
        .bind(id)
        .bind(owner)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Takes one's own away.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not there or somebody else's.
pub async fn remove(tx: &mut Tx, id: ViewId, owner: StaffId) -> Result<()> {
    let done =
        sql("DELETE FROM saved_views WHERE id = $1 AND owner = $2").bind(id).bind(owner).run(tx).await?;
    exactly_one(done, StoreError::NotFound)
}

struct Density(String);

impl FromRow for Density {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("density").map(Self)
    }
}

/// How a person likes lists to be drawn, if they have said so.
///
/// # Errors
/// What the database says.
pub async fn density(reader: &Reader, person: StaffId) -> Result<Option<String>> {
    let kept: Option<Density> =
        sql("SELECT density FROM list_habits WHERE staff = $1").bind(person).opt(reader).await?;
    Ok(kept.map(|Density(word)| word))
}

/// Keeps how a person likes lists to be drawn.
///
/// # Errors
/// What the database says.
pub async fn keep_density(tx: &mut Tx, person: StaffId, density: &str) -> Result<()> {
    sql("INSERT INTO list_habits (staff, density) VALUES ($1, $2)
         ON CONFLICT (staff) DO UPDATE SET density = excluded.density")
    .bind(person)
    .bind(density)
    .run(tx)
    .await?;
    Ok(())
}
