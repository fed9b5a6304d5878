//! The KPIs of the strategy: as they are set, as they were measured, and where they are heading.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Problem,
    kpi::{
        self, Achievement, Known, Kpi, Measured, Measurement, Outlook, Reading, Saved, SavedTotal, Saving,
        Value,
    },
};
use madoguchi_store::{
    audit, inventory,
    measurements::{self, MeasurementRow},
    views::volumes,
};
use madoguchi_vocab::{Actor, Date, Instant};

use crate::{App, Result, StaffPerson, Trouble, rates::end_of};

/// A measurement with who wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// What was written.
    pub measurement: Measurement,
    /// When.
    pub at: Instant,
    /// By whom; none from the command line.
    pub by: Option<String>,
    /// Whether a later one of the same day takes its place.
    pub replaced: bool,
}

/// A KPI as it stands.
#[derive(Clone, Debug)]
pub struct KpiLine {
    /// As the strategy sets it.
    pub kpi: Kpi,
    /// What the platform measures of it.
    pub measured: Option<Measured>,
    /// What was written down, oldest first.
    pub noted: Vec<Noted>,
    /// The value that counts: what the platform measures if that is the whole, otherwise the latest that was written down.
    pub now: Option<Reading>,
    /// How that stands.
    pub achievement: Option<Achievement>,
    /// Where it is heading.
    pub outlook: Option<Outlook>,
}

impl KpiLine {
    fn new(kpi: Kpi, measured: Option<Measured>, noted: Vec<Noted>) -> Self {
        let mut readings: Vec<Reading> = noted
            .iter()
            .filter(|n| !n.replaced)
            .filter_map(|n| Some(Reading { on: n.measurement.on, value: n.measurement.value? }))
            .collect();
        if let Some(whole) = measured.as_ref().filter(|m| m.whole) {
            readings.retain(|r| r.on < whole.on);
            readings.push(Reading { on: whole.on, value: whole.value });
        }
        let now = readings.last().copied();
        Self {
            achievement: now.and_then(|r| kpi::achievement(&kpi, r.value)),
            outlook: kpi::outlook(&kpi, &readings),
            now,
            kpi,
            measured,
            noted,
        }
    }
}

impl App {
    /// All KPIs, by plan and number.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn kpis(&self) -> Result<Vec<KpiLine>> {
        self.kpis_on(self.today()).await
    }

    /// All KPIs as they stood at the end of a day, as far as it is known now; today, as they stand.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn kpis_on(&self, day: Date) -> Result<Vec<KpiLine>> {
        let rates = self.rates(day).await?.rates;
        let (_, total) = self.savings_on(day).await?;
        let saved = (total.measures > 0).then_some(total);
        let reached = self.reached().await?;
        // What is published now was not always.
        let open_sets = (day == self.today()).then(|| self.open_sets());
        let known = Known { rates: &rates, saved, reached, open_sets, on: day };
        let kpis = self.strategies().await?;
        let mut noted = self.noted(&kpis).await?;
        Ok(kpis
            .into_iter()
            .map(|kpi| {
                let mut noted = noted.remove(&(kpi.plan.clone(), kpi.number)).unwrap_or_default();
                noted.retain(|n| n.measurement.on <= day);
                KpiLine::new(kpi.clone(), kpi::measured(&kpi, &known), noted)
            })
            .collect())
    }

    /// The KPIs as the strategies set them.
    pub(crate) async fn strategies(&self) -> Result<Vec<Kpi>> {
        let rows = inventory::kpis(&self.store().reader()).await?;
        rows.into_iter().map(|row| serde_json::from_value(row).map_err(Trouble::from)).collect()
    }

    async fn noted(&self, kpis: &[Kpi]) -> Result<BTreeMap<(String, i64), Vec<Noted>>> {
        let rows = measurements::all(&self.store().reader()).await?;
        let mut out: BTreeMap<(String, i64), Vec<Noted>> = BTreeMap::new();
        for row in rows {
            let Some(kpi) = kpis.iter().find(|k| k.plan == row.plan && k.number == row.number) else {
                continue;
            };
            let list = out.entry((row.plan.clone(), row.number)).or_default();
            if let Some(before) = list.last_mut().filter(|n| n.measurement.on == row.on) {
                before.replaced = true;
            }
            list.push(read(kpi, row)?);
        }
        Ok(out)
    }

    /// Writes down what was measured of a KPI; without a value it takes back what was written for that day.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not, [`Trouble::NotFound`] if there is no such KPI or the day lies ahead.
    pub async fn note_measurement(&self, staff: &StaffPerson, measurement: Measurement) -> Result<()> {
        staff.must(Deed::KeepPlans)?;
        let known = self
            .strategies()
            .await?
            .iter()
            .any(|k| k.plan == measurement.plan && k.number == measurement.number);
        if !known || measurement.on > self.today() {
            return Err(Trouble::NotFound);
        }
        self.note_all(staff.actor(), &[measurement]).await
    }

    /// Writes down a whole file of measurements; nothing of it while anything in it is wrong. What it says already is not
    /// written again. Gives what is wrong, or how many were written.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not.
    pub async fn import_measurements(
        &self,
        staff: &StaffPerson,
        bytes: &[u8],
    ) -> Result<std::result::Result<usize, Vec<Problem>>> {
        staff.must(Deed::KeepPlans)?;
        self.take_measurements(staff.actor(), bytes).await
    }

    /// As [`App::import_measurements`], for the operator at the command line.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn import_measurements_as_operator(
        &self,
        bytes: &[u8],
    ) -> Result<std::result::Result<usize, Vec<Problem>>> {
        self.take_measurements(Actor::System, bytes).await
    }

    async fn take_measurements(
        &self,
        by: Actor,
        bytes: &[u8],
    ) -> Result<std::result::Result<usize, Vec<Problem>>> {
        let kpis = self.strategies().await?;
        let (rows, problems) = kpi::read_measurements(bytes, &kpis, self.today());
        if !problems.is_empty() {
            return Ok(Err(problems));
        }
        let there: Vec<Measurement> = self.current(&kpis).await?;
        let new: Vec<Measurement> = rows.into_iter().filter(|m| !there.contains(m)).collect();
        if !new.is_empty() {
            self.note_all(by, &new).await?;
        }
        Ok(Ok(new.len()))
    }

    async fn note_all(&self, by: Actor, all: &[Measurement]) -> Result<()> {
        let (now, actor) = (self.now(), serde_json::to_value(by)?);
        let mut tx = self.store().begin().await?;
        for m in all {
            let row = MeasurementRow {
                plan: m.plan.clone(),
                number: m.number,
                on: m.on,
                value: m.value.map(Value::code),
                source: m.source.clone(),
                note: m.note.clone(),
                at: now,
                actor: actor.clone(),
            };
            measurements::note(&mut tx, &row).await?;
        }
        audit::note(&mut tx, now, actor, "measured", "kpi").await?;
        tx.commit().await?;
        Ok(())
    }

    /// The measurements that hold.
    async fn current(&self, kpis: &[Kpi]) -> Result<Vec<Measurement>> {
        let noted = self.noted(kpis).await?;
        let all = noted.into_values().flatten();
        Ok(all.filter(|n| !n.replaced && n.measurement.value.is_some()).map(|n| n.measurement).collect())
    }

    /// The measurements that hold as CSV, with a row to fill in for every KPI that has none.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn measurements_csv(&self) -> Result<Vec<u8>> {
        let kpis = self.strategies().await?;
        Ok(kpi::write_measurements(&kpis, &self.current(&kpis).await?))
    }

    /// The KPIs as CSV.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn kpis_csv(&self) -> Result<Vec<u8>> {
        Ok(kpi::write_kpis(&self.strategies().await?))
    }

    /// The measures that save time, with what they save as of today.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn savings(&self) -> Result<(Vec<Saved>, SavedTotal)> {
        self.savings_on(self.today()).await
    }

    /// The measures that save time, with what they had saved at the end of a day.
    pub(crate) async fn savings_on(&self, day: Date) -> Result<(Vec<Saved>, SavedTotal)> {
        let mut measures = self.measures().await?;
        measures.retain(|m| m.since <= day);
        // What arrived at this very moment counts too.
        let until = end_of(day).min(self.now()).plus(chrono::Duration::microseconds(1));
        let mut online: BTreeMap<String, u64> = BTreeMap::new();
        let counted = || measures.iter().filter(|m| !m.paper.is_empty());
        for since in counted().map(|m| m.since).collect::<BTreeSet<Date>>() {
            let rows = volumes::between(&self.store().reader(), Instant::beginning_of(since), until).await?;
            for m in counted().filter(|m| m.since == since) {
                let of_paper = rows.iter().filter(|r| r.slug == m.paper && r.channel == "online");
                let count = of_paper.map(|r| u64::try_from(r.count).unwrap_or(0)).sum();
                online.insert(m.id.clone(), count);
            }
        }
        Ok(kpi::savings(&measures, &online))
    }

    async fn measures(&self) -> Result<Vec<Saving>> {
        let rows = measurements::savings(&self.store().reader()).await?;
        rows.into_iter().map(|row| serde_json::from_value(row).map_err(Trouble::from)).collect()
    }

    /// Puts a file of measures in the place of all there are; nothing of it while anything in it is wrong. Gives what is
    /// wrong, or how many there are now.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not.
    pub async fn import_savings(
        &self,
        staff: &StaffPerson,
        bytes: &[u8],
    ) -> Result<std::result::Result<usize, Vec<Problem>>> {
        staff.must(Deed::KeepPlans)?;
        let papers = self.papers().loaded().map(|l| l.slug.clone()).collect();
        let (measures, problems) = kpi::read_savings(bytes, &papers);
        if !problems.is_empty() {
            return Ok(Err(problems));
        }
        let bodies = measures
            .iter()
            .map(|m| Ok((m.id.clone(), serde_json::to_value(m)?)))
            .collect::<std::result::Result<Vec<_>, serde_json::Error>>()?;
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let mut tx = self.store().begin().await?;
        measurements::replace_savings(&mut tx, bodies).await?;
        audit::note(&mut tx, now, actor, "imported", "savings").await?;
        tx.commit().await?;
        Ok(Ok(measures.len()))
    }

    /// The measures as CSV.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn savings_csv(&self) -> Result<Vec<u8>> {
        Ok(kpi::write_savings(&self.measures().await?))
    }

    /// Puts KPIs in or changes them, from `kpis.csv`; how many.
    ///
    /// # Errors
    /// [`Trouble::Disk`] with what is wrong in the file, [`Trouble::Store`] if the cabinet fails.
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

fn read(kpi: &Kpi, row: MeasurementRow) -> Result<Noted> {
    let by = match serde_json::from_value(row.actor)? {
        Actor::Staff { name, .. } => Some(name),
        Actor::Resident | Actor::System => None,
    };
    // A strategy may have been changed under a value: what no longer reads is shown as taken back, not as an error.
    let value = row.value.and_then(|text| Value::parse(kpi, &text).ok());
    let measurement = Measurement {
        plan: row.plan,
        number: row.number,
        on: row.on,
        value,
        source: row.source,
        note: row.note,
    };
    Ok(Noted { measurement, at: row.at, by, replaced: false })
}
