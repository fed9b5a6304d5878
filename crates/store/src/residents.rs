//! Accounts of residents, by what they are known, and where they are signed in.

use madoguchi_vocab::{AccountId, Instant, Lang};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, On, Row, exactly_one, sql},
};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Which.
    pub id: AccountId,
    /// The language of its letters.
    pub lang: Lang,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last used.
    pub seen_at: Instant,
    /// When its end was told, if it was since.
    pub warned_at: Option<Instant>,
    /// Whether drafts that end soon are told of.
    pub reminders: bool,
}

impl FromRow for AccountRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            lang: row.get("lang")?,
            created_at: row.get("created_at")?,
            seen_at: row.get("seen_at")?,
            warned_at: row.opt("warned_at")?,
            reminders: row.get("reminders")?,
        })
    }
}

/// By what an account is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRow {
    /// Which account.
    pub account: AccountId,
    /// The kind of proof: `mail`.
    pub kind: String,
    /// What is compared.
    pub subject: String,
    /// As it was written.
    pub label: String,
    /// When it was proved last.
    pub verified_at: Instant,
}

impl FromRow for IdentityRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            account: row.get("account")?,
            kind: row.get("kind")?,
            subject: row.get("subject")?,
            label: row.get("label")?,
            verified_at: row.get("verified_at")?,
        })
    }
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSessionRow {
    /// What is kept of its token.
    pub token: [u8; 32],
    /// Into which account.
    pub account: AccountId,
    /// What it runs on, as coarse as people tell their own things apart.
    pub device: String,
    /// When it began.
    pub created_at: Instant,
    /// The last request, about.
    pub seen_at: Instant,
    /// The end in any case.
    pub expires_at: Instant,
}

impl FromRow for AccountSessionRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            token: row.get("token_hash")?,
            account: row.get("account")?,
            device: row.get("device")?,
            created_at: row.get("created_at")?,
            seen_at: row.get("seen_at")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

const ACCOUNT: &str = "SELECT id, lang, created_at, seen_at, warned_at, reminders FROM accounts";
const IDENTITY: &str = "SELECT account, kind, subject, label, verified_at FROM identities";
const SESSION: &str =
    "SELECT token_hash, account, device, created_at, seen_at, expires_at FROM account_sessions";

/// Puts an account in.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, a: &AccountRow) -> Result<()> {
    sql("INSERT INTO accounts (id, lang, created_at, seen_at, warned_at, reminders) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(a.id)
        .bind(a.lang.code())
        .bind(a.created_at)
        .bind(a.seen_at)
        .bind(a.warned_at)
        .bind(a.reminders)
        .run(tx)
        .await?;
    Ok(())
}

/// An account.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn get(on: impl Into<On<'_>>, id: AccountId) -> Result<AccountRow> {
    sql(ACCOUNT).push_bind(" WHERE id = ?", id).one(on).await
}

/// Makes an account known by something more.
///
/// # Errors
/// [`StoreError::Duplicate`] if that is another's already.
pub async fn identify(tx: &mut Tx, i: &IdentityRow) -> Result<()> {
    sql("INSERT INTO identities (kind, subject, account, label, verified_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(i.kind.as_str())
        .bind(i.subject.as_str())
        .bind(i.account)
        .bind(i.label.as_str())
        .bind(i.verified_at)
        .run(tx)
        .await?;
    Ok(())
}

/// Whom a subject is known as.
///
/// # Errors
/// What the database says.
pub async fn by_identity(on: impl Into<On<'_>>, kind: &str, subject: &str) -> Result<Option<IdentityRow>> {
    sql(IDENTITY).push_bind(" WHERE kind = ?", kind).push_bind(" AND subject = ?", subject).opt(on).await
}

/// By what an account is known.
///
/// # Errors
/// What the database says.
pub async fn identities(on: impl Into<On<'_>>, account: AccountId) -> Result<Vec<IdentityRow>> {
    sql(IDENTITY).push_bind(" WHERE account = ? ORDER BY kind, subject", account).all(on).await
}

/// Notes that somebody used an account, which they may have been told will end.
///
/// # Errors
/// [`StoreError::NotFound`] if it is gone.
pub async fn seen(tx: &mut Tx, account: AccountId, now: Instant) -> Result<()> {
    let done = sql("UPDATE accounts SET seen_at = $1, warned_at = NULL WHERE id = $2")
        .bind(now)
        .bind(account)
        .run(tx)
        .await?;
    exactly_one(done, StoreError::NotFound)
}

/// Sets whether drafts that end soon are told of.
///
/// # Errors
/// [`StoreError::NotFound`] if the account is gone.
pub async fn set_reminders(tx: &mut Tx, account: AccountId, wanted: bool) -> Result<()> {
    let done =
        sql("UPDATE accounts SET reminders = $1 WHERE id = $2").bind(wanted).bind(account).run(tx).await?;
    exactly_one(done, StoreError::NotFound)
}

/// Opens a session.
///
/// # Errors
/// What the database says.
pub async fn open_session(tx: &mut Tx, s: &AccountSessionRow) -> Result<()> {
    sql("INSERT INTO account_sessions (token_hash, account, device, created_at, seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)")
    .bind(s.token)
    .bind(s.account)
    .bind(s.device.as_str())
    .bind(s.created_at)
    .bind(s.seen_at)
    .bind(s.expires_at)
    .run(tx)
    .await?;
    Ok(())
}

/// The session of a token.
///
/// # Errors
/// What the database says.
pub async fn session(reader: &Reader, token: [u8; 32]) -> Result<Option<AccountSessionRow>> {
    sql(SESSION).push_bind(" WHERE token_hash = ?", token).opt(reader).await
}

/// Where an account is signed in, the latest used first.
///
/// # Errors
/// What the database says.
pub async fn sessions(reader: &Reader, account: AccountId, now: Instant) -> Result<Vec<AccountSessionRow>> {
    sql(SESSION)
        .push_bind(" WHERE account = ?", account)
        .push_bind(" AND expires_at > ? ORDER BY seen_at DESC, token_hash", now)
        .all(reader)
        .await
}

/// Notes that a session is used.
///
/// # Errors
/// What the database says.
pub async fn touch_session(tx: &mut Tx, token: [u8; 32], now: Instant) -> Result<()> {
    sql("UPDATE account_sessions SET seen_at = $1 WHERE token_hash = $2")
        .bind(now)
        .bind(token)
        .run(tx)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn close_session(tx: &mut Tx, token: [u8; 32]) -> Result<()> {
    sql("DELETE FROM account_sessions WHERE token_hash = $1").bind(token).run(tx).await?;
    Ok(())
}

/// Ends the sessions of an account, but for one.
///
/// # Errors
/// What the database says.
pub async fn close_sessions(tx: &mut Tx, account: AccountId, but: Option<[u8; 32]>) -> Result<u64> {
    let ended = sql("DELETE FROM account_sessions").push_bind(" WHERE account = ?", account);
    match but {
        Some(token) => ended.push_bind(" AND token_hash <> ?", token),
        None => ended,
    }
    .run(tx)
    .await
}

/// Removes sessions whose time is over, or that were left before a moment.
///
/// # Errors
/// What the database says.
pub async fn close_expired(tx: &mut Tx, now: Instant, left: Instant) -> Result<()> {
    sql("DELETE FROM account_sessions WHERE expires_at <= $1 OR seen_at <= $2")
        .bind(now)
        .bind(left)
        .run(tx)
        .await?;
    Ok(())
}

/// Takes accounts that were not used since a moment and whose people are to be told, and notes that they were.
///
/// # Errors
/// What the database says.
pub async fn claim_unused(tx: &mut Tx, now: Instant, since: Instant, limit: i64) -> Result<Vec<AccountRow>> {
    sql("UPDATE accounts SET warned_at = $1
         WHERE id IN (SELECT id FROM accounts WHERE seen_at <= $2 AND warned_at IS NULL ORDER BY seen_at, id LIMIT $3 {skip_locked})
         RETURNING id, lang, created_at, seen_at, warned_at, reminders")
    .bind(now)
    .bind(since)
    .bind(limit)
    .all(tx)
    .await
}

/// Accounts that were not used since a moment although their people were told before another.
///
/// # Errors
/// What the database says.
pub async fn unused(reader: &Reader, since: Instant, told: Instant, limit: i64) -> Result<Vec<AccountRow>> {
    sql(ACCOUNT)
        .push_bind(" WHERE seen_at <= ?", since)
        .push_bind(" AND warned_at <= ?", told)
        .push_bind(" ORDER BY seen_at, id LIMIT ?", limit)
        .all(reader)
        .await
}

/// Looks again, with the account held fast until the transaction ends, whether it is one of [`unused`]: its owner may have
/// come back since.
///
/// # Errors
/// What the database says.
pub async fn is_still_unused(tx: &mut Tx, account: AccountId, since: Instant, told: Instant) -> Result<bool> {
    let found: Option<AccountRow> = sql(ACCOUNT)
        .push_bind(" WHERE id = ?", account)
        .push_bind(" AND seen_at <= ?", since)
        .push_bind(" AND warned_at <= ? {for_update}", told)
        .opt(tx)
        .await?;
    Ok(found.is_some())
}

/// Removes an account with everything that is only its own. Its drafts must be gone before; submissions stay.
///
/// # Errors
/// [`StoreError::NotFound`] if it is gone already.
pub async fn remove(tx: &mut Tx, account: AccountId) -> Result<()> {
    for what in [
        "DELETE FROM letters",
        "DELETE FROM saved_answers",
        "DELETE FROM account_submissions",
        "DELETE FROM account_sessions",
        "DELETE FROM identities",
    ] {
        sql(what).push_bind(" WHERE account = ?", account).run(&mut *tx).await?;
    }
    let done = sql("DELETE FROM accounts WHERE id = $1").bind(account).run(tx).await?;
    exactly_one(done, StoreError::NotFound)
}

/// How many persons notices reach: verified addresses with something that comes by itself, each counted once.
///
/// # Errors
/// What the database says.
pub async fn reached(reader: &Reader) -> Result<i64> {
    let Count(n) = sql("SELECT COUNT(*) AS n FROM (
             SELECT i.subject FROM identities i JOIN accounts a ON a.id = i.account WHERE i.kind = 'mail'
                 AND (a.reminders OR EXISTS (SELECT 1 FROM account_submissions s WHERE s.account = a.id AND s.progress))
             UNION SELECT subject FROM subscriptions WHERE confirmed_at IS NOT NULL AND told_at IS NULL) AS persons")
    .one(reader)
    .await?;
    Ok(n)
}
