//! Versions of papers as residents were shown them.

use madoguchi_vocab::Instant;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, Row, sql},
};

/// A version that is open to residents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// The paper's name.
    pub slug: String,
    /// 1, 2, 3 …
    pub version: i64,
    /// The digest of the source.
    pub hash: String,
    /// `form.toml` as it was published.
    pub source: String,
    /// Since when.
    pub published_at: Instant,
}

impl FromRow for PaperRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            version: row.get("version")?,
            hash: row.get("hash")?,
            source: row.get("source")?,
            published_at: row.get("published_at")?,
        })
    }
}

/// A version as its authors see it, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// 1, 2, 3 …
    pub version: i64,
    /// The digest of the source.
    pub hash: String,
    /// Since when.
    pub published_at: Instant,
    /// Who opened it.
    pub published_by: String,
    /// Until when; none while it is open.
    pub withdrawn_at: Option<Instant>,
    /// Why it was opened although the check had something to say.
    pub reason: String,
}

impl FromRow for VersionRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            version: row.get("version")?,
            hash: row.get("hash")?,
            published_at: row.get("published_at")?,
            published_by: row.get("published_by")?,
            withdrawn_at: row.opt("withdrawn_at")?,
            reason: row.get("reason")?,
        })
    }
}

/// Every version of a paper, newest first.
///
/// # Errors
/// What the database says.
pub async fn versions(reader: &Reader, slug: &str) -> Result<Vec<VersionRow>> {
    sql("SELECT version, hash, published_at, published_by, withdrawn_at, reason FROM papers
             WHERE slug = $1 ORDER BY version DESC")
    .bind(slug)
    .all(reader)
    .await
}

/// Opens a new version to residents, closing the one that was open. Gives its number.
///
/// # Errors
/// What the database says.
pub async fn publish(
    tx: &mut Tx,
    slug: &str,
    hash: &str,
    source: &str,
    by: &str,
    now: Instant,
) -> Result<i64> {
    sql("UPDATE papers SET withdrawn_at = $1 WHERE slug = $2 AND withdrawn_at IS NULL")
        .bind(now)
        .bind(slug)
        .run(&mut *tx)
        .await?;
    let Count(version) = sql("SELECT COALESCE(MAX(version), 0) + 1 AS n FROM papers WHERE slug = $1")
        .bind(slug)
        .one(&mut *tx)
        .await?;
    sql("INSERT INTO papers (slug, version, hash, source, published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(slug)
        .bind(version)
        .bind(hash)
        .bind(source)
        .bind(now)
        .bind(by)
        .run(tx)
        .await?;
    Ok(version)
}

/// Keeps why a version was opened although the check had something to say.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such version.
pub async fn remark(tx: &mut Tx, slug: &str, version: i64, reason: &str) -> Result<()> {
    let done = sql("UPDATE papers SET reason = $1 WHERE slug = $2 AND version = $3")
        .bind(reason)
        .bind(slug)
        .bind(version)
        .run(tx)
        .await?;
    crate::dialect::exactly_one(done, StoreError::NotFound)
}

/// Closes the open version.
///
/// # Errors
/// [`StoreError::NotFound`] if none was open.
pub async fn withdraw(tx: &mut Tx, slug: &str, now: Instant) -> Result<()> {
    let done = sql("UPDATE papers SET withdrawn_at = $1 WHERE slug = $2 AND withdrawn_at IS NULL")
        .bind(now)
        .bind(slug)
        .run(tx)
        .await?;
    crate::dialect::exactly_one(done, StoreError::NotFound)
}

/// The open versions, by name.
///
/// # Errors
/// What the database says.
pub async fn published(reader: &Reader) -> Result<Vec<PaperRow>> {
    sql("SELECT slug, version, hash, source, published_at FROM papers WHERE withdrawn_at IS NULL ORDER BY slug")
        .all(reader)
        .await
}

/// One version, open or not.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn version(reader: &Reader, slug: &str, version: i64) -> Result<PaperRow> {
    sql("SELECT slug, version, hash, source, published_at FROM papers WHERE slug = $1 AND version = $2")
        .bind(slug)
        .bind(version)
        .one(reader)
        .await
}

/// The names of papers that were open on some moment of the past.
///
/// # Errors
/// What the database says.
pub async fn open_at(reader: &Reader, at: Instant) -> Result<Vec<String>> {
    struct Name(String);
    impl FromRow for Name {
        fn from_row(row: &Row) -> Result<Self> {
            row.get("slug").map(Self)
        }
    }
    let names: Vec<Name> = sql("SELECT DISTINCT slug FROM papers WHERE published_at <= $1
             AND (withdrawn_at IS NULL OR withdrawn_at > $1) ORDER BY slug")
    .bind(at)
    .all(reader)
    .await?;
    Ok(names.into_iter().map(|n| n.0).collect())
}
