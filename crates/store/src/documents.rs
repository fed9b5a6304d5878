//! What the city has issued: numbers that are given once, and one row for each document, for good.

use madoguchi_vocab::{AccountId, Date, DocumentId, Instant, SubmissionId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    attachments::ContentDigest,
    dialect::{Count, FromRow, On, Row, Sql, exactly_one, sql},
};

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    /// Which.
    pub id: DocumentId,
    /// What it is about.
    pub submission: SubmissionId,
    /// What it is: `notice`.
    pub kind: String,
    /// 文書番号
    pub number: String,
    /// 1 for the first of its kind and submission.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// When it was issued.
    pub issued_at: Instant,
    /// 職名
    pub issued_by: String,
    /// The SHA-256 of the PDF.
    pub digest: ContentDigest,
    /// In bytes.
    pub size: i64,
    /// What it was made of; gone when the submission was disposed of.
    pub facts: Option<Value>,
    /// The one that took its place.
    pub superseded_by: Option<DocumentId>,
    /// Whether it goes on paper.
    pub by_post: bool,
    /// The day it was sent on paper.
    pub posted_on: Option<Date>,
    /// Who sent it.
    pub posted_by: Option<String>,
    /// When the resident first took it.
    pub first_downloaded_at: Option<Instant>,
}

impl FromRow for DocumentRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            submission: row.get("submission")?,
            kind: row.get("kind")?,
            number: row.get("number")?,
            version: row.get("version")?,
            title: row.get("title")?,
            issued_at: row.get("issued_at")?,
            issued_by: row.get("issued_by")?,
            digest: row.get("digest")?,
            size: row.get("size")?,
            facts: row.opt("facts")?,
            superseded_by: row.opt("superseded_by")?,
            by_post: row.get("by_post")?,
            posted_on: row.opt("posted_on")?,
            posted_by: row.opt("posted_by")?,
            first_downloaded_at: row.opt("first_downloaded_at")?,
        })
    }
}

const DOCUMENT: &str =
    "SELECT id, submission, kind, number, version, title, issued_at, issued_by, digest, size, facts,
    superseded_by, by_post, posted_on, posted_by, first_downloaded_at FROM documents";

/// The number a series will give next. It is given only by [`take_number`].
///
/// # Errors
/// What the database says.
pub async fn next_number(reader: &Reader, series: &str) -> Result<i64> {
    let last: Option<Count> =
        sql("SELECT last AS n FROM document_numbers WHERE series = $1").bind(series).opt(reader).await?;
    Ok(last.map_or(0, |Count(n)| n) + 1)
}

/// Takes the number that was to be the next one.
///
/// # Errors
/// [`StoreError::Duplicate`] if somebody has taken it meanwhile.
pub async fn take_number(tx: &mut Tx, series: &str, number: i64) -> Result<()> {
    let done = sql("INSERT INTO document_numbers (series, last) VALUES ($1, $2)
         ON CONFLICT (series) DO UPDATE SET last = excluded.last WHERE document_numbers.last = excluded.last - 1")
    .bind(series)
    .bind(number)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Duplicate)
}

/// Puts a document in, in the place of those of its kind that the submission had.
///
/// # Errors
/// [`StoreError::Duplicate`] if number or version were given already.
pub async fn issue(tx: &mut Tx, d: &DocumentRow) -> Result<()> {
    sql("INSERT INTO documents (id, submission, kind, number, version, title, issued_at, issued_by, digest, size,
         facts, by_post) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    .bind(d.id)
    .bind(d.submission)
    .bind(d.kind.as_str())
    .bind(d.number.as_str())
    .bind(d.version)
    .bind(d.title.as_str())
    .bind(d.issued_at)
    .bind(d.issued_by.as_str())
    .bind(d.digest)
    .bind(d.size)
    .bind(d.facts.clone())
    .bind(d.by_post)
    .run(&mut *tx)
    .await?;
    sql("UPDATE documents SET superseded_by = $1
         WHERE submission = $2 AND kind = $3 AND superseded_by IS NULL AND id <> $1")
    .bind(d.id)
    .bind(d.submission)
    .bind(d.kind.as_str())
    .run(tx)
    .await?;
    Ok(())
}

/// The documents of a submission, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_submission(on: impl Into<On<'_>>, submission: SubmissionId) -> Result<Vec<DocumentRow>> {
    sql(DOCUMENT).push_bind(" WHERE submission = ? ORDER BY kind, version DESC", submission).all(on).await
}

/// The documents of the latest submissions that an account shows, of so many of them, those of each together and newest
/// first.
///
/// # Errors
/// What the database says.
pub async fn of_account(reader: &Reader, account: AccountId, latest: i64) -> Result<Vec<DocumentRow>> {
    held(sql(""), account, latest).all(reader).await
}

/// The statement, out of how it is begun.
pub(crate) fn held(begun: Sql, account: AccountId, latest: i64) -> Sql {
    begun
        .push(DOCUMENT)
        .push_bind(
            " WHERE submission IN (SELECT s.id FROM account_submissions h JOIN submissions s ON s.id = h.submission
                 WHERE h.account = ?",
            account,
        )
        .push_bind(" ORDER BY s.arrived_at DESC, s.id LIMIT ?)", latest)
        .push(" ORDER BY submission, kind, version DESC")
}

/// The document of a number.
///
/// # Errors
/// What the database says.
pub async fn by_number(reader: &Reader, number: &str) -> Result<Option<DocumentRow>> {
    sql(DOCUMENT).push_bind(" WHERE number = ?", number).opt(reader).await
}

/// Notes that the resident has taken it, if nobody noted that before.
///
/// # Errors
/// What the database says.
pub async fn downloaded(tx: &mut Tx, id: DocumentId, at: Instant) -> Result<()> {
    sql("UPDATE documents SET first_downloaded_at = $1 WHERE id = $2 AND first_downloaded_at IS NULL")
        .bind(at)
        .bind(id)
        .run(tx)
        .await?;
    Ok(())
}

/// Notes that it was sent on paper.
///
/// # Errors
/// [`StoreError::Overtaken`] if that was noted before, or it does not go on paper.
pub async fn posted(tx: &mut Tx, id: DocumentId, on: Date, by: &str) -> Result<()> {
    let done = sql("UPDATE documents SET posted_on = $1, posted_by = $2
         WHERE id = $3 AND by_post AND posted_on IS NULL")
    .bind(on)
    .bind(by)
    .bind(id)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::Overtaken)
}

/// Notes that the decision is wanted on the page, not on paper.
///
/// # Errors
/// What the database says.
pub async fn agree(tx: &mut Tx, submission: SubmissionId, at: Instant) -> Result<()> {
    sql("INSERT INTO notice_consents (submission, agreed_at) VALUES ($1, $2)")
        .bind(submission)
        .bind(at)
        .run(tx)
        .await?;
    Ok(())
}

/// Whether the decision is wanted on the page.
///
/// # Errors
/// What the database says.
pub async fn agreed(on: impl Into<On<'_>>, submission: SubmissionId) -> Result<bool> {
    let found: Count = sql("SELECT COUNT(*) AS n FROM notice_consents WHERE submission = $1")
        .bind(submission)
        .one(on)
        .await?;
    Ok(found.0 > 0)
}
