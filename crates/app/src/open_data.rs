//! What the city publishes: each set made of what is kept, with the day on which it last changed.
//!
//! Anybody may ask, so a set is made at most once in [`FRESH`] on each node, however many ask for it at once; each has a
//! lock of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::Duration;
use madoguchi_inventory::{
    DataSet, Flow, FlowNames, Form, Month, Published, SeriesLine, Table, Valued, flow_table, inventory_table,
    kpi_table, series_table, use_table, value_table,
};
use madoguchi_store::open_sets::{self, OpenSetRow};
use madoguchi_vocab::{Date, Instant};
use sha2::{Digest, Sha256};

use crate::{App, PublicRates, Result, SERIES, Snapshot, at_hand::AtHand};

/// So long a set is given out as it was made.
pub(crate) const FRESH: Duration = Duration::minutes(10);

/// A set, made.
#[derive(Clone, Debug)]
pub struct OpenSet {
    /// Which.
    pub set: DataSet,
    /// What is in it.
    pub table: Table,
    /// From which day to which it tells; none if it is empty.
    pub period: Option<(Date, Date)>,
    /// The digest of what is in it.
    pub digest: String,
    /// Since when it is so.
    pub changed_at: Instant,
    /// How long it is in each form, in bytes.
    pub length: BTreeMap<Form, u64>,
}

/// The sets as they were made last.
pub(crate) type OpenSets = BTreeMap<DataSet, AtHand<OpenSet>>;

/// None of them yet.
pub(crate) fn no_sets() -> OpenSets {
    DataSet::ALL.iter().map(|set| (*set, AtHand::default())).collect()
}

/// Whether what was made at a moment is given out as it is.
pub(crate) fn is_fresh(made: Instant, now: Instant) -> bool {
    made <= now && now < made.plus(FRESH)
}

fn said_of(snapshot: &Snapshot) -> Published {
    let withdrawn = snapshot.withdrawn.as_ref().map(|w| (w.at.date(), w.reason.clone()));
    Published { number: snapshot.number, name: snapshot.name.clone(), withdrawn }
}

impl App {
    /// How many sets are published.
    pub(crate) fn open_sets(&self) -> u32 {
        u32::try_from(DataSet::ALL.len()).unwrap_or(u32::MAX)
    }

    /// A set as it is published.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn open_set(&self, set: DataSet) -> Result<Arc<OpenSet>> {
        let (now, app) = (self.now(), self.clone());
        let at_hand = self.0.open_sets.get(&set).cloned().unwrap_or_default();
        at_hand.get(now, |at, _| is_fresh(at, now), async move { app.make(set, now).await }).await
    }

    async fn make(&self, set: DataSet, now: Instant) -> Result<OpenSet> {
        let today = self.today();
        let (table, period) = match set {
            DataSet::Inventory => {
                let PublicRates { page, .. } = &*self.public_rates().await?;
                let names = self.departments().iter().map(|d| (d.id.clone(), d.name.clone())).collect();
                (inventory_table(&page.procedures, &page.facts, &names), Some((today, today)))
            }
            DataSet::OnlineUse => {
                let PublicRates { page, used } = &*self.public_rates().await?;
                let years: Vec<_> = page.procedures.iter().filter_map(|p| p.volume.year).collect();
                let first = years.iter().min().and_then(|y| Date::from_ymd_opt(*y, 4, 1));
                (use_table(used), Some((first.unwrap_or(today), today)))
            }
            DataSet::Rates => self.rate_series().await?,
            DataSet::Submissions => self.statistics().await?,
            DataSet::Kpis => {
                let kpis = self.strategies().await?;
                let period =
                    kpis.iter().map(|k| k.period_from).min().zip(kpis.iter().map(|k| k.period_to).max());
                (kpi_table(kpis.iter()), period)
            }
            DataSet::Measurements => self.values().await?,
        };
        let mut length = BTreeMap::new();
        let mut hash = Sha256::new();
        for form in Form::ALL {
            let pieces = (0..).map_while(|nth| table.piece(form, nth)).inspect(|piece| hash.update(piece));
            length.insert(form, pieces.map(|piece| piece.len() as u64).sum());
        }
        let digest = hex::encode(hash.finalize());
        let changed_at = self.changed(set, &digest, now).await?;
        Ok(OpenSet { set, table, period, digest, changed_at, length })
    }

    /// Since when a set is as it is.
    async fn changed(&self, set: DataSet, digest: &str, now: Instant) -> Result<Instant> {
        if let Some(seen) = open_sets::find(&self.store().reader(), set.code()).await?
            && seen.digest == digest
        {
            return Ok(seen.changed_at);
        }
        let row = OpenSetRow { name: set.code().to_owned(), digest: digest.to_owned(), changed_at: now };
        let mut tx = self.store().begin().await?;
        open_sets::note(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(now)
    }

    /// The rates at the ends of the months that are over, the same as on the managers' page, and as they were published.
    async fn rate_series(&self) -> Result<(Table, Option<(Date, Date)>)> {
        let mut lines = Vec::new();
        let mut days = Vec::new();
        for number in self.snapshots().await?.iter().rev().map(|s| s.number) {
            let opened = self.snapshot(number).await?;
            days.push(opened.frozen.as_of);
            lines.push(SeriesLine::published(said_of(&opened.snapshot), &opened.frozen));
        }
        let kept = self.kept_since().await?;
        let this = Month::of(self.today());
        for day in self.known_days(self.today(), SERIES).await?.into_iter().filter(|d| Month::of(*d) < this) {
            let page = self.rates(day).await?;
            days.push(day);
            lines.push(match kept {
                Some(since) if day >= since => SeriesLine::end(&page.rates, page.rule, day),
                _ => SeriesLine::derived(&page.rates, page.rule, day),
            });
        }
        Ok((series_table(&lines), days.iter().min().copied().zip(days.iter().max().copied())))
    }

    /// What came in and what ended in the months that are over.
    async fn statistics(&self) -> Result<(Table, Option<(Date, Date)>)> {
        let this = Month::of(self.today());
        let Some(mut month) = self.first_month().await?.filter(|first| *first < this) else {
            return Ok((flow_table(&[], &FlowNames::default()), None));
        };
        let period = Some((month.first_day(), this.minus(1).last_day()));
        let mut flows = Vec::new();
        while month < this {
            flows.push(self.month_flow(month).await?);
            month = month.plus(1);
        }
        Ok((flow_table(&flows, &self.flow_names(&flows)), period))
    }

    /// What the papers and departments of months are called.
    pub(crate) fn flow_names(&self, flows: &[Flow]) -> FlowNames {
        let slugs: BTreeSet<&str> = flows.iter().flat_map(|f| &f.counts).map(|c| c.slug.as_str()).collect();
        FlowNames {
            papers: slugs.into_iter().map(|slug| (slug.to_owned(), self.title_of(slug))).collect(),
            departments: self.departments().iter().map(|d| (d.id.clone(), d.name.clone())).collect(),
        }
    }

    async fn values(&self) -> Result<(Table, Option<(Date, Date)>)> {
        let lines = self.kpis().await?;
        let mut values = Vec::new();
        for line in &lines {
            let noted = line.noted.iter().filter(|n| !n.replaced);
            let said = noted.filter_map(|n| {
                let m = &n.measurement;
                Some(Valued::noted(m.on, m.value?, &m.source))
            });
            values.extend(said.chain(line.measured.as_ref().map(Valued::platform)).map(|v| (&line.kpi, v)));
        }
        let days = || values.iter().map(|(_, v)| v.reading.on);
        let period = days().min().zip(days().max());
        Ok((value_table(values.into_iter()), period))
    }
}
