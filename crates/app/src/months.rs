//! The months behind: how the rates stood at their ends, as far as anything is known of them.

use madoguchi_inventory::{month_ends, rates};
use madoguchi_store::ledger;
use madoguchi_vocab::{Date, DepartmentId};

use crate::{App, RatesPage, Result};

/// So many months are looked back upon at most: three years, so that each has the same month of two years beside it.
pub const SERIES: u32 = 36;

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
        let mut pages = Vec::new();
        for day in self.known_days(until, most).await? {
            pages.push(self.rates(day).await?);
        }
        Ok(pages)
    }

    /// The ends of the months before a day of which anything is known, oldest first, and the day itself. Pages, files, machines
    /// and the command line all look at these.
    pub(crate) async fn known_days(&self, until: Date, most: u32) -> Result<Vec<Date>> {
        let known = self.known_since().await?;
        Ok(month_ends(until, most).into_iter().filter(|day| *day >= known || *day == until).collect())
    }

    /// Since when the inventory is kept: the rates of a day before that are reckoned from its first version and from since when
    /// what has held; none while there is no inventory.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn kept_since(&self) -> Result<Option<Date>> {
        Ok(self.inventory_versions().await?.first().map(|v| v.at.date()))
    }

    /// Since when something is known of the inventory: since it began, or since the first day that somebody wrote down for a
    /// procedure.
    async fn known_since(&self) -> Result<Date> {
        let reader = self.store().reader();
        let version = ledger::version(&reader).await?;
        let dated = ledger::standings(&reader, version).await?.into_iter().map(|s| s.since);
        let begun = self.kept_since().await?;
        Ok(dated.chain(begun).min().unwrap_or_else(|| self.today()))
    }
}
