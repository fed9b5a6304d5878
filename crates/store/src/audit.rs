//! The trail: who looked at, changed or took away what. Append-only; holds no answers.

use madoguchi_vocab::Instant;
use serde_json::Value;

use crate::{
    Reader, Result, Tx,
    dialect::{FromRow, Row, sql},
};

/// A line of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailRow {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Value,
    /// Did what.
    pub verb: String,
    /// To what: a receipt number, a paper, an export.
    pub object: String,
}

impl FromRow for TrailRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            actor: row.get("actor")?,
            verb: row.get("verb")?,
            object: row.get("object")?,
        })
    }
}

/// Notes a deed.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, at: Instant, actor: Value, verb: &str, object: &str) -> Result<()> {
    sql("INSERT INTO audit (at, actor, verb, object) VALUES ($1, $2, $3, $4)")
        .bind(at)
        .bind(actor)
        .bind(verb)
        .bind(object)
        .run(tx)
        .await?;
    Ok(())
}

/// The latest lines, newest first.
///
/// # Errors
/// What the database says.
pub async fn latest(reader: &Reader, limit: i64) -> Result<Vec<TrailRow>> {
    sql("SELECT at, actor, verb, object FROM audit ORDER BY seq DESC LIMIT $1").bind(limit).all(reader).await
}

/// What was done to one object, newest first; at most `limit` lines.
///
/// # Errors
/// What the database says.
pub async fn of_object(reader: &Reader, object: &str, limit: i64) -> Result<Vec<TrailRow>> {
    sql("SELECT at, actor, verb, object FROM audit WHERE object = $1 ORDER BY seq DESC LIMIT $2")
        .bind(object)
        .bind(limit)
        .all(reader)
        .await
}
