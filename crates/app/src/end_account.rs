//! An account ends: its owner says so, or nobody has used it for long.

use chrono::{Days, Duration};
use madoguchi_notify::Slip;
use madoguchi_store::{
    Tx, drafts,
    outbox::{self, Matter},
    residents, sign_ins, subscriptions,
};
use madoguchi_vocab::{AccountId, Date, Instant, LetterId};

use crate::{App, Member, Result, Trouble, Visitor};

/// An account that was not used for so many days is removed …
pub const UNUSED_DAYS: i64 = 730;
/// … and its owner is told so many days before.
pub const TOLD_DAYS: i64 = 30;
/// Accounts at a time.
const HANDFUL: i64 = 200;

/// The last day on which an account can be kept by signing in.
pub(crate) fn last_day_of(seen_at: Instant) -> Date {
    seen_at.plus(Duration::days(UNUSED_DAYS)).date() - Days::new(1)
}

impl App {
    /// Removes an account at once: what it is known by, its sign-ins, saved answers, wishes and drafts. What was sent
    /// stays for as long as the law has it kept, and is found by number and key. Says what the browser is called from now on.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] if it is gone already.
    pub async fn end_account(&self, member: &Member, visitor: &Visitor) -> Result<Visitor> {
        let mut tx = self.store().begin().await?;
        match self.end(&mut tx, member.id).await {
            Err(Trouble::NotFound) => return Err(Trouble::SignIn),
            ended => ended?,
        }
        let fresh = self.fresh_after(&mut tx, visitor).await?;
        tx.commit().await?;
        Ok(fresh)
    }

    async fn end(&self, tx: &mut Tx, account: AccountId) -> Result<()> {
        // Signing in holds tries first and the account then; so does this.
        for identity in residents::identities(&mut *tx, account).await? {
            sign_ins::forget_of(tx, &identity.kind, &identity.subject).await?;
            subscriptions::remove_of(tx, &identity.subject).await?;
        }
        drafts::remove_of_account(tx, account, self.nobody()).await?;
        Ok(residents::remove(tx, account).await?)
    }

    /// Tells owners of accounts that nobody uses, once, and removes the accounts of those who were told long enough ago.
    /// Says how many of each.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn end_unused(&self) -> Result<(usize, usize)> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let since = now.plus(-Duration::days(UNUSED_DAYS - TOLD_DAYS));
        let told = residents::claim_unused(&mut tx, now, since, HANDFUL).await?;
        for account in &told {
            for identity in residents::identities(&mut tx, account.id).await? {
                let (id, body) = (LetterId(self.0.ids.uuid()), serde_json::to_value(Slip::AccountEnding)?);
                let about = Matter::Account(account.id);
                outbox::put(&mut tx, id, about, body, account.lang, &identity.label, now).await?;
            }
        }
        tx.commit().await?;
        let over = now.plus(-Duration::days(UNUSED_DAYS));
        let warned = now.plus(-Duration::days(TOLD_DAYS));
        let mut ended = 0;
        for account in residents::unused(&self.store().reader(), over, warned, HANDFUL).await? {
            if self.end_if_unused(account.id, over, warned).await? {
                ended += 1;
            }
        }
        Ok((told.len(), ended))
    }

    /// Ends an account unless its owner has come back since it was found, or has ended it.
    async fn end_if_unused(&self, account: AccountId, over: Instant, warned: Instant) -> Result<bool> {
        let mut tx = self.store().begin().await?;
        for identity in residents::identities(&mut tx, account).await? {
            sign_ins::hold(&mut tx, &identity.kind, &identity.subject).await?;
        }
        if !residents::is_still_unused(&mut tx, account, over, warned).await? {
            return Ok(false);
        }
        self.end(&mut tx, account).await?;
        tx.commit().await?;
        Ok(true)
    }
}
