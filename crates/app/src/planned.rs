//! Papers are opened on the day that was planned.

use madoguchi_store::{audit, written};

use crate::{App, Loaded, PaperTrouble, Result, Trouble};

impl App {
    /// Opens what is planned for today or before. What cannot be opened any more stays planned and is told.
    ///
    /// # Errors
    /// [`Trouble::Paper`] with what is in the way of the last of them, [`Trouble::Store`] if the cabinet fails.
    pub(crate) async fn publish_planned(&self) -> Result<()> {
        let mut left: Option<PaperTrouble> = None;
        for plan in written::plans(&self.store().reader()).await? {
            if plan.day > self.today() {
                continue;
            }
            let loaded = Loaded::compile(plan.slug.clone(), plan.slug.clone(), plan.source.clone());
            let blocked = self.keeps_closed(&loaded);
            let Some(paper) = loaded.paper.as_ref().filter(|_| blocked.is_none()) else {
                left = blocked;
                continue;
            };
            let mut tx = self.store().begin().await?;
            // Who takes the plan away opens the paper: another node may be at it.
            if !written::drop_plan(&mut tx, &plan.slug).await? {
                continue;
            }
            let (by, reason) = (&plan.planned_by, &plan.reason);
            self.opened_as(&mut tx, &plan.slug, paper, &plan.source, by, reason).await?;
            let actor = serde_json::to_value(madoguchi_vocab::Actor::System)?;
            audit::note(&mut tx, self.now(), actor, "published", &plan.slug).await?;
            tx.commit().await?;
            self.fetch_published().await?;
        }
        left.map_or(Ok(()), |why| Err(Trouble::Paper(why)))
    }
}
