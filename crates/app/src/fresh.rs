//! A browser in which somebody signs in or out has another cookie from then on: with the one from before nothing is found.

use madoguchi_store::{Tx, drafts, submissions};
use madoguchi_vocab::AccountId;

use crate::{App, Result, Visitor};

impl App {
    /// What a browser is called once somebody signs in. What was begun and sent in it while nobody was signed in stays open,
    /// so that it can be gone on with and put on the page of one's own. What is somebody else's who has not signed out does
    /// not.
    pub(crate) async fn fresh_for(
        &self,
        tx: &mut Tx,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Visitor> {
        if visitor.account().is_some_and(|other| other != account) {
            return self.fresh_after(tx, visitor).await;
        }
        let fresh = Visitor::new(self.random());
        drafts::hand_on(tx, visitor.hash(), fresh.hash(), true).await?;
        submissions::hand_on_visits(tx, visitor.hash(), fresh.hash()).await?;
        Ok(fresh)
    }

    /// What a browser is called once somebody has signed out. Only what was begun in it and is in no account stays open:
    /// nothing that was sent, and nothing that was shown.
    pub(crate) async fn fresh_after(&self, tx: &mut Tx, visitor: &Visitor) -> Result<Visitor> {
        let fresh = Visitor::new(self.random());
        drafts::hand_on(tx, visitor.hash(), fresh.hash(), false).await?;
        submissions::end_visits(tx, visitor.hash()).await?;
        Ok(fresh)
    }
}
