//! How far people get with a paper, as sums: nobody is in them.

use madoguchi_vocab::{Date, Instant};

use crate::{
    Reader, Result, Tx,
    dialect::{Count, FromRow, Row, sql},
};

/// Something that is counted: a step, on which page or at which question, and what kind of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tick {
    /// `started`, `reached` …
    pub step: String,
    /// A page or a question; empty where there is none.
    pub place: String,
    /// What kind; empty where there is none.
    pub kind: String,
}

/// A sum over some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelRow {
    /// The paper.
    pub slug: String,
    /// And its version.
    pub version: i64,
    /// What was counted.
    pub tick: Tick,
    /// How often.
    pub n: i64,
}

impl FromRow for FunnelRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            slug: row.get("slug")?,
            version: row.get("version")?,
            tick: Tick { step: row.get("step")?, place: row.get("place")?, kind: row.get("kind")? },
            n: row.get("n")?,
        })
    }
}

/// Adds one to each of these, in one statement. The rows stay locked until the transaction ends, so nothing is written after
/// this in it; every transaction takes them in the same order, so none waits for another in a circle.
///
/// # Errors
/// What the database says.
pub async fn count(tx: &mut Tx, day: Date, slug: &str, version: i64, mut ticks: Vec<Tick>) -> Result<()> {
    // One row is touched once by a statement.
    ticks.sort();
    ticks.dedup();
    let mut statement = sql("INSERT INTO funnel (day, slug, version, step, place, kind, n) VALUES ");
    for (nth, tick) in ticks.iter().enumerate() {
        statement = statement
            .push_bind(if nth == 0 { "(?, " } else { ", (?, " }, day)
            .push_bind("?, ", slug)
            .push_bind("?, ", version)
            .push_bind("?, ", tick.step.as_str())
            .push_bind("?, ", tick.place.as_str())
            .push_bind("?, 1)", tick.kind.as_str());
    }
    if ticks.is_empty() {
        return Ok(());
    }
    statement
        .push(" ON CONFLICT (day, slug, version, step, place, kind) DO UPDATE SET n = funnel.n + 1")
        .run(tx)
        .await?;
    Ok(())
}

/// The sums of the drafts that began from one day to another, of one paper or of all.
///
/// # Errors
/// What the database says.
pub async fn sums(reader: &Reader, slug: Option<&str>, from: Date, until: Date) -> Result<Vec<FunnelRow>> {
    let mut statement =
        sql("SELECT slug, version, step, place, kind, CAST(SUM(n) AS bigint) AS n FROM funnel")
            .push_bind(" WHERE day >= ?", from)
            .push_bind(" AND day <= ?", until);
    if let Some(slug) = slug {
        statement = statement.push_bind(" AND slug = ?", slug);
    }
    statement
        .push(" GROUP BY slug, version, step, place, kind ORDER BY slug, version, step, place, kind")
        .all(reader)
        .await
}

/// How many of the drafts that are counted and began in that time may still be sent.
///
/// # Errors
/// What the database says.
pub async fn under_way(
    reader: &Reader,
    slug: &str,
    from: Instant,
    until: Instant,
    now: Instant,
) -> Result<i64> {
    let found: Count =
        sql("SELECT count(*) AS n FROM drafts WHERE counted IS NOT NULL AND submission IS NULL")
            .push_bind(" AND slug = ?", slug)
            .push_bind(" AND created_at >= ?", from)
            .push_bind(" AND created_at < ?", until)
            .push_bind(" AND expires_at > ?", now)
            .one(reader)
            .await?;
    Ok(found.0)
}

/// Forgets the sums of days before one. Says how many rows that were.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, before: Date) -> Result<u64> {
    sql("DELETE FROM funnel WHERE day < $1").bind(before).run(tx).await
}
