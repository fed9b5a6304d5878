//! Tries of residents to sign in by a letter.

use madoguchi_vocab::{Instant, Lang, SignInId};

use crate::{
    Reader, Result, StoreError, Tx,
    dialect::{Count, FromRow, On, Row, exactly_one, sql},
};

/// A try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRow {
    /// Which.
    pub id: SignInId,
    /// The digest of what stands in the link.
    pub key_hash: [u8; 32],
    /// The browser that asked.
    pub visitor_hash: [u8; 32],
    /// The kind of proof: `mail`.
    pub kind: String,
    /// Who would be signed in.
    pub subject: String,
    /// As it was typed.
    pub label: String,
    /// The language it was asked in.
    pub lang: Lang,
    /// When it was asked.
    pub created_at: Instant,
    /// Until when it counts.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
    /// Wrong codes.
    pub tries: i64,
}

impl FromRow for SignInRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            key_hash: row.get("key_hash")?,
            visitor_hash: row.get("visitor_hash")?,
            kind: row.get("kind")?,
            subject: row.get("subject")?,
            label: row.get("label")?,
            lang: row.get("lang")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
            used_at: row.opt("used_at")?,
            tries: row.get("tries")?,
        })
    }
}

const SIGN_IN: &str =
    "SELECT id, key_hash, visitor_hash, kind, subject, label, lang, created_at, expires_at, used_at,
    tries FROM sign_ins";

/// Puts a try in.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, s: &SignInRow) -> Result<()> {
    sql("INSERT INTO sign_ins (id, key_hash, visitor_hash, kind, subject, label, lang, created_at, expires_at, tries)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)")
    .bind(s.id)
    .bind(s.key_hash)
    .bind(s.visitor_hash)
    .bind(s.kind.as_str())
    .bind(s.subject.as_str())
    .bind(s.label.as_str())
    .bind(s.lang.code())
    .bind(s.created_at)
    .bind(s.expires_at)
    .run(tx)
    .await?;
    Ok(())
}

/// The try of that name.
///
/// # Errors
/// [`StoreError::NotFound`] if there is none.
pub async fn get(on: impl Into<On<'_>>, id: SignInId) -> Result<SignInRow> {
    sql(SIGN_IN).push_bind(" WHERE id = ?", id).one(on).await
}

/// The try of a link.
///
/// # Errors
/// What the database says.
pub async fn by_key(reader: &Reader, key_hash: [u8; 32]) -> Result<Option<SignInRow>> {
    sql(SIGN_IN).push_bind(" WHERE key_hash = ?", key_hash).opt(reader).await
}

/// The latest try of a browser to prove something of a kind that still counts.
///
/// # Errors
/// What the database says.
pub async fn latest_in(
    reader: &Reader,
    visitor: [u8; 32],
    kind: &str,
    now: Instant,
) -> Result<Option<SignInRow>> {
    sql(SIGN_IN)
        .push_bind(" WHERE visitor_hash = ?", visitor)
        .push_bind(" AND kind = ?", kind)
        .push_bind(" AND used_at IS NULL AND expires_at > ? ORDER BY created_at DESC, id DESC LIMIT 1", now)
        .opt(reader)
        .await
}

/// How many wrong codes were typed for somebody since a moment.
///
/// # Errors
/// What the database says.
pub async fn tries_since(reader: &Reader, kind: &str, subject: &str, since: Instant) -> Result<i64> {
    let Count(n) = sql("SELECT CAST(COALESCE(SUM(tries), 0) AS BIGINT) AS n FROM sign_ins
         WHERE kind = $1 AND subject = $2 AND created_at > $3")
    .bind(kind)
    .bind(subject)
    .bind(since)
    .one(reader)
    .await?;
    Ok(n)
}

/// Takes one of the few tries to type the code. Whether there was one left.
///
/// # Errors
/// What the database says.
pub async fn take_try(tx: &mut Tx, id: SignInId, most: i64) -> Result<bool> {
    let taken = sql("UPDATE sign_ins SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND used_at IS NULL")
        .bind(id)
        .bind(most)
        .run(tx)
        .await?;
    Ok(taken == 1)
}

/// Gives a try back: the code was right.
///
/// # Errors
/// What the database says.
pub async fn give_try_back(tx: &mut Tx, id: SignInId) -> Result<()> {
    sql("UPDATE sign_ins SET tries = tries - 1 WHERE id = $1").bind(id).run(tx).await?;
    Ok(())
}

/// Holds all tries of somebody fast until the transaction ends. Always in the same order: two that come together, the link
/// on one device and the digits on another, wait for each other and not in a circle.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, kind: &str, subject: &str) -> Result<()> {
    sql(SIGN_IN)
        .push_bind(" WHERE kind = ?", kind)
        .push_bind(" AND subject = ? ORDER BY id {for_update}", subject)
        .all::<SignInRow>(tx)
        .await?;
    Ok(())
}

/// Uses a try, once and in its time. Others for the same person are used up with it.
///
/// # Errors
/// [`StoreError::NotFound`] if it was used or its time is over.
pub async fn use_up(tx: &mut Tx, row: &SignInRow, now: Instant) -> Result<()> {
    hold(tx, &row.kind, &row.subject).await?;
    let done = sql("UPDATE sign_ins SET used_at = $1 WHERE id = $2 AND used_at IS NULL AND expires_at > $1")
        .bind(now)
        .bind(row.id)
        .run(&mut *tx)
        .await?;
    exactly_one(done, StoreError::NotFound)?;
    sql("UPDATE sign_ins SET used_at = $1 WHERE kind = $2 AND subject = $3 AND used_at IS NULL")
        .bind(now)
        .bind(row.kind.as_str())
        .bind(row.subject.as_str())
        .run(tx)
        .await?;
    Ok(())
}

/// Removes tries that began before a moment, with their letters.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, before: Instant) -> Result<u64> {
    sql("DELETE FROM letters WHERE sign_in IN (SELECT id FROM sign_ins WHERE created_at < $1)")
        .bind(before)
        .run(&mut *tx)
        .await?;
    sql("DELETE FROM sign_ins WHERE created_at < $1").bind(before).run(tx).await
}

/// Removes the tries of somebody, with their letters.
///
/// # Errors
/// What the database says.
pub async fn forget_of(tx: &mut Tx, kind: &str, subject: &str) -> Result<()> {
    hold(tx, kind, subject).await?;
    for what in ["DELETE FROM letters WHERE sign_in IN (SELECT id FROM sign_ins", "DELETE FROM sign_ins"] {
        let end = if what.contains("IN (") { ")" } else { "" };
        sql(what)
            .push_bind(" WHERE kind = ?", kind)
            .push_bind(" AND subject = ?", subject)
            .push(end)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}
