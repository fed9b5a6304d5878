//! What a manager sees first: where the rates stand and came from, where they go, and what would bring them on.

use std::collections::BTreeMap;

use madoguchi_inventory::{Goal, Question, Road, Terms, road};
use madoguchi_vocab::{Date, DepartmentId};

use crate::{Aim, App, OutlookPage, RatesPage, Result, TREND_MONTHS};

/// The whole, or one department of it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The rates at the ends of the last months and, last, on the day asked about.
    pub months: Vec<RatesPage>,
    /// The target.
    pub aim: Aim,
    /// Both looks ahead; only from today.
    pub outlook: Option<OutlookPage>,
    /// What would bring the rate to the target.
    pub road: Road,
}

impl Overview {
    /// The rates of the day asked about.
    pub fn now(&self) -> Option<&RatesPage> {
        self.months.last()
    }

    /// The rates at the end of the month before, if anything is known of it.
    pub fn before(&self) -> Option<&RatesPage> {
        self.months.len().checked_sub(2).and_then(|at| self.months.get(at))
    }
}

/// The road is only ranked here: how long each takes does not matter.
const ANY_DAYS: u32 = 1;

impl App {
    /// The overview of a day: of the whole city, or of one department.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn overview(&self, as_of: Date, of: Option<&DepartmentId>) -> Result<Overview> {
        let aim = self.aim().await?;
        let mut months = self.months(as_of, TREND_MONTHS).await?;
        if let Some(department) = of {
            months = months.iter().map(|page| page.of_department(department)).collect();
        }
        let outlook = if as_of == self.today() { Some(self.outlook_of(&months).await?) } else { None };
        let terms: BTreeMap<String, Terms> = self.terms().await?;
        let question = Question {
            goal: Goal::Volume,
            target: aim.target,
            rule: self.settings().partial_rule,
            as_of,
            assumed_days: ANY_DAYS,
            terms: &terms,
        };
        let facts = months.last().map_or(&[][..], |page| &page.facts);
        Ok(Overview { road: road(facts, &question), outlook, aim, months })
    }
}
