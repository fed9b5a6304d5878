//! What happened to each submission: append-only, each row's hash covering the one before it.
//!
//! A row is hashed by the salted digest of its words, not by the words: when the time of a submission is over its
//! words are disposed of, and the chain of what happened when, and by whom, still holds.

use madoguchi_vocab::{Instant, SubmissionId};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    Result, Tx,
    dialect::{FromRow, On, Row, sql},
};

/// A row of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Of what.
    pub submission: SubmissionId,
    /// 1, 2, 3 …
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Value,
    /// What. `null` once its words were disposed of.
    pub body: Value,
    /// What keeps `body_hash` from telling the words. Goes when they go. Rows from before 0002 never had one.
    pub salt: Option<Vec<u8>>,
    /// The salted digest of `body`.
    pub body_hash: Option<[u8; 32]>,
    /// The hash of the row before; zeros for the first.
    pub prev_hash: [u8; 32],
    /// The hash of this row.
    pub hash: [u8; 32],
    /// The daily seal that covers it; none until then.
    pub seal: Option<i64>,
}

impl FromRow for EventRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            submission: row.get("submission")?,
            seq: row.get("seq")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            body: row.get("body")?,
            salt: row.opt("salt")?,
            body_hash: row.opt("body_hash")?,
            prev_hash: row.get("prev_hash")?,
            hash: row.get("hash")?,
            seal: row.opt("seal")?,
        })
    }
}

/// The digest of a value, salted. The order of an object's keys does not matter: a database may give them back in
/// another.
pub fn digest_of(salt: &[u8], value: &Value) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(sorted(value).to_string()).finalize().into()
}

impl EventRow {
    /// What this row's hash should be after `prev`.
    fn expected_hash(&self, prev: &[u8; 32]) -> [u8; 32] {
        let digest = Sha256::new()
            .chain_update(prev)
            .chain_update(self.submission.0.as_bytes())
            .chain_update(self.seq.to_be_bytes())
            .chain_update(self.at.utc().timestamp_micros().to_be_bytes());
        let with = |digest: Sha256, value: &Value| {
            let text = sorted(value).to_string();
            digest.chain_update((text.len() as u64).to_be_bytes()).chain_update(text)
        };
        let digest = with(digest, &self.actor);
        match &self.body_hash {
            Some(body_hash) => digest.chain_update(body_hash),
            None => with(digest, &self.body),
        }
        .finalize()
        .into()
    }

    /// Whether the words were disposed of.
    pub fn is_disposed(&self) -> bool {
        self.body.is_null()
    }

    /// Whether the row is what was appended after `prev`.
    fn holds(&self, prev: &[u8; 32]) -> bool {
        let words_hold = match (&self.salt, &self.body_hash) {
            (Some(salt), Some(hash)) => digest_of(salt, &self.body) == *hash,
            // Without salt the words are gone, or the row is from before there were salts.
            (None, hash) => hash.is_none() || self.is_disposed(),
            (Some(_), None) => false,
        };
        words_hold && self.prev_hash == *prev && self.hash == self.expected_hash(prev)
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let by_key: std::collections::BTreeMap<_, _> =
                map.iter().map(|(k, v)| (k.clone(), sorted(v))).collect();
            Value::Object(by_key.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// What is appended to a history.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// To whose history.
    pub submission: SubmissionId,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Value,
    /// What.
    pub body: Value,
    /// 128 random bits.
    pub salt: u128,
}

/// Appends an event; its number.
///
/// # Errors
/// [`crate::StoreError::Duplicate`] if somebody appended at the same moment.
pub async fn append(tx: &mut Tx, new: NewEvent) -> Result<i64> {
    let last: Option<EventRow> = sql(EVENT)
        .push_bind(" WHERE submission = ? ORDER BY seq DESC LIMIT 1", new.submission)
        .opt(&mut *tx)
        .await?;
    let (seq, prev_hash) = last.map_or((1, [0; 32]), |e| (e.seq + 1, e.hash));
    put(tx, new, seq, prev_hash).await
}

/// Begins the history of a submission that this transaction has made.
///
/// # Errors
/// [`crate::StoreError::Duplicate`] if it has one already.
pub async fn begin(tx: &mut Tx, new: NewEvent) -> Result<i64> {
    put(tx, new, 1, [0; 32]).await
}

async fn put(tx: &mut Tx, new: NewEvent, seq: i64, prev_hash: [u8; 32]) -> Result<i64> {
    let salt = new.salt.to_be_bytes().to_vec();
    let mut row = EventRow {
        submission: new.submission,
        seq,
        at: new.at,
        actor: new.actor,
        body_hash: Some(digest_of(&salt, &new.body)),
        body: new.body,
        salt: Some(salt),
        prev_hash,
        hash: [0; 32],
        seal: None,
    };
    row.hash = row.expected_hash(&prev_hash);
    sql("INSERT INTO events (submission, seq, at, actor, body, salt, body_hash, prev_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(row.submission)
    .bind(row.seq)
    .bind(row.at)
    .bind(row.actor)
    .bind(row.body)
    .bind(row.salt)
    .bind(row.body_hash)
    .bind(row.prev_hash)
    .bind(row.hash)
    .run(tx)
    .await?;
    Ok(seq)
}

const EVENT: &str =
    "SELECT submission, seq, at, actor, body, salt, body_hash, prev_hash, hash, seal FROM events";

/// The history of a submission, oldest first.
///
/// # Errors
/// What the database says.
pub async fn history(on: impl Into<On<'_>>, submission: SubmissionId) -> Result<Vec<EventRow>> {
    sql(EVENT).push_bind(" WHERE submission = ? ORDER BY seq", submission).all(on).await
}

/// The histories of these submissions, each oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(on: impl Into<On<'_>>, submissions: &[SubmissionId]) -> Result<Vec<EventRow>> {
    if submissions.is_empty() {
        return Ok(vec![]);
    }
    let s = sql(EVENT).push(" WHERE submission IN (");
    let s = submissions
        .iter()
        .enumerate()
        .fold(s, |s, (n, id)| s.push_bind(if n == 0 { "?" } else { ", ?" }, *id));
    s.push(") ORDER BY submission, seq").all(on).await
}

/// The histories of up to `limit` submissions whose ids come after `after`, in order.
///
/// # Errors
/// What the database says.
pub async fn histories(
    on: impl Into<On<'_>>,
    after: Option<SubmissionId>,
    limit: i64,
) -> Result<Vec<EventRow>> {
    let rest = match after {
        Some(after) => sql(EVENT)
            .push_bind(" WHERE submission IN (SELECT id FROM submissions WHERE id > ? ORDER BY id", after),
        None => sql(EVENT).push(" WHERE submission IN (SELECT id FROM submissions ORDER BY id"),
    };
    rest.push_bind(" LIMIT ?) ORDER BY submission, seq", limit).all(on).await
}

/// The number of the first row that is not what was appended: altered, removed or put elsewhere.
pub fn first_broken(submission: SubmissionId, history: &[EventRow]) -> Option<i64> {
    let mut prev = [0; 32];
    for (expected, row) in (1..).zip(history) {
        if row.submission != submission || row.seq != expected || !row.holds(&prev) {
            return Some(expected);
        }
        prev = row.hash;
    }
    None
}

/// Disposes of the words of a history; who did something when stays, and the chain holds.
///
/// # Errors
/// What the database says.
pub async fn dispose(tx: &mut Tx, submission: SubmissionId) -> Result<u64> {
    sql("UPDATE events SET body = $1, salt = NULL WHERE submission = $2 AND body_hash IS NOT NULL")
        .bind(Value::Null)
        .bind(submission)
        .run(tx)
        .await
}
