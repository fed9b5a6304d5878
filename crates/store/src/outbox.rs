//! The out-tray: letters wait here from the moment of what they tell until the post has taken them.

use madoguchi_vocab::{AccountId, DraftId, Instant, Lang, LetterId, SignInId, SubmissionId, SubscriptionId};
use serde_json::Value;

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, Row, exactly_one, sql},
};

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// Something that has arrived.
    Submission(SubmissionId),
    /// Something that is still being filled in.
    Draft(DraftId),
    /// Somebody who wants to sign in.
    SignIn(SignInId),
    /// Somebody who wishes to be told of something.
    Subscription(SubscriptionId),
    /// An account.
    Account(AccountId),
}

impl Matter {
    fn read(row: &Row) -> Result<Self> {
        if let Some(submission) = row.opt("submission")? {
            return Ok(Matter::Submission(submission));
        }
        if let Some(draft) = row.opt("draft")? {
            return Ok(Matter::Draft(draft));
        }
        if let Some(sign_in) = row.opt("sign_in")? {
            return Ok(Matter::SignIn(sign_in));
        }
        if let Some(subscription) = row.opt("subscription")? {
            return Ok(Matter::Subscription(subscription));
        }
        Ok(Matter::Account(row.get("account")?))
    }
}

/// A letter in the tray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRow {
    /// Which.
    pub id: LetterId,
    /// About what.
    pub about: Matter,
    /// What it says.
    pub body: Value,
    /// In which language.
    pub lang: Lang,
    /// To whom.
    pub address: String,
    /// When it was put in.
    pub created_at: Instant,
    /// `waiting`, `sent` or `parked`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it left.
    pub sent_at: Option<Instant>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// The version of a department's words it left with; none if with the usual ones.
    pub wording: Option<i64>,
}

impl FromRow for LetterRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            about: Matter::read(row)?,
            body: row.get("body")?,
            lang: row.get("lang")?,
            address: row.get("address")?,
            created_at: row.get("created_at")?,
            state: row.get("state")?,
            attempts: row.get("attempts")?,
            sent_at: row.opt("sent_at")?,
            last_error: row.opt("last_error")?,
            wording: row.opt("wording")?,
        })
    }
}

/// Puts a letter in the tray.
///
/// # Errors
/// What the database says.
pub async fn put(
    tx: &mut Tx,
    id: LetterId,
    about: Matter,
    body: Value,
    lang: Lang,
    address: &str,
    now: Instant,
) -> Result<()> {
    let submission = if let Matter::Submission(id) = about { Some(id) } else { None };
    let draft = if let Matter::Draft(id) = about { Some(id) } else { None };
    let sign_in = if let Matter::SignIn(id) = about { Some(id) } else { None };
    let subscription = if let Matter::Subscription(id) = about { Some(id) } else { None };
    let account = if let Matter::Account(id) = about { Some(id) } else { None };
    sql("INSERT INTO letters (id, submission, draft, sign_in, subscription, account, body, lang, address, created_at,
             state, attempts, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', 0, $10)")
    .bind(id)
    .bind(submission)
    .bind(draft)
    .bind(sign_in)
    .bind(subscription)
    .bind(account)
    .bind(body)
    .bind(lang.code())
    .bind(address)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}

/// Takes letters that are to be tried now, for as long as the lease lasts: no other node takes them meanwhile,
/// and after it they are tried again.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut Tx, now: Instant, lease_until: Instant, limit: i64) -> Result<Vec<LetterRow>> {
    sql("UPDATE letters SET next_at = $1, attempts = attempts + 1
         WHERE id IN (SELECT id FROM letters WHERE state = 'waiting' AND next_at <= $2 ORDER BY next_at, id LIMIT $3 {skip_locked})
         RETURNING id, submission, draft, sign_in, subscription, account, body, lang, address, created_at, state, attempts, sent_at, last_error, wording")
    .bind(lease_until)
    .bind(now)
    .bind(limit)
    .all(tx)
    .await
}

/// Notes that a letter has left, and in which version of a department's words, if in any.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none waiting.
pub async fn sent(tx: &mut Tx, id: LetterId, now: Instant, wording: Option<i64>) -> Result<()> {
    let done = sql("UPDATE letters SET state = 'sent', sent_at = $1, last_error = NULL, wording = $2
         WHERE id = $3 AND state = 'waiting'")
    .bind(now)
    .bind(wording)
    .bind(id)
    .run(tx)
    .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Notes that a letter could not leave now, and when to try again.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none waiting.
pub async fn later(tx: &mut Tx, id: LetterId, error: &str, next: Instant) -> Result<()> {
    let done = sql("UPDATE letters SET last_error = $1, next_at = $2 WHERE id = $3 AND state = 'waiting'")
        .bind(error)
        .bind(next)
        .bind(id)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Notes that a letter will not leave, and why. Somebody must look at it.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none waiting.
pub async fn park(tx: &mut Tx, id: LetterId, error: &str) -> Result<()> {
    let done =
        sql("UPDATE letters SET state = 'parked', last_error = $1 WHERE id = $2 AND state = 'waiting'")
            .bind(error)
            .bind(id)
            .run(tx)
            .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Takes a letter away that has nobody to tell anything any more.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, id: LetterId) -> Result<()> {
    sql("DELETE FROM letters WHERE id = $1").bind(id).run(tx).await?;
    Ok(())
}

/// Takes the letters about a draft away: it is one no longer.
///
/// # Errors
/// What the database says.
pub async fn forget_draft(tx: &mut Tx, draft: DraftId) -> Result<()> {
    sql("DELETE FROM letters WHERE draft = $1").bind(draft).run(tx).await?;
    Ok(())
}

/// The letters about a submission, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_submission(reader: &Reader, submission: SubmissionId) -> Result<Vec<LetterRow>> {
    sql("SELECT id, submission, draft, sign_in, subscription, account, body, lang, address, created_at, state, attempts, sent_at, last_error, wording FROM letters
         WHERE submission = $1 ORDER BY created_at, id")
    .bind(submission)
    .all(reader)
    .await
}

/// How many letters have not left and are not parked.
///
/// # Errors
/// What the database says.
pub async fn waiting(reader: &Reader) -> Result<i64> {
    let Count(n) = sql("SELECT COUNT(*) AS n FROM letters WHERE state = 'waiting'").one(reader).await?;
    Ok(n)
}

/// How many letters were tried in vain and will be tried again, when the next of them is due, and what was said last.
///
/// # Errors
/// What the database says.
pub async fn failing(reader: &Reader) -> Result<Option<(i64, Instant, String)>> {
    struct Failing(i64, Option<Instant>, Option<String>);
    impl FromRow for Failing {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("n")?, row.opt("next_at")?, row.opt("last_error")?))
        }
    }
    let Failing(n, next, error) =
        sql("SELECT COUNT(*) AS n, MIN(next_at) AS next_at, MAX(last_error) AS last_error
         FROM letters WHERE state = 'waiting' AND last_error IS NOT NULL")
        .one(reader)
        .await?;
    Ok(next.map(|next| (n, next, error.unwrap_or_default())))
}

/// Letters that are parked, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn parked(reader: &Reader, limit: i64) -> Result<Vec<LetterRow>> {
    sql("SELECT id, submission, draft, sign_in, subscription, account, body, lang, address, created_at, state, attempts, sent_at, last_error, wording FROM letters
         WHERE state = 'parked' ORDER BY created_at, id LIMIT $1")
    .bind(limit)
    .all(reader)
    .await
}

/// How many letters are parked.
///
/// # Errors
/// What the database says.
pub async fn parked_count(reader: &Reader) -> Result<i64> {
    let Count(n) = sql("SELECT COUNT(*) AS n FROM letters WHERE state = 'parked'").one(reader).await?;
    Ok(n)
}

/// Puts every parked letter back into the tray, as if it had never been tried. Says how many.
///
/// # Errors
/// What the database says.
pub async fn unpark(tx: &mut Tx, now: Instant) -> Result<u64> {
    sql("UPDATE letters SET state = 'waiting', attempts = 0, next_at = $1 WHERE state = 'parked'")
        .bind(now)
        .run(tx)
        .await
}
