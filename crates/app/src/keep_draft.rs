//! A draft is kept for later: its code goes by mail, its end is told beforehand, and it can be thrown away.

use chrono::{Days, Duration};
use madoguchi_auth::{Identity, IdentityKind};
use madoguchi_store::{
    drafts,
    outbox::{self, Matter},
    residents,
};
use madoguchi_vocab::{Date, DraftId, Instant, LetterId};
use madoguchi_workflow::Letter;

use crate::{
    App, Draft, Result, Trouble, Visitor,
    throttle::{PER_ADDRESS, PER_THING},
};

/// So many days before its end somebody who left an address is told.
pub const WARNED_DAYS: i64 = 3;
/// Drafts whose people are told at a time.
const HANDFUL: i64 = 200;

impl Draft {
    /// The last day on which it can be gone on with: on the day it ends it may be over already.
    pub fn last_day(&self) -> Date {
        last_day(self.expires_at)
    }
}

pub(crate) fn last_day(expires_at: Instant) -> Date {
    expires_at.date() - Days::new(1)
}

impl App {
    /// Sends the 再開コード of a draft to an address, and keeps the address for the warning of its end.
    ///
    /// # Errors
    /// [`Trouble::TooMany`] if it was asked for too often, [`Trouble::AlreadySubmitted`] if there is nothing to go
    /// on with.
    pub async fn mail_code(&self, draft: &Draft, address: &str, from: &str) -> Result<()> {
        if let Some(receipt) = &draft.receipt {
            return Err(Trouble::AlreadySubmitted(receipt.clone()));
        }
        // Every letter counts, not only the wrong ones: nobody fills a stranger's letterbox from here.
        let keys = [(format!("code-of:{}", draft.id), PER_THING), (format!("code-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        self.count_try(&keys).await?;
        self.letter_goes_to(&Identity::mail(address), from).await?;
        let now = self.now();
        let mut tx = self.store().begin().await?;
        drafts::set_email(&mut tx, draft.id, address).await?;
        let (id, body) = (LetterId(self.0.ids.uuid()), serde_json::to_value(Letter::DraftSaved)?);
        outbox::put(&mut tx, id, Matter::Draft(draft.id), body, draft.lang, address, now).await?;
        Ok(tx.commit().await?)
    }

    /// Tells people whose drafts end soon. Says how many. Nobody is told twice of the same end.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn warn_of_ends(&self) -> Result<usize> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let soon = now.plus(Duration::days(WARNED_DAYS));
        let ending = drafts::claim_ending(&mut tx, now, soon, HANDFUL).await?;
        for row in &ending {
            let address = match (&row.email, row.account) {
                (Some(address), _) => address.clone(),
                (None, Some(account)) => {
                    let known = residents::identities(&mut tx, account).await?;
                    let Some(mail) = known.into_iter().find(|i| i.kind == IdentityKind::Mail.code()) else {
                        continue;
                    };
                    mail.label
                }
                (None, None) => continue,
            };
            let (id, body) = (LetterId(self.0.ids.uuid()), serde_json::to_value(Letter::DraftEnding)?);
            outbox::put(&mut tx, id, Matter::Draft(row.id), body, row.lang, &address, now).await?;
        }
        tx.commit().await?;
        Ok(ending.len())
    }

    /// Throws a draft away, with its files and letters.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] for anybody else's, [`Trouble::Overtaken`] if it was submitted meanwhile.
    pub async fn discard_draft(&self, id: DraftId, visitor: &Visitor) -> Result<()> {
        let draft = self.draft(id, visitor).await?;
        if let Some(receipt) = draft.receipt {
            return Err(Trouble::AlreadySubmitted(receipt));
        }
        let mut tx = self.store().begin().await?;
        drafts::remove(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }
}
