//! A plan that was saved: what is to go online in which month, with the numbers of the day on which it was made, so that
//! it can be compared later with what happened.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::Date;
use serde::{Deserialize, Serialize};

use super::{Gain, Goal, Progress, Road};
use crate::{Month, rate::PartialRule, ratio::Ratio};

/// Twenty years: more than anybody plans for.
const MOST_MONTHS: u32 = 240;

/// A procedure in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Which.
    pub procedure: String,
    /// Its name on that day.
    pub name: String,
    /// The month by whose end it is to be online.
    pub month: Month,
    /// Days of work that were thought of.
    pub days: u32,
    /// Whether nobody had estimated them.
    #[serde(default)]
    pub assumed: bool,
    /// What it was to add.
    pub gain: Gain,
}

/// A saved plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What it is called.
    pub name: String,
    /// Which rate is to reach the target.
    pub goal: Goal,
    /// The target in percent.
    pub target: u32,
    /// The day by which.
    pub due: Date,
    /// How 一部オンライン counted.
    pub rule: PartialRule,
    /// The day on which it was made.
    pub made_on: Date,
    /// Where the rates stood on that day.
    pub start: Progress,
    /// What is to be done, by month.
    pub steps: Vec<Step>,
}

/// Why a plan cannot be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanWrong {
    /// It has no name.
    Nameless,
    /// Nothing was chosen.
    Empty,
    /// A procedure that is not to be chosen: online already, out of scope, or unknown.
    NotOpen,
    /// The target is no percentage.
    Target,
    /// At this pace it would take longer than anybody plans for.
    Pace,
}

/// Where the rates are to stand at the end of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Which month.
    pub month: Month,
    /// The rates.
    pub progress: Progress,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realised {
    /// Online by the end of its month: by the end of this one.
    InTime(Month),
    /// Online by the end of this month, which is so many months later.
    Late(Month, u32),
    /// Its month is not over.
    Open,
    /// Its month is over, and it is not online.
    Overdue,
    /// It is out of scope or gone by now.
    Dropped,
}

impl Plan {
    /// Spreads a choice over the months: one after another, what adds most to the goal first, at so many days of work a
    /// month. A procedure is ready in the month in which its last day of work lies.
    ///
    /// # Errors
    /// What is not right with the choice.
    pub fn make(
        name: &str,
        road: &Road,
        chosen: &BTreeSet<String>,
        asked: &super::Question<'_>,
        due: Date,
        (begins, pace): (Month, u32),
    ) -> Result<Self, PlanWrong> {
        let name = name.trim();
        if name.is_empty() {
            return Err(PlanWrong::Nameless);
        }
        if !(1..=100).contains(&asked.target) {
            return Err(PlanWrong::Target);
        }
        // Rows of unknown volume may be planned too: they move the rate of procedures.
        let open = road.ranked.iter().chain(road.unknown.iter().map(|u| &u.candidate));
        let open: Vec<_> = open.filter(|c| chosen.contains(&c.id)).collect();
        if chosen.is_empty() {
            return Err(PlanWrong::Empty);
        }
        if open.len() != chosen.len() {
            return Err(PlanWrong::NotOpen);
        }
        let mut worked: u64 = 0;
        let steps: Vec<Step> = open
            .into_iter()
            .map(|c| {
                worked += u64::from(c.days);
                let months = worked.div_ceil(u64::from(pace.max(1))).saturating_sub(1);
                Step {
                    procedure: c.id.clone(),
                    name: c.name.clone(),
                    month: begins.plus(u32::try_from(months).unwrap_or(u32::MAX).min(MOST_MONTHS)),
                    days: c.days,
                    assumed: c.assumed,
                    gain: c.gain,
                }
            })
            .collect();
        if steps.iter().any(|s| s.month > begins.plus(MOST_MONTHS - 1)) {
            return Err(PlanWrong::Pace);
        }
        Ok(Self {
            name: name.to_owned(),
            goal: asked.goal,
            target: asked.target,
            due,
            rule: asked.rule,
            made_on: asked.as_of,
            start: road.start,
            steps,
        })
    }

    /// The same with other months; procedures that are not named keep theirs.
    #[must_use]
    pub fn with_months(mut self, months: &BTreeMap<String, Month>) -> Self {
        for step in &mut self.steps {
            step.month = months.get(&step.procedure).copied().unwrap_or(step.month);
        }
        self.steps.sort_by_key(|s| s.month);
        self
    }

    /// The same without some of its procedures. A plan of nothing is none.
    pub fn without(mut self, dropped: &BTreeSet<String>) -> Option<Self> {
        self.steps.retain(|step| !dropped.contains(&step.procedure));
        (!self.steps.is_empty()).then_some(self)
    }

    /// Where the rates were to stand at the end of each month, from the one in which the plan was made to that of its last
    /// step, by the numbers of the day on which it was made.
    pub fn planned(&self) -> Vec<Planned> {
        let first = Month::of(self.made_on);
        let last = self.steps.iter().map(|s| s.month).max().unwrap_or(first).max(first);
        (0..=u32::try_from(last.since(first)).unwrap_or(0))
            .map(|n| first.plus(n))
            .map(|month| Planned { month, progress: self.by(month) })
            .collect()
    }

    /// Where the rates were to stand at the end of a month.
    pub fn by(&self, month: Month) -> Progress {
        self.steps.iter().filter(|s| s.month <= month).fold(self.start, |sum, s| sum.with(s.gain))
    }

    /// The month by whose end the plan reaches its target.
    pub fn reaches(&self) -> Option<Month> {
        self.planned().into_iter().find(|p| p.progress.missing(self.goal, self.target) == 0).map(|p| p.month)
    }

    /// The rate on the day by which the target is to be reached; none when there is no rate.
    pub fn at_due(&self) -> Option<Ratio> {
        let done = self.steps.iter().filter(|s| s.month.last_day() <= self.due);
        done.fold(self.start, |sum, s| sum.with(s.gain)).rate(self.goal)
    }

    /// Beside what happened: the first month by whose end each procedure was online, and what is still open; what is
    /// neither is out of scope by now.
    pub fn compared(
        &self,
        online: &BTreeMap<String, Month>,
        open: &BTreeSet<String>,
        today: Date,
    ) -> Vec<(Step, Realised)> {
        let became = |step: &Step| match online.get(&step.procedure) {
            Some(month) if *month > step.month => {
                Realised::Late(*month, u32::try_from(month.since(step.month)).unwrap_or(0))
            }
            Some(month) => Realised::InTime(*month),
            None if !open.contains(&step.procedure) => Realised::Dropped,
            None if step.month.last_day() < today => Realised::Overdue,
            None => Realised::Open,
        };
        self.steps.iter().map(|s| (s.clone(), became(s))).collect()
    }
}
