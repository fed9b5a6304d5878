//! What is changed about an account: by an administrator, on the day of a transfer, or by the person.

use madoguchi_vocab::{DepartmentId, Instant, Role, StaffId};

use crate::{
    Result, StoreError, Tx,
    dialect::{FromRow, Row, exactly_one, sql},
};

struct Id(StaffId);

impl FromRow for Id {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("id").map(Self)
    }
}

/// Everybody who can tend accounts just now. Until the transaction ends nobody else changes that.
///
/// # Errors
/// What the database says.
pub async fn administrators(tx: &mut Tx) -> Result<Vec<StaffId>> {
    let rows: Vec<Id> =
        sql("SELECT id FROM staff WHERE role = 'administrator' AND active ORDER BY id {for_update}")
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|Id(id)| id).collect())
}

/// Name and address, as they were seen at `revision`.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody changed the account since.
pub async fn describe(
    tx: &mut Tx,
    id: StaffId,
    revision: i64,
    name: &str,
    email: Option<String>,
) -> Result<()> {
    let done = sql(
        "UPDATE staff SET name = $1, email = $2, revision = revision + 1 WHERE id = $3 AND revision = $4",
    )
    .bind(name)
    .bind(email)
    .bind(id)
    .bind(revision)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Name, role and department, and whether the account may be used.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such person.
pub async fn place(
    tx: &mut Tx,
    id: StaffId,
    name: &str,
    (role, department): (Role, &DepartmentId),
    active: bool,
) -> Result<()> {
    let done = sql("UPDATE staff SET name = $1, role = $2, department = $3, active = $4, revision = revision + 1 WHERE id = $5")
        .bind(name)
        .bind(role.code())
        .bind(department.clone())
        .bind(active)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// A new password; a code that was given for one is used up.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such person.
pub async fn set_password(tx: &mut Tx, id: StaffId, hash: &str) -> Result<()> {
    let done = sql("UPDATE staff SET password_hash = $1, code_hash = NULL, code_until = NULL WHERE id = $2")
        .bind(hash)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// The first password of whoever has this code. Somebody is first: a code counts once.
///
/// # Errors
/// [`StoreError::NotFound`] if the code does not count any more.
pub async fn use_code(tx: &mut Tx, id: StaffId, code: [u8; 32], hash: &str) -> Result<()> {
    let done = sql("UPDATE staff SET password_hash = $1, code_hash = NULL, code_until = NULL WHERE id = $2 AND code_hash = $3")
        .bind(hash)
        .bind(id)
        .bind(code)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// A code for a first password, in place of the password there was.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such person.
pub async fn give_code(tx: &mut Tx, id: StaffId, code: [u8; 32], until: Instant, nobody: &str) -> Result<()> {
    let done = sql("UPDATE staff SET password_hash = $1, code_hash = $2, code_until = $3 WHERE id = $4")
        .bind(nobody)
        .bind(code)
        .bind(until)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// A second factor is begun (`since` is none), counts from now on, or is taken away (`factor` is that of none).
///
/// # Errors
/// [`StoreError::Overtaken`] if it was begun anew since.
pub async fn set_factor(
    tx: &mut Tx,
    id: StaffId,
    (before, factor): (i64, i64),
    since: Option<Instant>,
    recovery: i64,
) -> Result<()> {
    let done =
        sql("UPDATE staff SET factor = $1, factor_since = $2, recovery = $3 WHERE id = $4 AND factor = $5")
            .bind(factor)
            .bind(since)
            .bind(recovery)
            .bind(id)
            .bind(before)
            .run(tx)
            .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// The code of a step was used: no earlier one counts any more.
///
/// # Errors
/// [`StoreError::Overtaken`] if it, or a later one, was used already.
pub async fn factor_used(tx: &mut Tx, id: StaffId, step: i64) -> Result<()> {
    let done = sql("UPDATE staff SET factor_step = $1 WHERE id = $2 AND factor_step < $1")
        .bind(step)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// A recovery code was used.
///
/// # Errors
/// [`StoreError::Overtaken`] if the codes that are left changed since.
pub async fn recovery_used(tx: &mut Tx, id: StaffId, before: i64, after: i64) -> Result<()> {
    let done = sql("UPDATE staff SET recovery = $1 WHERE id = $2 AND recovery = $3")
        .bind(after)
        .bind(id)
        .bind(before)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)
}
