//! Every procedure of the city, online or not: what residents can look for.

use std::sync::Arc;

use madoguchi_inventory::Procedure;

use crate::{App, Published, Result};

/// A procedure with the paper that is open for it.
#[derive(Clone, Debug)]
pub struct CatalogueEntry {
    /// The procedure.
    pub procedure: Procedure,
    /// The paper, if one is open.
    pub published: Option<Arc<Published>>,
}

impl App {
    /// The catalogue, in the order of the inventory.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn catalogue(&self) -> Result<Vec<CatalogueEntry>> {
        let papers = self.papers();
        let open = |p: &Procedure| p.paper.as_ref().and_then(|slug| papers.open(slug.as_str()));
        let procedures = self.procedures().await?;
        Ok(procedures
            .into_iter()
            .map(|procedure| CatalogueEntry { published: open(&procedure), procedure })
            .collect())
    }
}
