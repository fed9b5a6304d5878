//! In whose hands a draft is: a browser's, an account's, or those of somebody at the desk of the office.

use madoguchi_vocab::{AccountId, DepartmentId, DraftId, Instant, Lang, SubmissionId};
use serde_json::Value;

use super::{DRAFT, DeskColumns, DraftRow};
use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{exactly_one, sql},
};

/// Moves a draft to another browser, and into the account that is open there or out of any. What lies at the desk of the
/// office belongs to none.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn move_to_visitor(
    tx: &mut Tx,
    id: DraftId,
    visitor: [u8; 32],
    account: Option<AccountId>,
) -> Result<()> {
    let done = sql("UPDATE drafts SET visitor_hash = $1, account = $2 WHERE id = $3 AND department IS NULL")
        .bind(visitor)
        .bind(account)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Hands what is no account's from a browser on to what it is called from now on: what is begun in it, and if `sent` says
/// so what was sent too.
///
/// # Errors
/// What the database says.
pub async fn hand_on(tx: &mut Tx, from: [u8; 32], to: [u8; 32], sent: bool) -> Result<()> {
    let all = sql("UPDATE drafts")
        .push_bind(" SET visitor_hash = ?", to)
        .push_bind(" WHERE visitor_hash = ? AND account IS NULL AND department IS NULL", from);
    if sent { all } else { all.push(" AND submission IS NULL") }.run(tx).await?;
    Ok(())
}

/// Saves how a matter came, at the desk of the office, with what was typed, if nobody saved since it was read.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody did, or took it over.
pub async fn save_at_desk(
    tx: &mut Tx,
    id: DraftId,
    revision: i64,
    (typed, desk, lang): (&Value, &DeskColumns, Lang),
    now: Instant,
    expires: Instant,
) -> Result<()> {
    let done = sql("UPDATE drafts SET typed = $1, desk = $2, lang = $3, saved_at = $4, expires_at = $5,
             revision = revision + 1
         WHERE id = $6 AND revision = $7 AND staff = $8 AND submission IS NULL")
    .bind(typed.clone())
    .bind(desk.facts.clone())
    .bind(lang.code())
    .bind(now)
    .bind(expires)
    .bind(id)
    .bind(revision)
    .bind(desk.staff)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Gives a draft to an account, unless it is another's.
///
/// # Errors
/// What the database says.
pub async fn give_to_account(tx: &mut Tx, id: DraftId, account: AccountId) -> Result<()> {
    sql("UPDATE drafts SET account = $1 WHERE id = $2 AND account IS NULL AND department IS NULL")
        .bind(account)
        .bind(id)
        .run(tx)
        .await?;
    Ok(())
}

/// Gives what became a submission to an account, for the browser that sent it.
///
/// # Errors
/// What the database says.
pub async fn give_sent_to_account(
    tx: &mut Tx,
    submission: SubmissionId,
    visitor: [u8; 32],
    account: AccountId,
) -> Result<()> {
    sql("UPDATE drafts SET account = $1 WHERE submission = $2 AND visitor_hash = $3 AND account IS NULL")
        .bind(account)
        .bind(submission)
        .bind(visitor)
        .run(tx)
        .await?;
    Ok(())
}

/// The drafts of an account that became nothing yet, the latest saved first.
///
/// # Errors
/// What the database says.
pub async fn of_account(
    reader: &Reader,
    account: AccountId,
    now: Instant,
    limit: i64,
) -> Result<Vec<DraftRow>> {
    sql(DRAFT)
        .push_bind(" WHERE d.account = ?", account)
        .push_bind(" AND d.submission IS NULL AND d.department IS NULL AND d.expires_at > ?", now)
        .push_bind(" ORDER BY d.saved_at DESC, d.id LIMIT ?", limit)
        .all(reader)
        .await
}

/// What a browser filled in lately, other than one draft, the latest first. What is an account's is only for who has signed
/// in to it.
///
/// # Errors
/// What the database says.
pub async fn lately_in(
    reader: &Reader,
    visitor: [u8; 32],
    account: Option<AccountId>,
    not: DraftId,
    since: Instant,
    limit: i64,
) -> Result<Vec<DraftRow>> {
    sql(DRAFT)
        .push_bind(" WHERE d.visitor_hash = ?", visitor)
        .push_bind(" AND (d.account IS NULL OR d.account = ?)", account)
        .push_bind(" AND d.id <> ?", not)
        .push_bind(" AND d.department IS NULL AND d.saved_at > ?", since)
        .push_bind(" ORDER BY d.saved_at DESC, d.id LIMIT ?", limit)
        .all(reader)
        .await
}

/// Puts a draft into the hands of somebody at the desk, away from any browser that had it: `nobody` is the digest of a
/// cookie that no browser has.
///
/// # Errors
/// [`StoreError::Overtaken`] if it was saved since it was read, or is a submission.
pub async fn take_to_desk(
    tx: &mut Tx,
    id: DraftId,
    revision: i64,
    desk: &DeskColumns,
    nobody: [u8; 32],
) -> Result<()> {
    let done =
        sql("UPDATE drafts SET staff = $1, department = $2, desk = $3, visitor_hash = $4, email = NULL, account = NULL,
             counted = NULL, revision = revision + 1
         WHERE id = $5 AND revision = $6 AND submission IS NULL")
        .bind(desk.staff)
        .bind(desk.department.clone())
        .bind(desk.facts.clone())
        .bind(nobody)
        .bind(id)
        .bind(revision)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// The drafts that a department is filling in, the latest saved first.
///
/// # Errors
/// What the database says.
pub async fn at_desk(
    reader: &Reader,
    department: &DepartmentId,
    now: Instant,
    limit: i64,
) -> Result<Vec<DraftRow>> {
    sql(DRAFT)
        .push_bind(" WHERE d.department = ?", department.clone())
        .push_bind(" AND d.submission IS NULL AND d.expires_at > ?", now)
        .push_bind(" ORDER BY d.saved_at DESC, d.id LIMIT ?", limit)
        .all(reader)
        .await
}

/// Removes the drafts of an account that became nothing, with their files and letters. Those that were sent open in no browser
/// any more: `nobody` is the digest of a cookie that none has.
///
/// # Errors
/// What the database says.
pub async fn remove_of_account(tx: &mut Tx, account: AccountId, nobody: [u8; 32]) -> Result<()> {
    for what in ["DELETE FROM letters", "DELETE FROM files"] {
        let which = " WHERE submission IS NULL AND draft IN
            (SELECT id FROM drafts WHERE account = ? AND submission IS NULL)";
        sql(what).push_bind(which, account).run(&mut *tx).await?;
    }
    sql("DELETE FROM drafts WHERE account = $1 AND submission IS NULL").bind(account).run(&mut *tx).await?;
    sql("UPDATE drafts SET account = NULL, visitor_hash = $1 WHERE account = $2")
        .bind(nobody)
        .bind(account)
        .run(tx)
        .await?;
    Ok(())
}
