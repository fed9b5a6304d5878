//! Which submissions an account of a resident shows.

use madoguchi_vocab::{AccountId, Date, Instant, ReceiptNumber, SubmissionId};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, On, Row, Sql, exactly_one, sql},
};

/// A submission that an account shows, as far as a list of them says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    /// Which.
    pub submission: SubmissionId,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The paper.
    pub slug: String,
    /// And its version.
    pub version: i64,
    /// The name of where it stands.
    pub stage: String,
    /// 到達
    pub arrived_at: Instant,
    /// The last day of a correction under way.
    pub correction_due: Option<Date>,
    /// Whether letters on the way are wanted.
    pub progress: bool,
}

impl FromRow for HeldRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            submission: row.get("submission")?,
            receipt: row.get("receipt")?,
            slug: row.get("slug")?,
            version: row.get("version")?,
            stage: row.get("stage")?,
            arrived_at: row.get("arrived_at")?,
            correction_due: row.opt("correction_due")?,
            progress: row.get("progress")?,
        })
    }
}

/// Whose account shows a submission, and where its letters would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderRow {
    /// The verified address, as it is compared.
    pub subject: String,
    /// The same as it was written.
    pub address: String,
    /// Whether letters on the way are wanted.
    pub progress: bool,
}

impl FromRow for HolderRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { subject: row.get("subject")?, address: row.get("label")?, progress: row.get("progress")? })
    }
}

struct Numbered(ReceiptNumber, SubmissionId);

impl FromRow for Numbered {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("receipt")?, row.get("id")?))
    }
}

/// Shows a submission in an account. Showing it twice changes nothing.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, account: AccountId, submission: SubmissionId, now: Instant) -> Result<()> {
    sql("INSERT INTO account_submissions (account, submission, added_at, progress) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, submission) DO NOTHING")
    .bind(account)
    .bind(submission)
    .bind(now)
    .bind(true)
    .run(tx)
    .await?;
    Ok(())
}

/// Whether an account shows a submission.
///
/// # Errors
/// What the database says.
pub async fn holds(reader: &Reader, account: AccountId, submission: SubmissionId) -> Result<bool> {
    let held = sql("SELECT COUNT(*) AS n FROM account_submissions WHERE account = $1 AND submission = $2");
    let Count(n) = held.bind(account).bind(submission).one(reader).await?;
    Ok(n > 0)
}

/// The submissions of an account, the latest arrived first.
///
/// # Errors
/// What the database says.
pub async fn of_account(reader: &Reader, account: AccountId, limit: i64) -> Result<Vec<HeldRow>> {
    listed(sql(""), account, limit).all(reader).await
}

/// The statement, out of how it is begun.
pub(crate) fn listed(begun: Sql, account: AccountId, limit: i64) -> Sql {
    begun
        .push("SELECT h.submission, s.receipt, s.slug, s.version, s.stage, s.arrived_at, s.correction_due, h.progress
         FROM account_submissions h JOIN submissions s ON s.id = h.submission")
        .push_bind(" WHERE h.account = ?", account)
        .push_bind(" ORDER BY s.arrived_at DESC, s.id LIMIT ?", limit)
}

/// Number and id of every submission of an account, the latest arrived first.
///
/// # Errors
/// What the database says.
pub async fn numbers(reader: &Reader, account: AccountId) -> Result<Vec<(ReceiptNumber, SubmissionId)>> {
    let rows: Vec<Numbered> = sql("SELECT s.receipt, s.id FROM account_submissions h
         JOIN submissions s ON s.id = h.submission
         WHERE h.account = $1 ORDER BY s.arrived_at DESC, s.id")
    .bind(account)
    .all(reader)
    .await?;
    Ok(rows.into_iter().map(|Numbered(receipt, id)| (receipt, id)).collect())
}

/// Says whether letters on the way of a submission are wanted.
///
/// # Errors
/// [`StoreError::NotFound`] if the account does not show it.
pub async fn set_progress(
    tx: &mut Tx,
    account: AccountId,
    submission: SubmissionId,
    wanted: bool,
) -> Result<()> {
    let done = sql("UPDATE account_submissions SET progress = $1 WHERE account = $2 AND submission = $3")
        .bind(wanted)
        .bind(account)
        .bind(submission)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Whose accounts show a submission.
///
/// # Errors
/// What the database says.
pub async fn holders(on: impl Into<On<'_>>, submission: SubmissionId) -> Result<Vec<HolderRow>> {
    sql("SELECT i.subject, i.label, h.progress FROM account_submissions h
         JOIN identities i ON i.account = h.account AND i.kind = 'mail'
         WHERE h.submission = $1 ORDER BY h.added_at, i.subject")
    .bind(submission)
    .all(on)
    .await
}
