//! What waits in the departments, in numbers: for those who look after the whole and see no submission.

use std::collections::BTreeMap;

use chrono::Days;
use madoguchi_auth::Deed;
use madoguchi_inventory::Month;
use madoguchi_store::views::{
    backlog,
    queue::{self, Due, QueueQuery},
    today,
};
use madoguchi_vocab::{Date, DepartmentId, Instant};

use crate::{Age, App, COUNTED, Result, StaffPerson};

/// So many months of what came and ended are looked at.
const MONTHS: u32 = 12;
/// So many counts are asked for in one statement.
const AT_ONCE: usize = 200;

/// What waits in a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Whose.
    pub department: DepartmentId,
    /// What is not over, up to [`COUNTED`].
    pub open: i64,
    /// What of it is overdue, up to [`COUNTED`].
    pub overdue: i64,
    /// What nobody has begun and has waited longest.
    pub oldest: Option<Waiting>,
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What its paper is called.
    pub paper: String,
    /// The day it arrived.
    pub arrived: Date,
    /// For how many open days it has waited.
    pub days: u32,
}

/// What came to a department and what ended there in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthFlow {
    /// Which month.
    pub month: Month,
    /// How many arrived, up to [`COUNTED`].
    pub came: i64,
    /// How many ended, up to [`COUNTED`].
    pub done: i64,
}

impl App {
    /// What waits in each department that has anything, in their order.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role may not see numbers.
    pub async fn backlogs(&self, staff: &StaffPerson) -> Result<Vec<Backlog>> {
        staff.must(Deed::SeeNumbers)?;
        let departments: Vec<DepartmentId> = self.departments().iter().map(|d| d.id.clone()).collect();
        let overdue =
            |d: &DepartmentId| QueueQuery { due: Due::Before(self.today()), ..QueueQuery::of(d.clone()) };
        let queries: Vec<QueueQuery> =
            departments.iter().flat_map(|d| [QueueQuery::of(d.clone()), overdue(d)]).collect();
        let mut counts = Vec::new();
        for some in queries.chunks(AT_ONCE) {
            counts.extend(queue::counts(&self.store().reader(), some, COUNTED).await?);
        }
        let mut oldest: BTreeMap<DepartmentId, Waiting> = BTreeMap::new();
        for row in backlog::oldest(&self.store().reader(), &departments).await? {
            let arrived = row.arrived_at.date();
            let days = self.calendar().elapsed(arrived, self.today());
            oldest.insert(row.department, Waiting { paper: self.title_of(&row.slug), arrived, days });
        }
        let all = departments.into_iter().zip(counts.chunks(2)).map(|(department, n)| Backlog {
            oldest: oldest.remove(&department),
            open: n.first().copied().unwrap_or(0),
            overdue: n.get(1).copied().unwrap_or(0),
            department,
        });
        Ok(all.filter(|b| b.open > 0).collect())
    }

    /// How long what waits in a department has waited.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role may not see numbers.
    pub async fn ages_of(&self, staff: &StaffPerson, department: &DepartmentId) -> Result<Vec<(Age, i64)>> {
        staff.must(Deed::SeeNumbers)?;
        let queries = Age::ALL.map(|age| {
            let (since, until) = age.arrived(self.today(), self.calendar());
            QueueQuery { since, until, ..QueueQuery::of(department.clone()) }
        });
        let counts = queue::counts(&self.store().reader(), &queries, COUNTED).await?;
        Ok(Age::ALL.into_iter().zip(counts).collect())
    }

    /// What came to a department and what ended there in each of the last months, this one last.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role may not see numbers.
    pub async fn flow_by_month(
        &self,
        staff: &StaffPerson,
        department: &DepartmentId,
    ) -> Result<Vec<MonthFlow>> {
        staff.must(Deed::SeeNumbers)?;
        let now = Month::of(self.today());
        let months: Vec<Month> = (0..MONTHS).rev().map(|back| now.minus(back)).collect();
        let span = |m: &Month| {
            (Instant::beginning_of(m.first_day()), Instant::beginning_of(m.last_day() + Days::new(1)))
        };
        let spans: Vec<_> = months.iter().map(span).collect();
        let rows = today::flow(&self.store().reader(), department, &spans, COUNTED).await?;
        let flow = months.into_iter().zip(rows);
        Ok(flow.map(|(month, r)| MonthFlow { month, came: r.came, done: r.done }).collect())
    }
}
