//! Papers that are written in the browser, each save of them, and what is to be opened on a day to come.

use madoguchi_vocab::{Date, DepartmentId, Instant};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, Row, exactly_one, sql},
};

/// So many saves of a paper are kept.
const KEPT: i64 = 200;

/// A paper as it was saved last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenRow {
    /// Its name.
    pub slug: String,
    /// Whose it is.
    pub department: DepartmentId,
    /// Counts the saves.
    pub revision: i64,
    /// What was saved last, sound or not.
    pub source: String,
    /// When.
    pub saved_at: Instant,
    /// By whom.
    pub saved_by: String,
}

impl FromRow for WrittenRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            department: row.get("department")?,
            revision: row.get("revision")?,
            source: row.get("source")?,
            saved_at: row.get("saved_at")?,
            saved_by: row.get("saved_by")?,
        })
    }
}

/// A save, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveRow {
    /// Its number.
    pub revision: i64,
    /// When.
    pub saved_at: Instant,
    /// By whom.
    pub saved_by: String,
}

impl FromRow for SaveRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            revision: row.get("revision")?,
            saved_at: row.get("saved_at")?,
            saved_by: row.get("saved_by")?,
        })
    }
}

/// What is to be opened on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// The paper.
    pub slug: String,
    /// Its text.
    pub source: String,
    /// The day.
    pub day: Date,
    /// Why in spite of what the check says, where it says something.
    pub reason: String,
    /// When that was decided.
    pub planned_at: Instant,
    /// By whom.
    pub planned_by: String,
}

impl FromRow for PlanRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            source: row.get("source")?,
            day: row.get("day")?,
            reason: row.get("reason")?,
            planned_at: row.get("planned_at")?,
            planned_by: row.get("planned_by")?,
        })
    }
}

/// Begins a paper with its first save.
///
/// # Errors
/// [`StoreError::Duplicate`] if one of that name is being written already.
pub async fn begin(tx: &mut Tx, new: &WrittenRow) -> Result<()> {
    sql("INSERT INTO written (slug, department, revision) VALUES ($1, $2, $3)")
        .bind(new.slug.as_str())
        .bind(new.department.clone())
        .bind(new.revision)
        .run(&mut *tx)
        .await?;
    put(tx, &new.slug, new.revision, &new.source, &new.saved_by, new.saved_at).await
}

/// Saves a paper over what was seen, and gives the number of the save. Saves that are very old are let go.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody else saved in the meantime.
pub async fn save(tx: &mut Tx, slug: &str, seen: i64, source: &str, by: &str, now: Instant) -> Result<i64> {
    let done = sql("UPDATE written SET revision = revision + 1 WHERE slug = $1 AND revision = $2")
        .bind(slug)
        .bind(seen)
        .run(&mut *tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)?;
    put(&mut *tx, slug, seen + 1, source, by, now).await?;
    sql("DELETE FROM written_saves WHERE slug = $1 AND revision <= $2")
        .bind(slug)
        .bind(seen + 1 - KEPT)
        .run(tx)
        .await?;
    Ok(seen + 1)
}

async fn put(tx: &mut Tx, slug: &str, revision: i64, source: &str, by: &str, now: Instant) -> Result<()> {
    sql("INSERT INTO written_saves (slug, revision, source, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(slug)
        .bind(revision)
        .bind(source)
        .bind(now)
        .bind(by)
        .run(tx)
        .await?;
    Ok(())
}

/// Gives a paper to another department.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not written in the browser.
pub async fn hand_to(tx: &mut Tx, slug: &str, department: &DepartmentId) -> Result<()> {
    let done = sql("UPDATE written SET department = $1 WHERE slug = $2")
        .bind(department.clone())
        .bind(slug)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

const NEWEST: &str = "SELECT w.slug, w.department, w.revision, s.source, s.saved_at, s.saved_by
     FROM written w JOIN written_saves s ON s.slug = w.slug AND s.revision = w.revision";

/// Every paper that is written in the browser, by name.
///
/// # Errors
/// What the database says.
pub async fn all(reader: &Reader) -> Result<Vec<WrittenRow>> {
    sql(NEWEST).push(" ORDER BY w.slug").all(reader).await
}

/// One of them, if there is one of that name.
///
/// # Errors
/// What the database says.
pub async fn get(reader: &Reader, slug: &str) -> Result<Option<WrittenRow>> {
    sql(NEWEST).push_bind(" WHERE w.slug = ?", slug).opt(reader).await
}

/// Its saves, newest first.
///
/// # Errors
/// What the database says.
pub async fn saves(reader: &Reader, slug: &str) -> Result<Vec<SaveRow>> {
    sql("SELECT revision, saved_at, saved_by FROM written_saves WHERE slug = $1 ORDER BY revision DESC")
        .bind(slug)
        .all(reader)
        .await
}

/// The text of one save.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn saved(reader: &Reader, slug: &str, revision: i64) -> Result<String> {
    struct Source(String);
    impl FromRow for Source {
        fn from_row(row: &Row) -> Result<Self> {
            row.get("source").map(Self)
        }
    }
    let Source(source) = sql("SELECT source FROM written_saves WHERE slug = $1 AND revision = $2")
        .bind(slug)
        .bind(revision)
        .one(reader)
        .await?;
    Ok(source)
}

/// Plans a day, in place of another for the same paper.
///
/// # Errors
/// What the database says.
pub async fn plan(tx: &mut Tx, plan: &PlanRow) -> Result<()> {
    drop_plan(&mut *tx, &plan.slug).await?;
    sql("INSERT INTO paper_plans (slug, source, day, reason, planned_at, planned_by) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(plan.slug.as_str())
        .bind(plan.source.as_str())
        .bind(plan.day)
        .bind(plan.reason.as_str())
        .bind(plan.planned_at)
        .bind(plan.planned_by.as_str())
        .run(tx)
        .await?;
    Ok(())
}

/// Takes a plan back; says whether there was one.
///
/// # Errors
/// What the database says.
pub async fn drop_plan(tx: &mut Tx, slug: &str) -> Result<bool> {
    Ok(sql("DELETE FROM paper_plans WHERE slug = $1").bind(slug).run(tx).await? > 0)
}

/// The plans, by day.
///
/// # Errors
/// What the database says.
pub async fn plans(reader: &Reader) -> Result<Vec<PlanRow>> {
    sql("SELECT slug, source, day, reason, planned_at, planned_by FROM paper_plans ORDER BY day, slug")
        .all(reader)
        .await
}
