//! 定員: places of a procedure, counted where they are taken, so that no two nodes give away the last one.

use crate::{
    Result, Tx,
    dialect::{Count, On, sql},
};

/// Takes a place, if fewer than `capacity` are taken. Holds the count until the transaction ends.
///
/// # Errors
/// What the database says.
pub async fn take(tx: &mut Tx, slug: &str, capacity: i64) -> Result<bool> {
    sql("INSERT INTO seats (slug, taken) VALUES ($1, 0) ON CONFLICT (slug) DO NOTHING")
        .bind(slug)
        .run(&mut *tx)
        .await?;
    let done = sql("UPDATE seats SET taken = taken + 1 WHERE slug = $1 AND taken < $2")
        .bind(slug)
        .bind(capacity)
        .run(tx)
        .await?;
    Ok(done == 1)
}

/// Gives a place back.
///
/// # Errors
/// What the database says.
pub async fn give_back(tx: &mut Tx, slug: &str) -> Result<()> {
    sql("UPDATE seats SET taken = taken - 1 WHERE slug = $1 AND taken > 0").bind(slug).run(tx).await?;
    Ok(())
}

/// How many places are taken.
///
/// # Errors
/// What the database says.
pub async fn taken(on: impl Into<On<'_>>, slug: &str) -> Result<i64> {
    let found: Option<Count> = sql("SELECT taken AS n FROM seats WHERE slug = $1").bind(slug).opt(on).await?;
    Ok(found.map_or(0, |Count(n)| n))
}
