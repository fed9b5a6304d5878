//! Words of a department for letters and notices of a procedure. Versions are only ever added; the last is in force.

use madoguchi_vocab::Instant;
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, Row, sql},
};

/// A version of somebody's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordingRow {
    /// Of which paper.
    pub slug: String,
    /// For which letter or notice.
    pub piece: String,
    /// 1, 2, 3 …
    pub version: i64,
    /// The words; none where somebody went back to the usual ones.
    pub words: Option<Value>,
    /// When they were written.
    pub at: Instant,
    /// By whom.
    pub actor: Value,
}

impl FromRow for WordingRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            piece: row.get("piece")?,
            version: row.get("version")?,
            words: row.opt("words")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
        })
    }
}

const WORDING: &str = "SELECT slug, piece, version, words, at, actor FROM wordings w";

/// Adds a version.
///
/// # Errors
/// [`StoreError::Overtaken`] if there is one of that number.
pub async fn add(tx: &mut Tx, row: &WordingRow) -> Result<()> {
    let added =
        sql("INSERT INTO wordings (slug, piece, version, words, at, actor) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(row.slug.as_str())
            .bind(row.piece.as_str())
            .bind(row.version)
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

/// Every version for one piece, the newest first.
///
/// # Errors
/// What the database says.
pub async fn versions(reader: &Reader, slug: &str, piece: &str) -> Result<Vec<WordingRow>> {
    sql(WORDING)
        .push_bind(" WHERE slug = ?", slug)
        .push_bind(" AND piece = ? ORDER BY version DESC", piece)
        .all(reader)
        .await
}

/// The version in force for one piece.
///
/// # Errors
/// What the database says.
pub async fn latest(reader: &Reader, slug: &str, piece: &str) -> Result<Option<WordingRow>> {
    sql(WORDING)
        .push_bind(" WHERE slug = ?", slug)
        .push_bind(" AND piece = ? ORDER BY version DESC LIMIT 1", piece)
        .opt(reader)
        .await
}

/// The versions in force for every piece of a paper.
///
/// # Errors
/// What the database says.
pub async fn in_force(reader: &Reader, slug: &str) -> Result<Vec<WordingRow>> {
    sql(WORDING)
        .push_bind(" WHERE slug = ?", slug)
        .push(
            " AND NOT EXISTS (SELECT 1 FROM wordings later
                  WHERE later.slug = w.slug AND later.piece = w.piece AND later.version > w.version) ORDER BY piece",
        )
        .all(reader)
        .await
}
