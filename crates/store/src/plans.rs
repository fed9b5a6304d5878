//! What it takes to put procedures online, and the plans of when: as the rules write them.

use madoguchi_vocab::{Instant, PlanId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, Row, exactly_one, sql},
};

/// What somebody estimated for a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsRow {
    /// The procedure.
    pub procedure: String,
    /// The estimate.
    pub body: Value,
    /// When.
    pub changed_at: Instant,
    /// Who.
    pub actor: Value,
}

impl FromRow for TermsRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            procedure: row.get("procedure_id")?,
            body: row.get("body")?,
            changed_at: row.get("changed_at")?,
            actor: row.get("actor")?,
        })
    }
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Which.
    pub id: PlanId,
    /// As the rules wrote it.
    pub body: Value,
    /// When it was made.
    pub made_at: Instant,
    /// By whom.
    pub actor: Value,
    /// Counts its changes.
    pub revision: i64,
    /// Whether the city goes by it.
    pub adopted: bool,
}

impl FromRow for PlanRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            body: row.get("body")?,
            made_at: row.get("made_at")?,
            actor: row.get("actor")?,
            revision: row.get("revision")?,
            adopted: row.get("adopted")?,
        })
    }
}

const PLAN: &str = "SELECT id, body, made_at, actor, revision, adopted FROM plans";

/// Notes what a procedure takes.
///
/// # Errors
/// What the database says.
pub async fn set_terms(tx: &mut Tx, procedure: &str, body: Value, at: Instant, actor: Value) -> Result<()> {
    sql("INSERT INTO terms (procedure_id, body, changed_at, actor) VALUES ($1, $2, $3, $4)
         ON CONFLICT (procedure_id) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at,
         actor = excluded.actor")
    .bind(procedure)
    .bind(body)
    .bind(at)
    .bind(actor)
    .run(tx)
    .await?;
    Ok(())
}

/// What every procedure takes of which somebody said so.
///
/// # Errors
/// What the database says.
pub async fn terms(reader: &Reader) -> Result<Vec<TermsRow>> {
    sql("SELECT procedure_id, body, changed_at, actor FROM terms ORDER BY procedure_id").all(reader).await
}

/// Keeps a plan.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, id: PlanId, body: Value, at: Instant, actor: Value) -> Result<()> {
    sql("INSERT INTO plans (id, body, made_at, actor, revision, adopted) VALUES ($1, $2, $3, $4, 1, $5)")
        .bind(id)
        .bind(body)
        .bind(at)
        .bind(actor)
        .bind(false)
        .run(tx)
        .await?;
    Ok(())
}

/// Every plan, the newest first.
///
/// # Errors
/// What the database says.
pub async fn all(reader: &Reader) -> Result<Vec<PlanRow>> {
    sql(PLAN).push(" ORDER BY made_at DESC, id").all(reader).await
}

/// A plan.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn find(reader: &Reader, id: PlanId) -> Result<PlanRow> {
    sql(PLAN).push_bind(" WHERE id = ?", id).one(reader).await
}

/// Changes a plan that is still as it was seen.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody changed or removed it meanwhile.
pub async fn change(tx: &mut Tx, id: PlanId, seen: i64, body: Value) -> Result<()> {
    let touched = sql("UPDATE plans SET body = $3, revision = revision + 1 WHERE id = $1 AND revision = $2")
        .bind(id)
        .bind(seen)
        .bind(body)
        .run(tx)
        .await?;
    exactly_one(touched, StoreError::Overtaken)
}

/// The city goes by this plan from now on, and by no other.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody changed or removed it meanwhile; then nothing is changed.
pub async fn adopt(tx: &mut Tx, id: PlanId, seen: i64) -> Result<()> {
    let touched = sql("UPDATE plans SET revision = revision + 1 WHERE id = $1 AND revision = $2")
        .bind(id)
        .bind(seen)
        .run(&mut *tx)
        .await?;
    exactly_one(touched, StoreError::Overtaken)?;
    // The other one first: there is never room for two.
    sql("UPDATE plans SET adopted = $1, revision = revision + 1 WHERE adopted AND id <> $2")
        .bind(false)
        .bind(id)
        .run(&mut *tx)
        .await?;
    sql("UPDATE plans SET adopted = $2 WHERE id = $1").bind(id).bind(true).run(tx).await?;
    Ok(())
}

/// The city goes by this plan no more, and by no other.
///
/// # Errors
/// [`StoreError::Overtaken`] if it is not what was seen, or the city does not go by it.
pub async fn put_aside(tx: &mut Tx, id: PlanId, seen: i64) -> Result<()> {
    let touched = sql("UPDATE plans SET adopted = $3, revision = revision + 1
         WHERE id = $1 AND revision = $2 AND adopted")
    .bind(id)
    .bind(seen)
    .bind(false)
    .run(tx)
    .await?;
    exactly_one(touched, StoreError::Overtaken)
}

/// Throws a plan away that is still as it was seen.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody changed or removed it meanwhile.
pub async fn remove(tx: &mut Tx, id: PlanId, seen: i64) -> Result<()> {
    let touched =
        sql("DELETE FROM plans WHERE id = $1 AND revision = $2").bind(id).bind(seen).run(tx).await?;
    exactly_one(touched, StoreError::Overtaken)
}
