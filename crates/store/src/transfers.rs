//! 異動: what becomes of whom on which day, and what became of their work.

use madoguchi_vocab::{Date, DepartmentId, Instant, ReceiptNumber, Role, StaffId, SubmissionId};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, Row, exactly_one, sql},
};

/// How somebody's account is to be from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferRow {
    /// Which.
    pub id: Uuid,
    /// The name they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they are trusted with.
    pub role: Role,
    /// Where they work.
    pub department: DepartmentId,
    /// Whether the account may be used.
    pub active: bool,
    /// The name to sign in with of who takes over their work; empty where it goes back to the list.
    pub successor: String,
    /// From which day.
    pub from_day: Date,
    /// When it was listed …
    pub listed_at: Instant,
    /// … and by whom.
    pub listed_by: Value,
    /// When it came to be so.
    pub done_at: Option<Instant>,
    /// The department that was left.
    pub left: Option<DepartmentId>,
    /// When their work had found its place.
    pub handed_at: Option<Instant>,
    /// How much went back to the list …
    pub released: i64,
    /// … and how much to the successor.
    pub handed: i64,
    /// Why it was not done.
    pub refused: String,
}

impl FromRow for TransferRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            login: row.get("login")?,
            name: row.get("name")?,
            role: row.get("role")?,
            department: row.get("department")?,
            active: row.get("active")?,
            successor: row.get("successor")?,
            from_day: row.get("from_day")?,
            listed_at: row.get("listed_at")?,
            listed_by: row.get("listed_by")?,
            done_at: row.opt("done_at")?,
            left: row.opt("left_department")?,
            handed_at: row.opt("handed_at")?,
            released: row.get("released")?,
            handed: row.get("handed")?,
            refused: row.get("refused")?,
        })
    }
}

const TRANSFER: &str =
    "SELECT id, login, name, role, department, active, successor, from_day, listed_at, listed_by, done_at,
     left_department, handed_at, released, handed, refused FROM transfers";

/// Lists a transfer; one of the same person for the same day that was not done yet gives way.
///
/// # Errors
/// What the database says.
pub async fn list(tx: &mut Tx, t: &TransferRow) -> Result<()> {
    sql("DELETE FROM transfers WHERE login = $1 AND from_day = $2 AND done_at IS NULL")
        .bind(t.login.as_str())
        .bind(t.from_day)
        .run(&mut *tx)
        .await?;
    sql("INSERT INTO transfers (id, login, name, role, department, active, successor, from_day, listed_at, listed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(t.id)
    .bind(t.login.as_str())
    .bind(t.name.as_str())
    .bind(t.role.code())
    .bind(t.department.clone())
    .bind(t.active)
    .bind(t.successor.as_str())
    .bind(t.from_day)
    .bind(t.listed_at)
    .bind(t.listed_by.clone())
    .run(tx)
    .await?;
    Ok(())
}

/// Those that were not done yet, by day.
///
/// # Errors
/// What the database says.
pub async fn waiting(reader: &Reader) -> Result<Vec<TransferRow>> {
    sql(TRANSFER).push(" WHERE done_at IS NULL ORDER BY from_day, login").all(reader).await
}

/// Those whose day has come and that were not done, in the order of their days.
///
/// # Errors
/// What the database says.
pub async fn due(reader: &Reader, day: Date) -> Result<Vec<TransferRow>> {
    sql(TRANSFER)
        .push_bind(" WHERE done_at IS NULL AND from_day <= ?", day)
        .push(" ORDER BY from_day, login")
        .all(reader)
        .await
}

/// Those that were done while work may still be in the hands of who left.
///
/// # Errors
/// What the database says.
pub async fn unhanded(reader: &Reader) -> Result<Vec<TransferRow>> {
    sql(TRANSFER)
        .push(" WHERE done_at IS NOT NULL AND handed_at IS NULL ORDER BY done_at, id")
        .all(reader)
        .await
}

/// The latest that were done, or refused.
///
/// # Errors
/// What the database says.
pub async fn done_lately(reader: &Reader, limit: i64) -> Result<Vec<TransferRow>> {
    sql(TRANSFER)
        .push_bind(" WHERE done_at IS NOT NULL ORDER BY done_at DESC, login LIMIT ?", limit)
        .all(reader)
        .await
}

/// Those by which a department lost somebody with work in hands, since then.
///
/// # Errors
/// What the database says.
pub async fn left(reader: &Reader, department: &DepartmentId, since: Instant) -> Result<Vec<TransferRow>> {
    sql(TRANSFER)
        .push_bind(" WHERE left_department = ?", department.clone())
        .push_bind(" AND handed_at >= ?", since)
        .push(" AND released + handed > 0 ORDER BY handed_at DESC, login")
        .all(reader)
        .await
}

/// It is so now.
///
/// # Errors
/// [`StoreError::Overtaken`] if another node was quicker, or it was taken back.
pub async fn done(tx: &mut Tx, id: Uuid, at: Instant, left: Option<DepartmentId>) -> Result<()> {
    // Where nobody left there is nothing to hand over.
    let handed = left.is_none().then_some(at);
    let done = sql("UPDATE transfers SET done_at = $1, left_department = $2, handed_at = $3 WHERE id = $4 AND done_at IS NULL")
        .bind(at)
        .bind(left)
        .bind(handed)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// It cannot be.
///
/// # Errors
/// [`StoreError::Overtaken`] if it was done or taken back meanwhile.
pub async fn refused(tx: &mut Tx, id: Uuid, at: Instant, why: &str) -> Result<()> {
    let done = sql(
        "UPDATE transfers SET done_at = $1, handed_at = $1, refused = $2 WHERE id = $3 AND done_at IS NULL",
    )
    .bind(at)
    .bind(why)
    .bind(id)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// So much more of the work has found its place.
///
/// # Errors
/// What the database says.
pub async fn handed(
    tx: &mut Tx,
    id: Uuid,
    (released, handed): (i64, i64),
    all: Option<Instant>,
) -> Result<()> {
    sql("UPDATE transfers SET released = released + $1, handed = handed + $2, handed_at = $3 WHERE id = $4")
        .bind(released)
        .bind(handed)
        .bind(all)
        .bind(id)
        .run(tx)
        .await?;
    Ok(())
}

/// A row that waits gives way to what was decided since.
///
/// # Errors
/// [`StoreError::Overtaken`] if it was done or taken back meanwhile.
pub async fn give_way(tx: &mut Tx, id: Uuid) -> Result<()> {
    let done = sql("DELETE FROM transfers WHERE id = $1 AND done_at IS NULL").bind(id).run(tx).await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Somebody is called otherwise: rows that wait and hold the name there was hold the new one.
///
/// # Errors
/// What the database says.
pub async fn renamed(tx: &mut Tx, login: &str, before: &str, after: &str) -> Result<()> {
    sql("UPDATE transfers SET name = $1 WHERE login = $2 AND name = $3 AND done_at IS NULL")
        .bind(after)
        .bind(login)
        .bind(before)
        .run(tx)
        .await?;
    Ok(())
}

/// Whether somebody's account was ended by something that was listed later than this.
///
/// # Errors
/// What the database says.
pub async fn ended_since(tx: &mut Tx, login: &str, listed_at: Instant) -> Result<bool> {
    let Count(n) =
        sql("SELECT COUNT(*) AS n FROM transfers WHERE login = $1 AND listed_at > $2 AND NOT active
         AND done_at IS NOT NULL AND refused = ''")
        .bind(login)
        .bind(listed_at)
        .one(tx)
        .await?;
    Ok(n > 0)
}

/// Takes back what was not done yet.
///
/// # Errors
/// [`StoreError::NotFound`] if it was done, or is not there.
pub async fn take_back(tx: &mut Tx, id: Uuid) -> Result<()> {
    let done = sql("DELETE FROM transfers WHERE id = $1 AND done_at IS NULL").bind(id).run(tx).await?;
    exactly_one(done, StoreError::NotFound)
}

/// Something in somebody's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHands {
    /// Which.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The paper.
    pub slug: String,
    /// Where it stands.
    pub stage: String,
    /// Whose department's.
    pub department: DepartmentId,
    /// In whose hands.
    pub holder: StaffId,
    /// Their name.
    pub holder_name: String,
}

impl FromRow for InHands {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            receipt: row.get("receipt")?,
            slug: row.get("slug")?,
            stage: row.get("stage")?,
            department: row.get("department")?,
            holder: row.get("holder")?,
            holder_name: row.get("holder_name")?,
        })
    }
}

const IN_HANDS: &str =
    "SELECT q.id, q.receipt, q.slug, q.stage, q.department, q.holder, h.name AS holder_name
     FROM submissions q JOIN staff h ON h.id = q.holder
     WHERE q.stage IN ('accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval')";

/// What is in somebody's hands, oldest arrival first.
///
/// # Errors
/// What the database says.
pub async fn in_hands(reader: &Reader, staff: StaffId, limit: i64) -> Result<Vec<InHands>> {
    sql(IN_HANDS)
        .push_bind(" AND q.holder = ?", staff)
        .push_bind(" ORDER BY q.arrived_at, q.id LIMIT ?", limit)
        .all(reader)
        .await
}

/// How much is in somebody's hands.
///
/// # Errors
/// What the database says.
pub async fn count_in_hands(reader: &Reader, staff: StaffId) -> Result<i64> {
    let Count(n) = sql(
        "SELECT COUNT(*) AS n FROM submissions q
         WHERE q.stage IN ('accepted', 'in_review', 'awaiting_correction', 'corrected', 'awaiting_approval')",
    )
    .push_bind(" AND q.holder = ?", staff)
    .one(reader)
    .await?;
    Ok(n)
}

/// What is in the hands of somebody who cannot work on it any more. A proposal that waits for approval needs nobody's
/// hands but the approver's, and stays.
///
/// # Errors
/// What the database says.
pub async fn left_behind(reader: &Reader, limit: i64) -> Result<Vec<InHands>> {
    sql(IN_HANDS)
        .push(
            " AND q.stage <> 'awaiting_approval' AND (NOT h.active OR h.department <> q.department
             OR h.role NOT IN ('clerk', 'approver', 'department_head'))",
        )
        .push_bind(" ORDER BY q.arrived_at, q.id LIMIT ?", limit)
        .all(reader)
        .await
}
