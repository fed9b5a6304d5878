//! Whether everything is what was written: chains, seals, and the rows that are said to follow from them.

use std::collections::HashMap;

use madoguchi_store::{
    attachments,
    events::{self, EventRow},
    seals::{self, SealRow},
    submissions,
};
use madoguchi_vocab::{Actor, ReceiptNumber, SubmissionId};
use madoguchi_workflow::{Event, Stage};
use serde::Serialize;

use crate::{App, Result, evidence};

/// How many histories are read at a time: a bound on memory.
const HANDFUL: i64 = 200;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// How many submissions were looked at.
    pub submissions: u64,
    /// How many events.
    pub events: u64,
    /// How many seals.
    pub seals: u64,
    /// How many events are not sealed yet.
    pub unsealed: u64,
    /// What does not hold, the first place of each chain.
    pub broken: Vec<Broken>,
}

/// A place where something is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Broken {
    /// A row of a history was altered, removed or put elsewhere.
    Event {
        /// Whose history.
        receipt: ReceiptNumber,
        /// The first row that does not hold.
        seq: i64,
    },
    /// The end of a history is missing, or events were made without the submission: it has changed `revision`
    /// times, but has another number of events.
    Length {
        /// Whose history.
        receipt: ReceiptNumber,
        /// Events that should be there.
        expected: i64,
        /// Events that are there.
        found: i64,
    },
    /// Where the submission is said to stand is not where its history leads.
    Stage {
        /// Which submission.
        receipt: ReceiptNumber,
    },
    /// The answers or files are not those that arrived or were last mended.
    Answers {
        /// Which submission.
        receipt: ReceiptNumber,
    },
    /// A seal was altered, or the one before it was removed.
    Seal {
        /// Which.
        number: i64,
    },
    /// What lies under a seal is not what was sealed.
    Root {
        /// The seal.
        number: i64,
    },
}

impl App {
    /// Walks everything. Reads a few hundred submissions at a time.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet cannot be read.
    pub async fn verify(&self) -> Result<Verified> {
        let mut found = Verified::default();
        let mut after: Option<SubmissionId> = None;
        loop {
            let reader = self.store().reader();
            let rows = submissions::after(&reader, after, HANDFUL).await?;
            let Some(last) = rows.last().map(|r| r.id) else { break };
            let mut histories: HashMap<SubmissionId, Vec<EventRow>> = HashMap::new();
            for event in events::histories(&reader, after, HANDFUL).await? {
                histories.entry(event.submission).or_default().push(event);
            }
            for row in rows {
                let history = histories.remove(&row.id).unwrap_or_default();
                found.submissions += 1;
                found.events += history.len() as u64;
                found.unsealed += history.iter().filter(|e| e.seal.is_none()).count() as u64;
                if self.look_at(&row, &history).await?.is_some() {
                    // Row and history were read one after the other: somebody may have written in between.
                    let row = submissions::get(&reader, row.id).await?;
                    let history = events::history(&reader, row.id).await?;
                    found.broken.extend(self.look_at(&row, &history).await?);
                }
            }
            after = Some(last);
        }
        self.look_at_seals(&mut found).await?;
        Ok(found)
    }

    async fn look_at(
        &self,
        row: &submissions::SubmissionRow,
        history: &[EventRow],
    ) -> Result<Option<Broken>> {
        let receipt = row.receipt.clone();
        if let Some(seq) = events::first_broken(row.id, history) {
            return Ok(Some(Broken::Event { receipt, seq }));
        }
        let found = i64::try_from(history.len()).unwrap_or(i64::MAX);
        if found != row.revision {
            return Ok(Some(Broken::Length { receipt, expected: row.revision, found }));
        }
        // Of what was disposed of, the chain is all there is to look at.
        if row.disposed_at.is_some() {
            return Ok(None);
        }
        let mut stage: Option<Stage> = None;
        let mut answers: Option<String> = None;
        for event in history {
            let happened: Event = serde_json::from_value(event.body.clone())?;
            let by: Actor = serde_json::from_value(event.actor.clone())?;
            if let Event::Submitted { answers: digest, .. } | Event::CorrectionGiven { answers: digest, .. } =
                &happened
            {
                answers.clone_from(digest);
            }
            let before = stage.take().unwrap_or(Stage::Received { at: event.at });
            stage = Some(before.after(&happened, &by, event.at));
        }
        if serde_json::to_value(&stage)? != row.stage_facts {
            return Ok(Some(Broken::Stage { receipt }));
        }
        let Some(expected) = answers else { return Ok(None) };
        let files = attachments::files_of_draft(&self.store().reader(), row.draft).await?;
        let now = evidence::digest(&serde_json::from_value(row.answers.clone())?, &files)?;
        Ok((now != expected).then_some(Broken::Answers { receipt }))
    }

    async fn look_at_seals(&self, found: &mut Verified) -> Result<()> {
        let reader = self.store().reader();
        let mut prev = [0; 32];
        for (expected, seal) in (1..).zip(seals::all(&reader).await?) {
            found.seals += 1;
            let number = seal.number;
            if number != expected || seal.prev_hash != prev || seal.hash != seal.expected_hash() {
                // Everything after it hangs on it.
                found.broken.push(Broken::Seal { number });
                return Ok(());
            }
            let leaves = seals::leaves(&reader, number).await?;
            if leaves.len() as i64 != seal.events || seals::root_of(&leaves) != seal.root {
                found.broken.push(Broken::Root { number });
            }
            prev = seal.hash;
        }
        Ok(())
    }

    /// Seals what has happened since the last seal, if that was not today. Any node may do it.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn seal_daily(&self) -> Result<()> {
        let now = self.now();
        let last = seals::last(&self.store().reader()).await?;
        if last.is_some_and(|s| s.sealed_at.date() >= now.date() && s.events < seals::LARGEST) {
            return Ok(());
        }
        self.seal().await.map(|_| ())
    }

    /// Seals what is not sealed yet.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn seal(&self) -> Result<Option<SealRow>> {
        let mut tx = self.store().begin().await?;
        let sealed = match seals::seal(&mut tx, self.now()).await {
            // Another node was first: it is sealed.
            Err(madoguchi_store::StoreError::Duplicate) => return Ok(None),
            sealed => sealed?,
        };
        tx.commit().await?;
        if let Some(seal) = &sealed {
            // In the log, the city has it outside of the database too.
            tracing::info!(
                number = seal.number,
                events = seal.events,
                hash = hex::encode(seal.hash),
                "sealed"
            );
        }
        Ok(sealed)
    }

    /// Every seal, for publishing.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet cannot be read.
    pub async fn seals(&self) -> Result<Vec<SealRow>> {
        Ok(seals::all(&self.store().reader()).await?)
    }
}
