//! 手続台帳 and KPIs as the rules write them: the cabinet does not look inside.

use madoguchi_vocab::{Instant, StaffId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, On, Row, exactly_one, sql},
};

/// One thing kept as the rules wrote it.
pub(crate) struct Body(pub(crate) Value);

impl FromRow for Body {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("body").map(Self)
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
pub async fn procedures(on: impl Into<On<'_>>) -> Result<Vec<Value>> {
    let rows: Vec<Body> = sql("SELECT body FROM procedures ORDER BY position, id").all(on).await?;
    Ok(rows.into_iter().map(|b| b.0).collect())
}

/// Behind which position the last procedure stands; -1 where there is none.
///
/// # Errors
/// What the database says.
pub async fn last_position(tx: &mut Tx) -> Result<i64> {
    let last: Count = sql("SELECT COALESCE(MAX(position), -1) AS n FROM procedures").one(tx).await?;
    Ok(last.0)
}

/// Changes a procedure that stands in the inventory, and leaves its place.
///
/// # Errors
/// [`StoreError::NotFound`] if it does not stand there.
pub async fn change_procedure(tx: &mut Tx, id: &str, body: Value) -> Result<()> {
    let done = sql("UPDATE procedures SET body = $2 WHERE id = $1").bind(id).bind(body).run(tx).await?;
    exactly_one(done, StoreError::NotFound)
}

/// Lays aside a file somebody is shown the changes of, in place of an earlier one.
///
/// # Errors
/// What the database says.
pub async fn lay_aside(tx: &mut Tx, staff: StaffId, at: Instant, content: &str) -> Result<()> {
    sql("INSERT INTO inventory_pending (staff, at, content) VALUES ($1, $2, $3)
         ON CONFLICT (staff) DO UPDATE SET at = excluded.at, content = excluded.content")
    .bind(staff)
    .bind(at)
    .bind(content)
    .run(tx)
    .await?;
    Ok(())
}

/// Takes the file up that was laid aside at that moment, and lays it nowhere.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none, or another one by now.
pub async fn take_up(tx: &mut Tx, staff: StaffId, at: Instant) -> Result<String> {
    struct Content(String);
    impl FromRow for Content {
        fn from_row(row: &Row) -> Result<Self> {
            row.get("content").map(Self)
        }
    }
    let found: Content = sql("DELETE FROM inventory_pending WHERE staff = $1 AND at = $2 RETURNING content")
        .bind(staff)
        .bind(at)
        .one(tx)
        .await?;
    Ok(found.0)
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
