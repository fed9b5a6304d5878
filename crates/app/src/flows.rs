//! What came in and what ended, month by month.

use std::collections::BTreeMap;

use madoguchi_inventory::{Flow, FlowCount, Month};
use madoguchi_store::views::flow;
use madoguchi_vocab::{Date, Instant};

use crate::{App, Measured, Result};

/// How what ended in a month had gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// From arrival to the end, in open days of city hall; none if nothing ended.
    pub took: Option<Measured>,
    /// How many ended after they were due.
    pub late: u64,
    /// How many were open and overdue when the month was over, or are now.
    pub overdue: u64,
}

/// The moments between which a month lies: from its beginning to that of the next.
fn span(month: Month) -> (Instant, Instant) {
    (Instant::beginning_of(month.first_day()), Instant::beginning_of(month.plus(1).first_day()))
}

impl App {
    /// The month in which the first submission came; none if nothing ever did.
    pub(crate) async fn first_month(&self) -> Result<Option<Month>> {
        Ok(flow::first(&self.store().reader()).await?.map(|at| Month::of(at.date())))
    }

    /// What came in and what ended in a month.
    pub(crate) async fn month_flow(&self, month: Month) -> Result<Flow> {
        let (from, to) = span(month);
        let reader = self.store().reader();
        let mut counts: BTreeMap<_, (u64, u64)> = BTreeMap::new();
        let whole = |n: i64| u64::try_from(n).unwrap_or(0);
        for row in flow::received(&reader, from, to).await? {
            counts.entry((row.slug, row.department, row.channel)).or_default().0 += whole(row.count);
        }
        for row in flow::ended(&reader, from, to).await? {
            counts.entry((row.slug, row.department, row.channel)).or_default().1 += whole(row.count);
        }
        let counts = counts.into_iter().map(|((slug, department, channel), (received, decided))| FlowCount {
            slug,
            department,
            channel,
            received,
            decided,
        });
        Ok(Flow { month, counts: counts.collect() })
    }

    /// How what ended in a month had gone, and what was overdue on its last day that has been.
    pub(crate) async fn month_times(&self, month: Month, as_of: Date) -> Result<Times> {
        let (from, to) = span(month);
        let reader = self.store().reader();
        let ways = flow::ways(&reader, from, to).await?;
        let days: Vec<u32> =
            ways.iter().map(|w| self.calendar().elapsed(w.arrived_at.date(), w.decided_at.date())).collect();
        let late = ways.iter().filter(|w| w.due_on.is_some_and(|due| w.decided_at.date() > due)).count();
        let overdue = flow::overdue(&reader, to, as_of).await?;
        Ok(Times {
            took: (!days.is_empty()).then(|| Measured::of(days)),
            late: late as u64,
            overdue: u64::try_from(overdue).unwrap_or(0),
        })
    }
}
