//! The past of 手続台帳: its versions, every change dated and signed, since when what has held, and numbers as they were
//! published.

use madoguchi_vocab::{Date, Instant};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, Row, sql},
    inventory::Body,
};

/// A version of the inventory: what one file or one edit made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Its number.
    pub version: i64,
    /// When it was made.
    pub at: Instant,
    /// By whom.
    pub actor: Value,
    /// By what.
    pub what: String,
}

impl FromRow for VersionRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            version: row.get("version")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            what: row.get("what")?,
        })
    }
}

/// A change of one procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// Which.
    pub procedure: String,
    /// The version it belongs to.
    pub version: i64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub actor: Value,
    /// What changed, as the rules wrote it.
    pub cells: Value,
}

impl FromRow for ChangeRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            procedure: row.get("procedure_id")?,
            version: row.get("version")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            cells: row.get("body")?,
        })
    }
}

/// Since when a procedure has stood how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow {
    /// The procedure.
    pub procedure: String,
    /// From this day on.
    pub since: Date,
    /// Its status.
    pub status: String,
}

impl FromRow for StandingRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { procedure: row.get("procedure_id")?, since: row.get("since")?, status: row.get("status")? })
    }
}

/// Begins the next version. Whoever else would begin one waits until this one is kept or given up.
///
/// # Errors
/// What the database says.
pub async fn next_version(tx: &mut Tx, at: Instant, actor: Value, what: &str) -> Result<i64> {
    let next: Count = sql("INSERT INTO inventory_head (one, version) VALUES (1, 1)
         ON CONFLICT (one) DO UPDATE SET version = inventory_head.version + 1 RETURNING version AS n")
    .one(&mut *tx)
    .await?;
    sql("INSERT INTO inventory_versions (version, at, actor, what) VALUES ($1, $2, $3, $4)")
        .bind(next.0)
        .bind(at)
        .bind(actor)
        .bind(what)
        .run(tx)
        .await?;
    Ok(next.0)
}

/// The version that stands; 0 before the first.
///
/// # Errors
/// What the database says.
pub async fn version(reader: &Reader) -> Result<i64> {
    let head: Count = sql("SELECT COALESCE(MAX(version), 0) AS n FROM inventory_head").one(reader).await?;
    Ok(head.0)
}

/// Every version, oldest first.
///
/// # Errors
/// What the database says.
pub async fn versions(reader: &Reader) -> Result<Vec<VersionRow>> {
    sql("SELECT version, at, actor, what FROM inventory_versions ORDER BY version").all(reader).await
}

/// Notes a change: what changed, and what the procedure is now.
///
/// # Errors
/// What the database says.
pub async fn note_change(tx: &mut Tx, change: ChangeRow, after: Value) -> Result<()> {
    sql("INSERT INTO procedure_changes (procedure_id, version, at, actor, body, after) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(change.procedure.as_str())
        .bind(change.version)
        .bind(change.at)
        .bind(change.actor)
        .bind(change.cells)
        .bind(after)
        .run(tx)
        .await?;
    Ok(())
}

/// The changes of one procedure, newest first.
///
/// # Errors
/// What the database says.
pub async fn changes_of(reader: &Reader, procedure: &str) -> Result<Vec<ChangeRow>> {
    sql("SELECT procedure_id, version, at, actor, body FROM procedure_changes WHERE procedure_id = $1 ORDER BY seq DESC")
        .bind(procedure)
        .all(reader)
        .await
}

/// The version in which a procedure was changed last.
///
/// # Errors
/// [`StoreError::NotFound`] if it never was.
pub async fn last_changed(tx: &mut Tx, procedure: &str) -> Result<i64> {
    let found: Count =
        sql("SELECT COALESCE(MAX(version), -1) AS n FROM procedure_changes WHERE procedure_id = $1")
            .bind(procedure)
            .one(tx)
            .await?;
    if found.0 < 0 { Err(StoreError::NotFound) } else { Ok(found.0) }
}

/// The procedures as they were in a version, in the order they stand in now.
///
/// # Errors
/// What the database says.
pub async fn procedures_at(reader: &Reader, version: i64) -> Result<Vec<Value>> {
    let rows: Vec<Body> =
        sql("SELECT c.after AS body FROM procedure_changes c JOIN procedures p ON p.id = c.procedure_id
         WHERE c.seq = (SELECT MAX(l.seq) FROM procedure_changes l
                        WHERE l.procedure_id = c.procedure_id AND l.version <= $1 AND l.after IS NOT NULL)
         ORDER BY p.position, p.id")
        .bind(version)
        .all(reader)
        .await?;
    Ok(rows.into_iter().map(|b| b.0).collect())
}

/// Notes how a procedure stands from a day on. What was said of that day in an earlier version stays.
///
/// # Errors
/// What the database says.
pub async fn note_standing(tx: &mut Tx, standing: &StandingRow, version: i64, now: Instant) -> Result<()> {
    sql("INSERT INTO standings (procedure_id, since, status, recorded_at, version) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (procedure_id, since, version) DO UPDATE SET status = excluded.status, recorded_at = excluded.recorded_at")
    .bind(standing.procedure.as_str())
    .bind(standing.since)
    .bind(standing.status.as_str())
    .bind(now)
    .bind(version)
    .run(tx)
    .await?;
    Ok(())
}

/// How every procedure has stood over time, oldest first, as far as it was known in a version.
///
/// # Errors
/// What the database says.
pub async fn standings(reader: &Reader, version: i64) -> Result<Vec<StandingRow>> {
    sql("SELECT procedure_id, since, status FROM standings s
         WHERE version = (SELECT MAX(l.version) FROM standings l
                          WHERE l.procedure_id = s.procedure_id AND l.since = s.since AND l.version <= $1)
         ORDER BY procedure_id, since")
    .bind(version)
    .all(reader)
    .await
}

/// A number as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRow {
    /// Its number, from 1.
    pub number: i64,
    /// What it was published for.
    pub name: String,
    /// When it was kept.
    pub at: Instant,
    /// By whom.
    pub actor: Value,
    /// The day it is about.
    pub as_of: Date,
    /// The rates that were shown, as the rules wrote them.
    pub rates: Value,
}

impl FromRow for SnapshotRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            name: row.get("name")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            as_of: row.get("as_of")?,
            rates: row.get("rates")?,
        })
    }
}

/// Keeps a published number with all it was computed from; its own number comes back.
///
/// # Errors
/// [`StoreError::Duplicate`] if somebody else kept one in the same moment.
pub async fn keep_snapshot(tx: &mut Tx, snapshot: SnapshotRow, body: Value) -> Result<i64> {
    let kept: Count = sql("INSERT INTO rate_snapshots (number, name, at, actor, as_of, rates, body)
         SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4, $5, $6 FROM rate_snapshots RETURNING number AS n")
    .bind(snapshot.name)
    .bind(snapshot.at)
    .bind(snapshot.actor)
    .bind(snapshot.as_of)
    .bind(snapshot.rates)
    .bind(body)
    .one(tx)
    .await?;
    Ok(kept.0)
}

/// All of them, newest first.
///
/// # Errors
/// What the database says.
pub async fn snapshots(reader: &Reader) -> Result<Vec<SnapshotRow>> {
    sql("SELECT number, name, at, actor, as_of, rates FROM rate_snapshots ORDER BY number DESC")
        .all(reader)
        .await
}

/// One of them.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of that number.
pub async fn snapshot(reader: &Reader, number: i64) -> Result<SnapshotRow> {
    sql("SELECT number, name, at, actor, as_of, rates FROM rate_snapshots WHERE number = $1")
        .bind(number)
        .one(reader)
        .await
}

/// What one was computed from.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none of that number.
pub async fn snapshot_body(reader: &Reader, number: i64) -> Result<Value> {
    let body: Body =
        sql("SELECT body FROM rate_snapshots WHERE number = $1").bind(number).one(reader).await?;
    Ok(body.0)
}

/// A published number that was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawalRow {
    /// Which.
    pub number: i64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub actor: Value,
    /// Why.
    pub reason: String,
}

impl FromRow for WithdrawalRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            reason: row.get("reason")?,
        })
    }
}

/// Withdraws a published number. The number itself stays.
///
/// # Errors
/// [`StoreError::Duplicate`] if it is withdrawn already.
pub async fn withdraw(tx: &mut Tx, withdrawal: WithdrawalRow) -> Result<()> {
    sql("INSERT INTO rate_withdrawals (number, at, actor, reason) VALUES ($1, $2, $3, $4)")
        .bind(withdrawal.number)
        .bind(withdrawal.at)
        .bind(withdrawal.actor)
        .bind(withdrawal.reason)
        .run(tx)
        .await?;
    Ok(())
}

/// All that were withdrawn.
///
/// # Errors
/// What the database says.
pub async fn withdrawals(reader: &Reader) -> Result<Vec<WithdrawalRow>> {
    sql("SELECT number, at, actor, reason FROM rate_withdrawals ORDER BY number").all(reader).await
}
