//! What the office says to everybody at once. Versions are only ever added; the last of a kind is in force.

use madoguchi_vocab::Instant;
use serde_json::Value;

use crate::{
    Result, StoreError, Tx,
    dialect::{FromRow, On, Row, sql},
};

/// A version of something that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncementRow {
    /// What: a banner, a disaster.
    pub kind: String,
    /// 1, 2, 3 …
    pub version: i64,
    /// What is said; none where it was taken away.
    pub body: Option<Value>,
    /// When it was said.
    pub at: Instant,
    /// By whom.
    pub actor: Value,
}

impl FromRow for AnnouncementRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            kind: row.get("kind")?,
            version: row.get("version")?,
            body: row.opt("body")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
        })
    }
}

/// Adds a version.
///
/// # Errors
/// [`StoreError::Overtaken`] if there is one of that number.
pub async fn add(tx: &mut Tx, row: &AnnouncementRow) -> Result<()> {
    let added = sql("INSERT INTO announcements (kind, version, body, at, actor) VALUES ($1, $2, $3, $4, $5)")
        .bind(row.kind.as_str())
        .bind(row.version)
        .bind(row.body.clone())
        .bind(row.at)
        .bind(row.actor.clone())
        .run(tx)
        .await;
    match added {
        Err(StoreError::Duplicate) => Err(StoreError::Overtaken),
        added => added.map(|_| ()),
    }
}

/// The version in force of a kind.
///
/// # Errors
/// What the database says.
pub async fn latest(on: impl Into<On<'_>>, kind: &str) -> Result<Option<AnnouncementRow>> {
    sql("SELECT kind, version, body, at, actor FROM announcements")
        .push_bind(" WHERE kind = ?", kind)
        .push(" ORDER BY version DESC LIMIT 1")
        .opt(on)
        .await
}
