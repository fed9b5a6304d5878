//! What the city's other systems may ask: where a submission of their department stands, without its answers.

use madoguchi_auth::api_token::{Claims, Scope};
use madoguchi_store::{audit, submissions};
use madoguchi_vocab::{Date, Instant, ReceiptNumber};
use serde_json::json;

use crate::{App, Result, Trouble};

/// Where a submission stands, for a machine. Holds no answers and no names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    /// 受付番号
    pub receipt: ReceiptNumber,
    /// The paper.
    pub slug: String,
    /// And its version.
    pub version: i64,
    /// The name of its stage: `received`, `in_review` …
    pub stage: String,
    /// Counts the changes: the same number means that nothing has happened since.
    pub revision: i64,
    /// How it came: online, counter, phone, mail.
    pub channel: String,
    /// 到達
    pub arrived_at: Instant,
    /// 受付
    pub received_at: Option<Instant>,
    /// When it ended.
    pub decided_at: Option<Instant>,
    /// By when a decision is expected.
    pub due_on: Option<Date>,
}

impl App {
    /// Reads the token of a machine with the office's own clock.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] if it is not signed by this office or its time is over.
    pub fn machine(&self, token: &str) -> Result<Claims> {
        Claims::read(token, self.secret(), self.now()).ok_or(Trouble::SignIn)
    }

    /// Where a submission of the machine's department stands. Every look leaves a trace.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the token was not given for this, [`Trouble::NotFound`] if the submission is
    /// not there or another department's.
    pub async fn whereabouts(&self, machine: &Claims, receipt: &ReceiptNumber) -> Result<Whereabouts> {
        if !machine.scopes.contains(&Scope::ReadSubmissions) {
            return Err(Trouble::NotAllowed);
        }
        let row = submissions::by_receipt(&self.store().reader(), receipt).await?;
        if row.department != machine.department {
            return Err(Trouble::NotFound);
        }
        let mut tx = self.store().begin().await?;
        let actor = json!({ "who": "machine", "name": machine.sub, "department": machine.department });
        audit::note(&mut tx, self.now(), actor, "viewed-state", receipt.as_str()).await?;
        tx.commit().await?;
        Ok(Whereabouts {
            receipt: row.receipt,
            slug: row.slug,
            version: row.version,
            stage: row.stage,
            revision: row.revision,
            channel: row.channel,
            arrived_at: row.arrived_at,
            received_at: row.received_at,
            decided_at: row.decided_at,
            due_on: row.due_on,
        })
    }
}
