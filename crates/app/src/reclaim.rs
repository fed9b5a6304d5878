//! A tab that is still open when the cookie of its browser is gone.

use madoguchi_store::drafts;
use madoguchi_vocab::DraftId;

use crate::{App, Result, Trouble, Visitor, visitor::mark};

impl App {
    /// The token of forms shown to this browser.
    pub fn form_token(&self, visitor: &Visitor) -> String {
        self.secret().form_token(&mark(&visitor.hash()))
    }

    /// Whether a posted token was in a form shown to this browser.
    pub fn form_token_fits(&self, visitor: &Visitor, posted: &str) -> bool {
        self.secret().form_token_fits(&mark(&visitor.hash()), posted)
    }

    /// Makes a draft this browser's, because the form it posts was shown to the browser the draft belongs to. Whoever
    /// has that form has read the answers in it already.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if the form was shown to somebody else, or the draft is over, submitted or an account's: then
    /// a code, number and key, or signing in open it.
    pub async fn reclaim_draft(&self, id: DraftId, shown: &str, visitor: &Visitor) -> Result<()> {
        let row = drafts::get(&self.store().reader(), id).await?;
        let over = !self.may_go_on(&row) || row.account.is_some();
        if over || !self.secret().form_token_fits(&mark(&row.visitor_hash), shown) {
            return Err(Trouble::NotFound);
        }
        let mut tx = self.store().begin().await?;
        drafts::move_to_visitor(&mut tx, id, visitor.hash(), visitor.account()).await?;
        Ok(tx.commit().await?)
    }
}
