//! The months behind: how the rates stood at their ends, as far as anything is known of them.

use madoguchi_inventory::{month_ends, rates};
use madoguchi_store::ledger;
use madoguchi_vocab::{Date, DepartmentId};

use crate::{App, RatesPage, Result};

impl RatesPage {
    /// The same day of one department.
    #[must_use]
    pub fn of_department(&self, department: &DepartmentId) -> Self {
        let (procedures, facts): (Vec<_>, Vec<_>) = self
            .procedures
            .iter()
            .zip(&self.facts)
            .filter(|(_, f)| f.department == *department)
            .map(|(p, f)| (p.clone(), f.clone()))
            .unzip();
        Self { rates: rates(&facts, self.rule, self.as_of), facts, procedures, ..*self }
    }
}

impl App {
    /// The rates at the ends of the months before a day, and of the day itself, which comes last. Months before anything was
    /// known of the inventory are not among them.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn months(&self, until: Date, most: u32) -> Result<Vec<RatesPage>> {
        let known = self.known_since().await?;
        let mut pages = Vec::new();
        for day in month_ends(until, most).into_iter().filter(|day| *day >= known || *day == until) {
            pages.push(self.rates(day).await?);
        }
        Ok(pages)
    }

    /// Since when something is known of the inventory: since it began, or since the first day that somebody wrote down for a
    /// procedure.
    async fn known_since(&self) -> Result<Date> {
        let reader = self.store().reader();
        let version = ledger::version(&reader).await?;
        let dated = ledger::standings(&reader, version).await?.into_iter().map(|s| s.since);
        let begun = self.inventory_versions().await?.into_iter().map(|v| v.at.date());
        Ok(dated.chain(begun).min().unwrap_or_else(|| self.today()))
    }
}
