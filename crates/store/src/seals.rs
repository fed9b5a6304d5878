//! Seals: a root over everything that happened since the last one. Once a seal is known outside, nothing before it
//! can be altered, removed or slipped in unnoticed, and a single event can be shown to be under it.

use ct_merkle::{InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use madoguchi_vocab::{Instant, SubmissionId};
use sha2::{Digest, Sha256};

use crate::{
    Result, Tx,
    dialect::{FromRow, On, Row, sql},
};

/// How many events a seal covers at most; a day with more has several.
pub const LARGEST: i64 = 50_000;

/// A seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealRow {
    /// 1, 2, 3 …
    pub number: i64,
    /// When.
    pub sealed_at: Instant,
    /// Over how many events.
    pub events: i64,
    /// The root of their Merkle tree (RFC 6962), in the order of submission and number.
    pub root: [u8; 32],
    /// The hash of the seal before; zeros for the first.
    pub prev_hash: [u8; 32],
    /// The hash of this seal: what is made known outside.
    pub hash: [u8; 32],
}

impl FromRow for SealRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            sealed_at: row.get("sealed_at")?,
            events: row.get("events")?,
            root: row.get("root")?,
            prev_hash: row.get("prev_hash")?,
            hash: row.get("hash")?,
        })
    }
}

impl SealRow {
    /// What the hash of a seal should be.
    pub fn expected_hash(&self) -> [u8; 32] {
        Sha256::new()
            .chain_update(self.prev_hash)
            .chain_update(self.number.to_be_bytes())
            .chain_update(self.sealed_at.utc().timestamp_micros().to_be_bytes())
            .chain_update(self.events.to_be_bytes())
            .chain_update(self.root)
            .finalize()
            .into()
    }
}

/// An event under a seal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leaf {
    /// Of which submission.
    pub submission: SubmissionId,
    /// Its number there.
    pub seq: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl FromRow for Leaf {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { submission: row.get("submission")?, seq: row.get("seq")?, hash: row.get("hash")? })
    }
}

fn tree(leaves: &[Leaf]) -> MemoryBackedTree<Sha256, [u8; 32]> {
    let mut tree = MemoryBackedTree::new();
    for leaf in leaves {
        tree.push(leaf.hash);
    }
    tree
}

/// The root over leaves in their order.
pub fn root_of(leaves: &[Leaf]) -> [u8; 32] {
    (*tree(leaves).root().as_bytes()).into()
}

/// The path from one leaf to the root.
pub fn path_of(leaves: &[Leaf], index: usize) -> Vec<u8> {
    tree(leaves).prove_inclusion(index).as_bytes().to_vec()
}

/// Whether an event of that hash is the `index`th of the `count` events under a root.
pub fn is_under(root: [u8; 32], count: u64, index: u64, hash: [u8; 32], path: &[u8]) -> bool {
    let Ok(path) = InclusionProof::<Sha256>::try_from_bytes(path.to_vec()) else { return false };
    RootHash::<Sha256>::new(root.into(), count).verify_inclusion(&hash, index, &path).is_ok()
}

/// Seals what is not sealed yet: its number, or nothing if there was nothing.
///
/// The number is taken before any event is touched: of several nodes that seal at once, all but one wait for that number
/// and are told that it is taken, instead of holding events that the others wait for.
///
/// # Errors
/// [`crate::StoreError::Duplicate`] if another node seals at the same moment.
pub async fn seal(tx: &mut Tx, now: Instant) -> Result<Option<SealRow>> {
    let last = last(&mut *tx).await?;
    let (number, prev_hash) = last.map_or((1, [0; 32]), |s| (s.number + 1, s.hash));
    let mut row = SealRow { number, sealed_at: now, events: 0, root: [0; 32], prev_hash, hash: [0; 32] };
    insert(&mut *tx, &row).await?;
    let mut leaves: Vec<Leaf> = sql("UPDATE events SET seal = $1 WHERE seal IS NULL AND (submission, seq) IN
             (SELECT submission, seq FROM events WHERE seal IS NULL ORDER BY submission, seq LIMIT $2)
         RETURNING submission, seq, hash")
    .bind(number)
    .bind(LARGEST)
    .all(&mut *tx)
    .await?;
    if leaves.is_empty() {
        sql("DELETE FROM seals WHERE number = $1").bind(number).run(tx).await?;
        return Ok(None);
    }
    leaves.sort();
    row.events = i64::try_from(leaves.len()).unwrap_or(i64::MAX);
    row.root = root_of(&leaves);
    row.hash = row.expected_hash();
    sql("UPDATE seals SET events = $1, root = $2, hash = $3 WHERE number = $4")
        .bind(row.events)
        .bind(row.root)
        .bind(row.hash)
        .bind(row.number)
        .run(tx)
        .await?;
    Ok(Some(row))
}

async fn insert(tx: &mut Tx, row: &SealRow) -> Result<()> {
    sql("INSERT INTO seals (number, sealed_at, events, root, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(row.number)
        .bind(row.sealed_at)
        .bind(row.events)
        .bind(row.root)
        .bind(row.prev_hash)
        .bind(row.hash)
        .run(tx)
        .await?;
    Ok(())
}

const SEAL: &str = "SELECT number, sealed_at, events, root, prev_hash, hash FROM seals";

/// Every seal, oldest first.
///
/// # Errors
/// What the database says.
pub async fn all(on: impl Into<On<'_>>) -> Result<Vec<SealRow>> {
    sql(SEAL).push(" ORDER BY number").all(on).await
}

/// The last seal, if there is one.
///
/// # Errors
/// What the database says.
pub async fn last(on: impl Into<On<'_>>) -> Result<Option<SealRow>> {
    sql(SEAL).push(" ORDER BY number DESC LIMIT 1").opt(on).await
}

/// The seal of that number.
///
/// # Errors
/// What the database says.
pub async fn get(on: impl Into<On<'_>>, number: i64) -> Result<Option<SealRow>> {
    sql(SEAL).push_bind(" WHERE number = ?", number).opt(on).await
}

/// What lies under a seal, in order.
///
/// # Errors
/// What the database says.
pub async fn leaves(on: impl Into<On<'_>>, number: i64) -> Result<Vec<Leaf>> {
    sql("SELECT submission, seq, hash FROM events")
        .push_bind(" WHERE seal = ? ORDER BY submission, seq", number)
        .all(on)
        .await
}
