//! What happened to each submission: append-only, each row's hash covering the one before it.

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
    /// 1, 2, 3 …
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Value,
    /// What.
    pub body: Value,
    /// The hash of the row before; zeros for the first.
    pub prev_hash: [u8; 32],
    /// The hash of this row.
    pub hash: [u8; 32],
}

impl FromRow for EventRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            body: row.get("body")?,
            prev_hash: row.get("prev_hash")?,
            hash: row.get("hash")?,
        })
    }
}

/// The hash of a row: over the one before, the submission, number, moment, actor and body.
fn hash_of(
    prev: &[u8; 32],
    submission: SubmissionId,
    seq: i64,
    at: Instant,
    actor: &Value,
    body: &Value,
) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(prev);
    digest.update(submission.0.as_bytes());
    digest.update(seq.to_be_bytes());
    digest.update(at.utc().timestamp_micros().to_be_bytes());
    for part in [actor, body] {
        // A database may give the keys of an object back in another order; sorted, they say the same.
        let text = sorted(part).to_string();
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    }
    digest.finalize().into()
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

/// Appends an event.
///
/// # Errors
/// [`crate::StoreError::Duplicate`] if somebody appended at the same moment.
pub async fn append(
    tx: &mut Tx,
    submission: SubmissionId,
    at: Instant,
    actor: Value,
    body: Value,
) -> Result<i64> {
    let last: Option<EventRow> = sql("SELECT seq, at, actor, body, prev_hash, hash FROM events WHERE submission = $1 ORDER BY seq DESC LIMIT 1")
        .bind(submission)
        .opt(&mut *tx)
        .await?;
    let (seq, prev) = last.map_or((1, [0; 32]), |e| (e.seq + 1, e.hash));
    let hash = hash_of(&prev, submission, seq, at, &actor, &body);
    sql("INSERT INTO events (submission, seq, at, actor, body, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(submission)
        .bind(seq)
        .bind(at)
        .bind(actor)
        .bind(body)
        .bind(prev)
        .bind(hash)
        .run(tx)
        .await?;
    Ok(seq)
}

/// The history of a submission, oldest first.
///
/// # Errors
/// What the database says.
pub async fn history(on: impl Into<On<'_>>, submission: SubmissionId) -> Result<Vec<EventRow>> {
    sql("SELECT seq, at, actor, body, prev_hash, hash FROM events WHERE submission = $1 ORDER BY seq")
        .bind(submission)
        .all(on)
        .await
}

/// The number of the first row that is not what was appended: altered, removed or put elsewhere.
pub fn first_broken(submission: SubmissionId, history: &[EventRow]) -> Option<i64> {
    let mut prev = [0; 32];
    for (expected, row) in (1..).zip(history) {
        let hash = hash_of(&prev, submission, row.seq, row.at, &row.actor, &row.body);
        if row.seq != expected || row.prev_hash != prev || row.hash != hash {
            return Some(expected);
        }
        prev = row.hash;
    }
    None
}
