//! A small file that shows somebody outside what happened to one submission, and that it was so when it was sealed.

use madoguchi_store::{
    events::{self, EventRow},
    seals::{self, SealRow},
    submissions,
};
use madoguchi_vocab::{Instant, ReceiptNumber, SubmissionId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{App, Result};

/// The history of one submission with what is needed to check it without us. It holds what was said, the resident's
/// words too: it is given to whoever may know them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The form of this file.
    pub madoguchi_proof: u32,
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The submission, as hashed.
    pub submission: SubmissionId,
    /// What happened.
    pub events: Vec<ProvedEvent>,
    /// The seals it lies under. Their hashes are what the city has made known.
    pub seals: Vec<ProvedSeal>,
}

/// An event with its way to a seal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvedEvent {
    /// 1, 2, 3 …
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Value,
    /// What; `null` if its words were disposed of.
    pub body: Value,
    /// The salt of the words.
    #[serde(with = "hex::serde", default, skip_serializing_if = "Vec::is_empty")]
    pub salt: Vec<u8>,
    /// Their salted digest; empty on the oldest rows.
    #[serde(with = "hex::serde", default, skip_serializing_if = "Vec::is_empty")]
    pub body_hash: Vec<u8>,
    /// The hash of the row.
    #[serde(with = "hex::serde")]
    pub hash: [u8; 32],
    /// The seal over it; none if it is not sealed yet.
    pub seal: Option<i64>,
    /// Its place under the seal.
    pub index: u64,
    /// The path to the root (RFC 6962).
    #[serde(with = "hex::serde")]
    pub path: Vec<u8>,
}

/// A seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvedSeal {
    /// Which.
    pub number: i64,
    /// When.
    pub sealed_at: Instant,
    /// Over how many events.
    pub events: i64,
    /// The root.
    #[serde(with = "hex::serde")]
    pub root: [u8; 32],
    /// The hash of the seal before.
    #[serde(with = "hex::serde")]
    pub prev_hash: [u8; 32],
    /// The hash of this seal: compare it with what the city has made known.
    #[serde(with = "hex::serde")]
    pub hash: [u8; 32],
}

impl From<SealRow> for ProvedSeal {
    fn from(s: SealRow) -> Self {
        Self {
            number: s.number,
            sealed_at: s.sealed_at,
            events: s.events,
            root: s.root,
            prev_hash: s.prev_hash,
            hash: s.hash,
        }
    }
}

impl ProvedSeal {
    fn row(&self) -> SealRow {
        SealRow {
            number: self.number,
            sealed_at: self.sealed_at,
            events: self.events,
            root: self.root,
            prev_hash: self.prev_hash,
            hash: self.hash,
        }
    }
}

/// What does not hold in a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disproved {
    /// The file is of a form this version does not know.
    Form(u32),
    /// This row is not what was appended.
    Event(i64),
    /// This row is not under the seal it names.
    NotUnderSeal(i64),
    /// This seal is not whole.
    Seal(i64),
}

impl Proof {
    /// Checks a proof with nothing but itself; what is left to compare are the hashes of its seals.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn check(&self) -> std::result::Result<(), Disproved> {
        if self.madoguchi_proof != 1 {
            return Err(Disproved::Form(self.madoguchi_proof));
        }
        if let Some(seal) = self.seals.iter().find(|s| s.row().expected_hash() != s.hash) {
            return Err(Disproved::Seal(seal.number));
        }
        if let Some(seq) = events::first_broken(self.submission, &self.rows()) {
            return Err(Disproved::Event(seq));
        }
        for event in &self.events {
            let Some(number) = event.seal else { continue };
            let seal = self.seals.iter().find(|s| s.number == number);
            let is_under = seal.is_some_and(|s| {
                seals::is_under(s.root, s.events.unsigned_abs(), event.index, event.hash, &event.path)
            });
            if !is_under {
                return Err(Disproved::NotUnderSeal(event.seq));
            }
        }
        Ok(())
    }

    fn rows(&self) -> Vec<EventRow> {
        let mut prev_hash = [0; 32];
        let mut rows = Vec::new();
        for e in &self.events {
            rows.push(EventRow {
                submission: self.submission,
                seq: e.seq,
                at: e.at,
                actor: e.actor.clone(),
                body: e.body.clone(),
                salt: (!e.salt.is_empty()).then(|| e.salt.clone()),
                body_hash: e.body_hash.clone().try_into().ok(),
                prev_hash,
                hash: e.hash,
                seal: e.seal,
            });
            prev_hash = e.hash;
        }
        rows
    }
}

impl App {
    /// Makes the proof of a submission.
    ///
    /// # Errors
    /// [`crate::Trouble::NotFound`] if there is none of that number.
    pub async fn prove(&self, receipt: &ReceiptNumber) -> Result<Proof> {
        let reader = self.store().reader();
        let row = submissions::by_receipt(&reader, receipt).await?;
        let mut proof = Proof {
            madoguchi_proof: 1,
            receipt: row.receipt,
            submission: row.id,
            events: vec![],
            seals: vec![],
        };
        let mut under: Option<(i64, Vec<seals::Leaf>)> = None;
        for e in events::history(&reader, row.id).await? {
            let (mut index, mut path) = (0, vec![]);
            if let Some(number) = e.seal {
                if under.as_ref().is_none_or(|(n, _)| *n != number) {
                    under = Some((number, seals::leaves(&reader, number).await?));
                }
                let leaves = under.as_ref().map_or(&[][..], |(_, leaves)| leaves);
                if let Some(at) = leaves.iter().position(|l| (l.submission, l.seq) == (row.id, e.seq)) {
                    (index, path) = (at as u64, seals::path_of(leaves, at));
                }
                if !proof.seals.iter().any(|s| s.number == number) {
                    proof.seals.extend(seals::get(&reader, number).await?.map(ProvedSeal::from));
                }
            }
            proof.events.push(ProvedEvent {
                seq: e.seq,
                at: e.at,
                actor: e.actor,
                body: e.body,
                salt: e.salt.unwrap_or_default(),
                body_hash: e.body_hash.map(Vec::from).unwrap_or_default(),
                hash: e.hash,
                seal: e.seal,
                index,
                path,
            });
        }
        Ok(proof)
    }
}
