//! When what is published as open data last changed.

use madoguchi_vocab::Instant;

use crate::{
    Reader, Result, Tx,
    dialect::{FromRow, Row, sql},
};

/// A set as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSetRow {
    /// Which.
    pub name: String,
    /// The digest of what was published.
    pub digest: String,
    /// Since when it is so.
    pub changed_at: Instant,
}

impl FromRow for OpenSetRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { name: row.get("name")?, digest: row.get("digest")?, changed_at: row.get("changed_at")? })
    }
}

/// How a set was last seen, if it ever was.
///
/// # Errors
/// What the database says.
pub async fn find(reader: &Reader, name: &str) -> Result<Option<OpenSetRow>> {
    let rows =
        sql("SELECT name, digest, changed_at FROM open_sets WHERE name = $1").bind(name).all(reader).await?;
    Ok(rows.into_iter().next())
}

/// Notes that a set has changed; what is noted already keeps its time.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, row: &OpenSetRow) -> Result<()> {
    sql("INSERT INTO open_sets (name, digest, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, changed_at = excluded.changed_at
         WHERE open_sets.digest <> excluded.digest")
    .bind(row.name.as_str())
    .bind(row.digest.as_str())
    .bind(row.changed_at)
    .run(tx)
    .await?;
    Ok(())
}
