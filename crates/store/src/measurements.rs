//! What was measured of KPIs, and the measures that save time of staff.

use madoguchi_vocab::{Date, Instant};
use serde_json::Value;

use crate::{
    Reader, Result, Tx,
    dialect::{FromRow, Row, sql},
};

/// A measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasurementRow {
    /// The plan.
    pub plan: String,
    /// The KPI.
    pub number: i64,
    /// The day it is about.
    pub on: Date,
    /// What was measured, as the rules write it; none takes back what was written for that day.
    pub value: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// Anything else.
    pub note: String,
    /// When it was written down.
    pub at: Instant,
    /// By whom.
    pub actor: Value,
}

impl FromRow for MeasurementRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            plan: row.get("plan")?,
            number: row.get("number")?,
            on: row.get("on_day")?,
            value: row.opt("value")?,
            source: row.get("source")?,
            note: row.get("note")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
        })
    }
}

/// Writes a measurement down. What was there stays.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, row: &MeasurementRow) -> Result<()> {
    sql("INSERT INTO measurements (plan, number, on_day, value, source, note, at, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(row.plan.as_str())
    .bind(row.number)
    .bind(row.on)
    .bind(row.value.clone())
    .bind(row.source.as_str())
    .bind(row.note.as_str())
    .bind(row.at)
    .bind(row.actor.clone())
    .run(tx)
    .await?;
    Ok(())
}

/// Every measurement: by KPI, by the day it is about, and those of one day in the order in which they were written.
///
/// # Errors
/// What the database says.
pub async fn all(reader: &Reader) -> Result<Vec<MeasurementRow>> {
    sql("SELECT plan, number, on_day, value, source, note, at, actor FROM measurements
         ORDER BY plan, number, on_day, seq")
    .all(reader)
    .await
}

struct Body(Value);

impl FromRow for Body {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("body").map(Self)
    }
}

/// Puts these measures that save time in the place of all there are.
///
/// # Errors
/// What the database says.
pub async fn replace_savings(tx: &mut Tx, savings: Vec<(String, Value)>) -> Result<()> {
    sql("DELETE FROM savings").run(&mut *tx).await?;
    for (position, (id, body)) in (0_i64..).zip(savings) {
        sql("INSERT INTO savings (id, position, body) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(position)
            .bind(body)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// The measures that save time, in the order of their sheet.
///
/// # Errors
/// What the database says.
pub async fn savings(reader: &Reader) -> Result<Vec<Value>> {
    let rows: Vec<Body> = sql("SELECT body FROM savings ORDER BY position, id").all(reader).await?;
    Ok(rows.into_iter().map(|b| b.0).collect())
}
