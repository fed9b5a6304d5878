//! Answers on the way to becoming a submission.

mod hands;

use madoguchi_vocab::{
    AccountId, DepartmentId, DraftId, Instant, Lang, ReceiptNumber, StaffId, SubmissionId,
};
use serde_json::Value;

pub use self::hands::*;
use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, On, Row, exactly_one, sql},
};

/// A draft as it lies in the cabinet.
#[derive(Clone, Debug)]
pub struct DraftRow {
    /// Which.
    pub id: DraftId,
    /// Whose browser.
    pub visitor_hash: [u8; 32],
    /// The paper.
    pub slug: String,
    /// And its version.
    pub version: i64,
    /// The language of the screens.
    pub lang: Lang,
    /// What was typed.
    pub typed: Value,
    /// Counts the changes.
    pub revision: i64,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last saved.
    pub saved_at: Instant,
    /// When it will be removed.
    pub expires_at: Instant,
    /// What opens it in another browser.
    pub resume_hash: [u8; 32],
    /// What became of it …
    pub submission: Option<SubmissionId>,
    /// … and its number.
    pub receipt: Option<ReceiptNumber>,
    /// Where its code was sent, and where the warning of its end goes.
    pub email: Option<String>,
    /// The version it was begun with, if it was carried over to a newer one.
    pub carried_from: Option<i64>,
    /// Whose at the desk of the office it is; nobody's for a resident's own draft.
    pub desk: Option<DeskColumns>,
    /// What of it is in the sums of `funnel` already; nothing for a draft that is not counted.
    pub counted: Option<Value>,
    /// Whose account shows it, if somebody had signed in.
    pub account: Option<AccountId>,
}

/// What a draft has that somebody of the office fills in.
#[derive(Clone, Debug)]
pub struct DeskColumns {
    /// In whose hands it is.
    pub staff: StaffId,
    /// Whose colleagues may take it over.
    pub department: DepartmentId,
    /// How the matter came. Gone once it is a submission.
    pub facts: Option<Value>,
}

impl FromRow for DraftRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            visitor_hash: row.get("visitor_hash")?,
            slug: row.get("slug")?,
            version: row.get("version")?,
            lang: row.get("lang")?,
            typed: row.get("typed")?,
            revision: row.get("revision")?,
            created_at: row.get("created_at")?,
            saved_at: row.get("saved_at")?,
            expires_at: row.get("expires_at")?,
            resume_hash: row.get("resume_hash")?,
            submission: row.opt("submission")?,
            receipt: row.opt("receipt")?,
            email: row.opt("email")?,
            carried_from: row.opt("carried_from")?,
            desk: match (row.opt("staff")?, row.opt("department")?) {
                (Some(staff), Some(department)) => {
                    Some(DeskColumns { staff, department, facts: row.opt("desk")? })
                }
                _ => None,
            },
            counted: row.opt("counted")?,
            account: row.opt("account")?,
        })
    }
}

/// Puts a new draft in.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, d: &DraftRow) -> Result<()> {
    sql("INSERT INTO drafts (id, visitor_hash, slug, version, lang, typed, revision, created_at, saved_at, expires_at, resume_hash,
             staff, department, desk, counted, account)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)")
    .bind(d.id)
    .bind(d.visitor_hash)
    .bind(d.slug.as_str())
    .bind(d.version)
    .bind(d.lang.code())
    .bind(d.typed.clone())
    .bind(d.revision)
    .bind(d.created_at)
    .bind(d.saved_at)
    .bind(d.expires_at)
    .bind(d.resume_hash)
    .bind(d.desk.as_ref().map(|desk| desk.staff))
    .bind(d.desk.as_ref().map(|desk| desk.department.clone()))
    .bind(d.desk.as_ref().and_then(|desk| desk.facts.clone()))
    .bind(d.counted.clone())
    .bind(d.account)
    .run(tx)
    .await?;
    Ok(())
}

const DRAFT: &str =
    "SELECT d.id, d.visitor_hash, d.slug, d.version, d.lang, d.typed, d.revision, d.created_at, d.saved_at,
    d.expires_at, d.resume_hash, d.submission, d.email, d.carried_from, d.staff, d.department, d.desk, d.counted, d.account,
    s.receipt
    FROM drafts d LEFT JOIN submissions s ON s.id = d.submission";

/// The draft of that id. Inside a transaction it is what will still be there at the commit.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn get(on: impl Into<On<'_>>, id: DraftId) -> Result<DraftRow> {
    sql(DRAFT).push_bind(" WHERE d.id = ?", id).one(on).await
}

/// The draft of that resume code.
///
/// # Errors
/// What the database says.
pub async fn by_resume_hash(reader: &Reader, hash: [u8; 32]) -> Result<Option<DraftRow>> {
    sql(DRAFT).push_bind(" WHERE d.resume_hash = ?", hash).opt(reader).await
}

/// Saves what was typed, if nobody saved since it was read.
///
/// # Errors
/// [`StoreError::Overtaken`] if somebody did.
pub async fn save(
    tx: &mut Tx,
    id: DraftId,
    typed: &Value,
    revision: i64,
    now: Instant,
    expires: Instant,
) -> Result<()> {
    let done = sql("UPDATE drafts SET typed = $1, revision = revision + 1, saved_at = $2, expires_at = $3,
             warned_at = NULL
         WHERE id = $4 AND revision = $5 AND submission IS NULL")
    .bind(typed.clone())
    .bind(now)
    .bind(expires)
    .bind(id)
    .bind(revision)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Notes what of a draft is counted, in the transaction that saved it: whoever saved it is alone with it.
///
/// # Errors
/// What the database says.
pub async fn note_counted(tx: &mut Tx, id: DraftId, counted: &Value) -> Result<()> {
    sql("UPDATE drafts SET counted = $1 WHERE id = $2").bind(counted.clone()).bind(id).run(tx).await?;
    Ok(())
}

/// Notes that a draft was taken up by its code. Says whether that is the first time, of a draft that is counted.
///
/// # Errors
/// What the database says.
pub async fn note_resumed(tx: &mut Tx, id: DraftId) -> Result<bool> {
    let done = sql("UPDATE drafts SET resumed = TRUE WHERE id = $1 AND NOT resumed AND counted IS NOT NULL")
        .bind(id)
        .run(tx)
        .await?;
    Ok(done == 1)
}

/// Carries a draft over to another version of its paper, with what remains of what was typed.
///
/// # Errors
/// [`StoreError::Overtaken`] if it was saved or carried over since it was read.
pub async fn carry_over(tx: &mut Tx, id: DraftId, revision: i64, to: i64, typed: &Value) -> Result<()> {
    let done =
        sql("UPDATE drafts SET carried_from = COALESCE(carried_from, version), version = $1, typed = $2,
             revision = revision + 1
         WHERE id = $3 AND revision = $4 AND submission IS NULL")
        .bind(to)
        .bind(typed.clone())
        .bind(id)
        .bind(revision)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Notes where letters about a draft go.
///
/// # Errors
/// [`StoreError::Overtaken`] if it has become a submission.
pub async fn set_email(tx: &mut Tx, id: DraftId, email: &str) -> Result<()> {
    let done = sql("UPDATE drafts SET email = $1 WHERE id = $2 AND submission IS NULL")
        .bind(email)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Takes drafts that end before a moment and whose people are to be told, and notes that they were: nobody else gets
/// them again.
///
/// # Errors
/// What the database says.
pub async fn claim_ending(tx: &mut Tx, now: Instant, before: Instant, limit: i64) -> Result<Vec<DraftRow>> {
    sql("UPDATE drafts SET warned_at = $1
         WHERE id IN (SELECT id FROM drafts WHERE expires_at > $1 AND expires_at <= $2 AND submission IS NULL AND department IS NULL
             AND (email IS NOT NULL OR account IN (SELECT id FROM accounts WHERE reminders)) AND warned_at IS NULL
             ORDER BY expires_at, id LIMIT $3 {skip_locked})
         RETURNING id, visitor_hash, slug, version, lang, typed, revision, created_at, saved_at, expires_at,
              resume_hash, submission, NULL AS receipt, email, carried_from, staff, department, desk, counted, account")
    .bind(now)
    .bind(before)
    .bind(limit)
    .all(tx)
    .await
}

/// Notes what became of a draft as it was when it was read. What was typed is not kept twice.
///
/// # Errors
/// [`StoreError::Overtaken`] if it has become something already, or was saved since.
pub async fn submitted(tx: &mut Tx, id: DraftId, revision: i64, submission: SubmissionId) -> Result<()> {
    let done = sql(
        "UPDATE drafts SET submission = $1, typed = $2, email = NULL, desk = NULL, counted = NULL, revision = revision + 1
         WHERE id = $3 AND revision = $4 AND submission IS NULL",
    )
    .bind(submission)
    .bind(Value::Object(serde_json::Map::new()))
    .bind(id)
    .bind(revision)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Removes drafts whose time is over and that became nothing.
///
/// # Errors
/// What the database says.
pub async fn remove_expired(tx: &mut Tx, now: Instant) -> Result<u64> {
    for what in ["DELETE FROM letters", "DELETE FROM files"] {
        let which = " WHERE submission IS NULL AND draft IN
            (SELECT id FROM drafts WHERE expires_at <= ? AND submission IS NULL)";
        sql(what).push_bind(which, now).run(&mut *tx).await?;
    }
    sql("DELETE FROM drafts WHERE expires_at <= $1 AND submission IS NULL").bind(now).run(tx).await
}

/// Removes a draft that became nothing, with its files and letters.
///
/// # Errors
/// [`StoreError::Overtaken`] if it has become a submission.
pub async fn remove(tx: &mut Tx, id: DraftId) -> Result<()> {
    for what in ["DELETE FROM letters", "DELETE FROM files"] {
        sql(what).push_bind(" WHERE submission IS NULL AND draft = ?", id).run(&mut *tx).await?;
    }
    let done = sql("DELETE FROM drafts WHERE id = $1 AND submission IS NULL").bind(id).run(tx).await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Keeps every draft that is still there at least until a moment; who was told of an earlier end is told of that one.
///
/// # Errors
/// What the database says.
pub async fn keep_until(tx: &mut Tx, now: Instant, until: Instant) -> Result<u64> {
    sql("UPDATE drafts SET expires_at = $1, warned_at = NULL
         WHERE expires_at > $2 AND expires_at < $1 AND submission IS NULL")
    .bind(until)
    .bind(now)
    .run(tx)
    .await
}
