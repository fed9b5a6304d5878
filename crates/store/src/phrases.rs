//! 文例: sentences a department writes again and again. Versions are only ever added; the last is in force.

use madoguchi_vocab::{DepartmentId, Instant, PhraseId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, Row, sql},
};

/// A version of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseRow {
    /// Which.
    pub id: PhraseId,
    /// 1, 2, 3 …
    pub version: i64,
    /// Whose.
    pub department: DepartmentId,
    /// For which paper; empty for all of the department's.
    pub slug: String,
    /// For what.
    pub topic: String,
    /// The sentence; none where it was taken out.
    pub words: Option<Value>,
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub actor: Value,
}

impl FromRow for PhraseRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            version: row.get("version")?,
            department: row.get("department")?,
            slug: row.get("slug")?,
            topic: row.get("topic")?,
            words: row.opt("words")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
        })
    }
}

const PHRASE: &str = "SELECT id, version, department, slug, topic, words, at, actor FROM phrases p";

/// Adds a version.
///
/// # Errors
/// [`StoreError::Overtaken`] if there is one of that number.
pub async fn add(tx: &mut Tx, row: &PhraseRow) -> Result<()> {
    let added = sql("INSERT INTO phrases (id, version, department, slug, topic, words, at, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(row.id)
    .bind(row.version)
    .bind(row.department.clone())
    .bind(row.slug.as_str())
    .bind(row.topic.as_str())
    .bind(row.words.clone())
    .bind(row.at)
    .bind(row.actor.clone())
    .run(tx)
    .await;
    match added {
        Err(StoreError::Duplicate) => Err(StoreError::Overtaken),
        added => added.map(|_| ()),
    }
}

/// Every version of a sentence, the newest first.
///
/// # Errors
/// What the database says.
pub async fn versions(reader: &Reader, id: PhraseId) -> Result<Vec<PhraseRow>> {
    sql(PHRASE).push_bind(" WHERE id = ? ORDER BY version DESC", id).all(reader).await
}

/// The sentences of a department that are in force.
///
/// # Errors
/// What the database says.
pub async fn of_department(reader: &Reader, department: &DepartmentId) -> Result<Vec<PhraseRow>> {
    sql(PHRASE)
        .push_bind(" WHERE department = ?", department.clone())
        .push(
            " AND words IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM phrases later WHERE later.id = p.id AND later.version > p.version)
              ORDER BY topic, id",
        )
        .all(reader)
        .await
}
