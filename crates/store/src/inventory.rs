//! 手続台帳 and KPIs as the rules write them: the cabinet does not look inside.

use madoguchi_vocab::{Date, Instant};
use serde_json::Value;

use crate::{
    Reader, Result, Tx,
    dialect::{FromRow, Row, sql},
};

/// One thing kept as the rules wrote it.
struct Body(Value);

impl FromRow for Body {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("body").map(Self)
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

/// Puts a procedure in or changes it.
///
/// # Errors
/// What the database says.
pub async fn upsert_procedure(tx: &mut Tx, id: &str, position: i64, body: Value) -> Result<()> {
    sql("INSERT INTO procedures (id, position, body) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET position = excluded.position, body = excluded.body")
    .bind(id)
    .bind(position)
    .bind(body)
    .run(tx)
    .await?;
    Ok(())
}

/// All procedures, in the order of the sheet they came from.
///
/// # Errors
/// What the database says.
pub async fn procedures(reader: &Reader) -> Result<Vec<Value>> {
    let rows: Vec<Body> = sql("SELECT body FROM procedures ORDER BY position, id").all(reader).await?;
    Ok(rows.into_iter().map(|b| b.0).collect())
}

/// Notes a change of the inventory.
///
/// # Errors
/// What the database says.
pub async fn note_change(tx: &mut Tx, id: &str, at: Instant, actor: Value, body: Value) -> Result<()> {
    sql("INSERT INTO procedure_changes (procedure_id, at, actor, body) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(at)
        .bind(actor)
        .bind(body)
        .run(tx)
        .await?;
    Ok(())
}

/// Notes how a procedure stands from a day on.
///
/// # Errors
/// What the database says.
pub async fn note_standing(tx: &mut Tx, id: &str, since: Date, status: &str, now: Instant) -> Result<()> {
    sql("INSERT INTO standings (procedure_id, since, status, recorded_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (procedure_id, since) DO UPDATE SET status = excluded.status, recorded_at = excluded.recorded_at")
    .bind(id)
    .bind(since)
    .bind(status)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}

/// How every procedure has stood over time, oldest first.
///
/// # Errors
/// What the database says.
pub async fn standings(reader: &Reader) -> Result<Vec<StandingRow>> {
    sql("SELECT procedure_id, since, status FROM standings ORDER BY procedure_id, since").all(reader).await
}

/// Puts a KPI in or changes it.
///
/// # Errors
/// What the database says.
pub async fn upsert_kpi(tx: &mut Tx, plan: &str, number: i64, body: Value) -> Result<()> {
    sql("INSERT INTO kpis (plan, number, body) VALUES ($1, $2, $3)
         ON CONFLICT (plan, number) DO UPDATE SET body = excluded.body")
    .bind(plan)
    .bind(number)
    .bind(body)
    .run(tx)
    .await?;
    Ok(())
}

/// All KPIs by plan and number.
///
/// # Errors
/// What the database says.
pub async fn kpis(reader: &Reader) -> Result<Vec<Value>> {
    let rows: Vec<Body> = sql("SELECT body FROM kpis ORDER BY plan, number").all(reader).await?;
    Ok(rows.into_iter().map(|b| b.0).collect())
}
