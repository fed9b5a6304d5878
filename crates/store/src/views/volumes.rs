//! How many submissions came online.

use madoguchi_vocab::Instant;

use crate::{
    Reader, Result,
    dialect::{FromRow, Row, sql},
};

/// What came for one paper through one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeRow {
    /// The paper.
    pub slug: String,
    /// online, counter, phone, mail
    pub channel: String,
    /// How many.
    pub count: i64,
}

impl FromRow for VolumeRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { slug: row.get("slug")?, channel: row.get("channel")?, count: row.get("n")? })
    }
}

/// What arrived from `from` up to but not including `to`.
///
/// # Errors
/// What the database says.
pub async fn between(reader: &Reader, from: Instant, to: Instant) -> Result<Vec<VolumeRow>> {
    sql("SELECT slug, channel, COUNT(*) AS n FROM submissions WHERE arrived_at >= $1 AND arrived_at < $2
         GROUP BY slug, channel ORDER BY slug, channel")
    .bind(from)
    .bind(to)
    .all(reader)
    .await
}
