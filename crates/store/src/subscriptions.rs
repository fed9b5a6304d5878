//! Who wishes to be told when a procedure can be done online.

use madoguchi_vocab::{Instant, Lang, SubscriptionId};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{FromRow, On, Row, exactly_one, sql},
};

/// One such wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionRow {
    /// Which.
    pub id: SubscriptionId,
    /// The digest of what stands in its letters.
    pub key_hash: [u8; 32],
    /// The procedure, as its page is called.
    pub about: String,
    /// Who, as it is compared.
    pub subject: String,
    /// As it was typed.
    pub address: String,
    /// The language it was asked in.
    pub lang: Lang,
    /// When it was asked.
    pub created_at: Instant,
    /// When its link was used.
    pub confirmed_at: Option<Instant>,
    /// When they were told.
    pub told_at: Option<Instant>,
}

impl FromRow for SubscriptionRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            key_hash: row.get("key_hash")?,
            about: row.get("about")?,
            subject: row.get("subject")?,
            address: row.get("address")?,
            lang: row.get("lang")?,
            created_at: row.get("created_at")?,
            confirmed_at: row.opt("confirmed_at")?,
            told_at: row.opt("told_at")?,
        })
    }
}

const SUBSCRIPTION: &str =
    "SELECT id, key_hash, about, subject, address, lang, created_at, confirmed_at, told_at
    FROM subscriptions";

/// Puts a wish in.
///
/// # Errors
/// [`StoreError::Duplicate`] if this person has the same wish already.
pub async fn insert(tx: &mut Tx, s: &SubscriptionRow) -> Result<()> {
    sql("INSERT INTO subscriptions (id, key_hash, about, subject, address, lang, created_at, confirmed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(s.id)
    .bind(s.key_hash)
    .bind(s.about.as_str())
    .bind(s.subject.as_str())
    .bind(s.address.as_str())
    .bind(s.lang.code())
    .bind(s.created_at)
    .bind(s.confirmed_at)
    .run(tx)
    .await?;
    Ok(())
}

/// The wish of that name.
///
/// # Errors
/// [`StoreError::NotFound`] if it is gone.
pub async fn get(on: impl Into<On<'_>>, id: SubscriptionId) -> Result<SubscriptionRow> {
    sql(SUBSCRIPTION).push_bind(" WHERE id = ?", id).one(on).await
}

/// The wish of somebody about a procedure.
///
/// # Errors
/// What the database says.
pub async fn of(on: impl Into<On<'_>>, about: &str, subject: &str) -> Result<Option<SubscriptionRow>> {
    sql(SUBSCRIPTION)
        .push_bind(" WHERE about = ?", about)
        .push_bind(" AND subject = ?", subject)
        .opt(on)
        .await
}

/// The wish whose letters hold a key.
///
/// # Errors
/// What the database says.
pub async fn by_key(reader: &Reader, key_hash: [u8; 32]) -> Result<Option<SubscriptionRow>> {
    sql(SUBSCRIPTION).push_bind(" WHERE key_hash = ?", key_hash).opt(reader).await
}

/// What somebody waits for, confirmed, the latest first.
///
/// # Errors
/// What the database says.
pub async fn waiting_of(reader: &Reader, subject: &str) -> Result<Vec<SubscriptionRow>> {
    sql(SUBSCRIPTION)
        .push_bind(
            " WHERE subject = ? AND confirmed_at IS NOT NULL AND told_at IS NULL ORDER BY created_at DESC, id",
            subject,
        )
        .all(reader)
        .await
}

/// Notes that the link was used. Once more changes nothing.
///
/// # Errors
/// What the database says.
pub async fn confirm(tx: &mut Tx, id: SubscriptionId, now: Instant) -> Result<()> {
    sql("UPDATE subscriptions SET confirmed_at = $1 WHERE id = $2 AND confirmed_at IS NULL")
        .bind(now)
        .bind(id)
        .run(tx)
        .await?;
    Ok(())
}

/// Names of procedures somebody waits for.
///
/// # Errors
/// What the database says.
pub async fn awaited(reader: &Reader) -> Result<Vec<String>> {
    struct About(String);
    impl FromRow for About {
        fn from_row(row: &Row) -> Result<Self> {
            row.get("about").map(Self)
        }
    }
    let rows: Vec<About> = sql("SELECT DISTINCT about FROM subscriptions
         WHERE confirmed_at IS NOT NULL AND told_at IS NULL ORDER BY about")
    .all(reader)
    .await?;
    Ok(rows.into_iter().map(|a| a.0).collect())
}

/// Takes wishes about a procedure whose people are to be told, and notes that they were: nobody gets them again.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut Tx, about: &str, now: Instant, limit: i64) -> Result<Vec<SubscriptionRow>> {
    sql("UPDATE subscriptions SET told_at = $1
         WHERE id IN (SELECT id FROM subscriptions WHERE about = $2 AND confirmed_at IS NOT NULL AND told_at IS NULL
             ORDER BY id LIMIT $3 {skip_locked})
         RETURNING id, key_hash, about, subject, address, lang, created_at, confirmed_at, told_at")
    .bind(now)
    .bind(about)
    .bind(limit)
    .all(tx)
    .await
}

/// Removes a wish, with its letters.
///
/// # Errors
/// [`StoreError::NotFound`] if it is gone already.
pub async fn remove(tx: &mut Tx, id: SubscriptionId) -> Result<()> {
    sql("DELETE FROM letters WHERE subscription = $1").bind(id).run(&mut *tx).await?;
    let done = sql("DELETE FROM subscriptions WHERE id = $1").bind(id).run(tx).await?;
    exactly_one(done, StoreError::NotFound)
}

/// Removes everything somebody wished, with its letters.
///
/// # Errors
/// What the database says.
pub async fn remove_of(tx: &mut Tx, subject: &str) -> Result<()> {
    sql("DELETE FROM letters WHERE subscription IN (SELECT id FROM subscriptions WHERE subject = $1)")
        .bind(subject)
        .run(&mut *tx)
        .await?;
    sql("DELETE FROM subscriptions WHERE subject = $1").bind(subject).run(tx).await?;
    Ok(())
}

/// Removes what was never confirmed and asked before a moment, and what was told before another, with the letters.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, asked: Instant, told: Instant) -> Result<u64> {
    sql("DELETE FROM letters WHERE subscription IN
         (SELECT id FROM subscriptions WHERE (confirmed_at IS NULL AND created_at < $1) OR told_at < $2)")
    .bind(asked)
    .bind(told)
    .run(&mut *tx)
    .await?;
    sql("DELETE FROM subscriptions WHERE (confirmed_at IS NULL AND created_at < $1) OR told_at < $2")
        .bind(asked)
        .bind(told)
        .run(tx)
        .await
}
