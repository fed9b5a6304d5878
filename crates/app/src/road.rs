//! What to put online next: the inventory as it is today, and what somebody knows of what it takes.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Fact, Goal, MOST_DAYS, Month, Progress, Question, Road, Terms, kpi, road, what_if,
};
use madoguchi_store::{audit, plans};
use madoguchi_vocab::Date;

use crate::{App, RatesPage, Result, StaffPerson, Trouble};

/// What is asked of the road.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoadAsked {
    /// Which rate is to reach the target.
    pub goal: Goal,
    /// The target in percent.
    pub target: u32,
    /// How long a procedure takes whose days nobody has estimated.
    pub assumed_days: u32,
    /// What is ticked: what would be if these were online.
    pub chosen: BTreeSet<String>,
}

/// The road with everything it was worked out from.
#[derive(Clone, Debug)]
pub struct RoadPage {
    /// The rates of today.
    pub rates: RatesPage,
    /// The road.
    pub road: Road,
    /// What is known of each procedure.
    pub terms: BTreeMap<String, Terms>,
    /// Where the rates would stand with what is ticked; none if nothing is.
    pub what_if: Option<Progress>,
}

/// Which day it is by which the target is to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueBy {
    /// The last of the strategy.
    Strategy,
    /// That of the plan the city goes by: there is no strategy, or it is over.
    Plan,
    /// The last of the fiscal year: there is neither.
    FiscalYear,
}

/// The target, and the day by which: one for all pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aim {
    /// In percent.
    pub target: u32,
    /// The day by which; never one that is over.
    pub due: Date,
    /// Which day that is.
    pub by: DueBy,
    /// The last day of the strategy, also when it is over; none where nobody has put one in.
    pub strategy: Option<Date>,
}

impl RoadPage {
    /// The facts of a procedure.
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.rates.facts.iter().find(|f| f.id == id)
    }
}

impl App {
    /// The target of the newest strategy that has a rate for it, 90 % where there is none; by the strategy's last day, or, once
    /// that is over, by that of the plan the city goes by, or the end of the fiscal year.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn aim(&self) -> Result<Aim> {
        let kpis = self.strategies().await?;
        let newest = kpis.iter().filter(|k| kpi::is_online_rate(k)).max_by_key(|k| k.period_to);
        let aim = newest.and_then(|k| {
            let percent = k.target_amount()?.thousandths().unsigned_abs().div_ceil(1_000);
            let target = u32::try_from(percent).ok().filter(|t| (1..=100).contains(t))?;
            Some((target, k.period_to))
        });
        let (target, strategy) = aim.map_or((90, None), |(target, due)| (target, Some(due)));
        let today = self.today();
        let (due, by) = match strategy.filter(|due| *due >= today) {
            Some(due) => (due, DueBy::Strategy),
            None => match self.adopted_plan().await?.map(|p| p.plan.due).filter(|due| *due >= today) {
                Some(due) => (due, DueBy::Plan),
                None => (end_of_year(today), DueBy::FiscalYear),
            },
        };
        Ok(Aim { target, due, by, strategy })
    }

    /// The road to the target, from where the rates stand today.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn road(&self, asked: &RoadAsked) -> Result<RoadPage> {
        let rates = self.rates(self.today()).await?;
        let terms = self.terms().await?;
        let road = road(&rates.facts, &question(asked, &rates, &terms));
        let what_if =
            (!asked.chosen.is_empty()).then(|| what_if(&rates.facts, &asked.chosen, rates.rule, rates.as_of));
        Ok(RoadPage { rates, road, terms, what_if })
    }

    /// Notes what it takes to put a procedure online.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not, [`Trouble::NotFound`] if there is no such procedure or more days than
    /// anybody may write.
    pub async fn set_terms(&self, staff: &StaffPerson, procedure: &str, terms: Terms) -> Result<()> {
        staff.must(Deed::KeepPlans)?;
        let known = self.procedures().await?.iter().any(|p| p.id == procedure);
        if !known || terms.days.is_some_and(|d| d == 0 || d > MOST_DAYS) {
            return Err(Trouble::NotFound);
        }
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let mut tx = self.store().begin().await?;
        plans::set_terms(&mut tx, procedure, serde_json::to_value(&terms)?, now, actor.clone()).await?;
        audit::note(&mut tx, now, actor, "estimated", procedure).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What is known of what procedures take.
    pub(crate) async fn terms(&self) -> Result<BTreeMap<String, Terms>> {
        let rows = plans::terms(&self.store().reader()).await?;
        rows.into_iter().map(|row| Ok((row.procedure, serde_json::from_value(row.body)?))).collect()
    }

    /// The rates at the end of each month from `first` on, and those of today, oldest first.
    pub(crate) async fn past(&self, first: Month) -> Result<Vec<RatesPage>> {
        let now = Month::of(self.today());
        let months = u32::try_from(now.since(first)).unwrap_or(0);
        let mut pages = Vec::new();
        for day in madoguchi_inventory::month_ends(self.today(), months) {
            pages.push(self.rates(day).await?);
        }
        Ok(pages)
    }
}

/// The last day of the fiscal year.
fn end_of_year(day: Date) -> Date {
    Date::from_ymd_opt(madoguchi_vocab::time::fiscal_year(day) + 1, 3, 31).unwrap_or(day)
}

/// As the rules want it.
pub(crate) fn question<'a>(
    asked: &RoadAsked,
    rates: &RatesPage,
    terms: &'a BTreeMap<String, Terms>,
) -> Question<'a> {
    Question {
        goal: asked.goal,
        target: asked.target,
        rule: rates.rule,
        as_of: rates.as_of,
        assumed_days: asked.assumed_days,
        terms,
    }
}
