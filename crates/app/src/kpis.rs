//! The KPIs of the strategy, as they stand.

use madoguchi_inventory::kpi::{self, Kpi, Measured};
use madoguchi_store::inventory;

use crate::{App, Result};

/// A KPI with what the platform measures of it.
#[derive(Clone, Debug)]
pub struct KpiLine {
    /// As the strategy sets it.
    pub kpi: Kpi,
    /// As it stands, where the platform knows.
    pub measured: Option<Measured>,
}

impl App {
    /// All KPIs, by plan and number.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn kpis(&self) -> Result<Vec<KpiLine>> {
        let rates = self.rates(self.today()).await?.rates;
        let rows = inventory::kpis(&self.store().reader()).await?;
        rows.into_iter()
            .map(|row| {
                let kpi: Kpi = serde_json::from_value(row)?;
                Ok(KpiLine { measured: kpi::measured(&kpi, &rates), kpi })
            })
            .collect()
    }

    /// Puts KPIs in or changes them, from `kpis.csv`; how many.
    ///
    /// # Errors
    /// [`crate::Trouble::Disk`] with what is wrong in the file, [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn set_kpis(&self, bytes: &[u8]) -> Result<usize> {
        let kpis = kpi::read(bytes).map_err(std::io::Error::other)?;
        let mut tx = self.store().begin().await?;
        for kpi in &kpis {
            inventory::upsert_kpi(&mut tx, &kpi.plan, kpi.number, serde_json::to_value(kpi)?).await?;
        }
        tx.commit().await?;
        Ok(kpis.len())
    }
}
