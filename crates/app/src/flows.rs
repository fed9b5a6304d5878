//! What came in and what ended, month by month, and what is behind the numbers.

use std::collections::BTreeMap;

use madoguchi_inventory::{Flow, FlowCount, Month};
use madoguchi_store::views::flow::{self, EndedRow};
use madoguchi_vocab::{Date, DepartmentId, Instant};

use crate::{App, Measured, Result, Trouble};

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

/// The part one paper has in one department in the numbers of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The paper.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// Who has it.
    pub department: DepartmentId,
    /// What came in, by the way it came.
    pub received: BTreeMap<String, u64>,
    /// How many ended, without what was withdrawn.
    pub ended: u64,
    /// How long these took; none if nothing ended.
    pub took: Option<Measured>,
    /// How many of these ended after they were due.
    pub late: u64,
    /// How many were open and overdue when the month was over, or are now.
    pub overdue: u64,
}

/// How long what ended took, in open days of city hall, and how much of it was late.
fn gone(ended: &[&EndedRow], elapsed: impl Fn(&EndedRow) -> u32) -> (Option<Measured>, u64) {
    let days: Vec<u32> = ended.iter().map(|row| elapsed(row)).collect();
    let late = ended.iter().filter(|w| w.due_on.is_some_and(|due| w.decided_at.date() > due)).count();
    ((!days.is_empty()).then(|| Measured::of(days)), late as u64)
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
        let (took, late) = gone(&ways.iter().collect::<Vec<_>>(), |w| self.elapsed(w));
        let overdue = flow::overdue(&reader, to, as_of).await?;
        Ok(Times {
            took,
            late,
            overdue: overdue.iter().map(|row| u64::try_from(row.count).unwrap_or(0)).sum(),
        })
    }

    fn elapsed(&self, row: &EndedRow) -> u32 {
        self.calendar().elapsed(row.arrived_at.date(), row.decided_at.date())
    }

    /// What is behind the numbers of the report of a month: paper by paper and department by department. Nobody is named.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is no report of that month.
    pub async fn month_shares(&self, month: Month) -> Result<Vec<Share>> {
        if !self.report_months().await?.contains(&month) {
            return Err(Trouble::NotFound);
        }
        let (_, to) = span(month);
        let reader = self.store().reader();
        let mut shares: BTreeMap<(String, DepartmentId), Share> = BTreeMap::new();
        let mut add = |slug: String, department: DepartmentId, what: &mut dyn FnMut(&mut Share)| {
            let key = (slug.clone(), department.clone());
            what(shares.entry(key).or_insert_with(|| Share {
                title: self.title_of(&slug),
                slug,
                department,
                received: BTreeMap::new(),
                ended: 0,
                took: None,
                late: 0,
                overdue: 0,
            }));
        };
        for count in self.month_flow(month).await?.counts {
            add(count.slug, count.department, &mut |share| {
                *share.received.entry(count.channel.clone()).or_default() += count.received;
                share.ended += count.decided;
            });
        }
        for row in flow::overdue(&reader, to, month.last_day().min(self.today())).await? {
            add(row.slug, row.department, &mut |s| s.overdue += u64::try_from(row.count).unwrap_or(0));
        }
        let (from, to) = span(month);
        let ways = flow::ways(&reader, from, to).await?;
        for share in shares.values_mut() {
            let own: Vec<&EndedRow> =
                ways.iter().filter(|w| w.slug == share.slug && w.department == share.department).collect();
            (share.took, share.late) = gone(&own, |w| self.elapsed(w));
        }
        Ok(shares.into_values().collect())
    }
}
