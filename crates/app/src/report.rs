//! A month for the council and the mayor: where the rates stand and what moved them.

use std::collections::BTreeMap;

use madoguchi_inventory::{
    Fact, Flow, FlowNames, Month, PartialRule, Rate, Standing,
    kpi::{Kpi, Reading, SavedHours, SavedTotal},
};
use madoguchi_vocab::{Date, DepartmentId};

use crate::{Aim, App, KpiLine, Result, Times, Trouble};

/// A procedure that stands otherwise than a month before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Went {
    /// The procedure.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub department: DepartmentId,
    /// How many a year; unknown is not zero.
    pub total: Option<u64>,
    /// How it stands now.
    pub standing: Standing,
}

/// A KPI and where it stood a month before.
#[derive(Clone, Debug)]
pub struct KpiChange {
    /// As it stands.
    pub line: KpiLine,
    /// The value that counted then.
    pub before: Option<Reading>,
}

/// A month.
#[derive(Clone, Debug)]
pub struct MonthReport {
    /// Which.
    pub month: Month,
    /// The day it is about: the last of the month, or today.
    pub as_of: Date,
    /// The last day of the month before.
    pub before: Date,
    /// How 一部オンライン counts.
    pub rule: PartialRule,
    /// The rates.
    pub rates: Vec<Rate>,
    /// The rates of the day before the month.
    pub rates_before: Vec<Rate>,
    /// The target of the strategy.
    pub aim: Aim,
    /// What can be done online since this month.
    pub online: Vec<Went>,
    /// What cannot any more.
    pub offline: Vec<Went>,
    /// What came in and what ended.
    pub flow: Flow,
    /// The same of the month before.
    pub flow_before: Flow,
    /// What papers and departments are called.
    pub called: FlowNames,
    /// How what ended had gone.
    pub times: Times,
    /// The KPIs.
    pub kpis: Vec<KpiChange>,
    /// What is saved in all.
    pub saved: SavedTotal,
    /// What was saved up to the month before.
    pub saved_before: SavedHours,
}

impl App {
    /// The months there is a report of, newest first: from the first of which anything is known to this one.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn report_months(&self) -> Result<Vec<Month>> {
        let this = Month::of(self.today());
        let kept = self.kept_since().await?.map(Month::of);
        let first = kept.into_iter().chain(self.first_month().await?).min().unwrap_or(this);
        let months = u32::try_from(this.since(first)).unwrap_or(0);
        Ok((0..=months).map(|n| this.minus(n)).collect())
    }

    /// The report of a month.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none of that month.
    pub async fn month_report(&self, month: Month) -> Result<MonthReport> {
        if !self.report_months().await?.contains(&month) {
            return Err(Trouble::NotFound);
        }
        let as_of = month.last_day().min(self.today());
        let before = month.minus(1).last_day();
        let (now, then) = (self.rates(as_of).await?, self.rates(before).await?);
        let (flow, flow_before) = (self.month_flow(month).await?, self.month_flow(month.minus(1)).await?);
        let called = self.flow_names(std::slice::from_ref(&flow));
        let kpis_before = self.kpis_on(before).await?;
        let stood = |kpi: &Kpi| {
            let line = kpis_before.iter().find(|l| l.kpi.plan == kpi.plan && l.kpi.number == kpi.number);
            line.and_then(|l| l.now)
        };
        let kpis = self.kpis_on(as_of).await?;
        let (online, offline) = moved(&then.facts, &now.facts);
        Ok(MonthReport {
            month,
            as_of,
            before,
            rule: now.rule,
            rates: now.rates,
            rates_before: then.rates,
            aim: self.aim().await?,
            online,
            offline,
            flow,
            flow_before,
            called,
            times: self.month_times(month, as_of).await?,
            kpis: kpis.into_iter().map(|line| KpiChange { before: stood(&line.kpi), line }).collect(),
            saved: self.savings_on(as_of).await?.1,
            saved_before: self.savings_on(before).await?.1.all,
        })
    }
}

/// What went online between two days, and what went off.
fn moved(before: &[Fact], now: &[Fact]) -> (Vec<Went>, Vec<Went>) {
    let able = |f: &Fact| matches!(f.standing, Standing::Able | Standing::Partly);
    let stood: BTreeMap<&str, bool> = before.iter().map(|f| (f.id.as_str(), able(f))).collect();
    let went = |f: &Fact| Went {
        id: f.id.clone(),
        name: f.name.clone(),
        department: f.department.clone(),
        total: f.total,
        standing: f.standing.clone(),
    };
    let to = |state: bool| {
        let differs =
            |f: &&Fact| able(f) == state && stood.get(f.id.as_str()).copied().unwrap_or(false) != state;
        now.iter().filter(differs).map(went).collect()
    };
    (to(true), to(false))
}
