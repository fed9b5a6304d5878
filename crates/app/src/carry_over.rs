//! A draft goes on under the version that is open now, when the time of the one it was begun with is over.

use madoguchi_forms::{CarriedOver, Typed, carried_over};
use madoguchi_store::{
    StoreError,
    drafts::{self, DraftRow},
};

use crate::{App, Draft, Published, Result};

impl Draft {
    /// What somebody who began under an earlier version has to be told: the questions to look at again, by their
    /// labels, and those that are gone. `None` for everybody else.
    pub fn news(&self) -> Option<CarriedOver<'_>> {
        self.begun_with.as_deref().map(|old| carried_over(old, &self.paper))
    }
}

impl App {
    /// Whether the time to finish under an earlier version is over.
    pub(crate) fn closes(&self, open: &Published, version: i64) -> bool {
        let last = open.paper.procedure.earlier_until;
        version < open.version && last.is_some_and(|last| self.today() > last)
    }

    /// The draft as it goes on today: under its own version as long as the open one lets it, under the open one
    /// afterwards. Answers stay as they were typed; what was agreed to in other words is not agreed to any more.
    pub(crate) async fn carried_over(&self, mut row: DraftRow) -> Result<DraftRow> {
        let Some(open) = self.papers().open(&row.slug).filter(|open| self.closes(open, row.version)) else {
            return Ok(row);
        };
        let old = self.paper_of(&row.slug, row.version).await?;
        let mut typed: Typed = serde_json::from_value(row.typed.clone())?;
        carried_over(&old, &open.paper).take_back_agreements(&mut typed);
        let typed = serde_json::to_value(typed)?;
        let mut tx = self.store().begin().await?;
        match drafts::carry_over(&mut tx, row.id, row.revision, open.version, &typed).await {
            Ok(()) => tx.commit().await?,
            // Another tab did the same, or saved; it comes again with the next look.
            Err(StoreError::Overtaken) => {
                drop(tx);
                return Ok(drafts::get(&self.store().reader(), row.id).await?);
            }
            Err(e) => return Err(e.into()),
        }
        row.carried_from = row.carried_from.or(Some(row.version));
        (row.version, row.revision, row.typed) = (open.version, row.revision + 1, typed);
        Ok(row)
    }
}
