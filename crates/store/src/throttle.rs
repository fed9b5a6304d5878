//! Tries that went wrong, counted per key and window.

use madoguchi_vocab::Instant;

use crate::{
    Reader, Result, Tx,
    dialect::{Count, sql},
};

/// Counts one more.
///
/// # Errors
/// What the database says.
pub async fn hit(tx: &mut Tx, key: &str, window: Instant) -> Result<()> {
    sql("INSERT INTO throttle (key, window_start, count) VALUES ($1, $2, 1)
         ON CONFLICT (key, window_start) DO UPDATE SET count = throttle.count + 1")
    .bind(key)
    .bind(window)
    .run(tx)
    .await?;
    Ok(())
}

/// How many there were in a window.
///
/// # Errors
/// What the database says.
pub async fn count(reader: &Reader, key: &str, window: Instant) -> Result<i64> {
    let found: Option<Count> = sql("SELECT count AS n FROM throttle WHERE key = $1 AND window_start = $2")
        .bind(key)
        .bind(window)
        .opt(reader)
        .await?;
    Ok(found.map_or(0, |c| c.0))
}

/// Forgets windows that began before a moment.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, before: Instant) -> Result<u64> {
    sql("DELETE FROM throttle WHERE window_start < $1").bind(before).run(tx).await
}
