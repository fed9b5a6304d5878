//! The day at a glance: what came and what was done lately, and who has how much of it.

use chrono::Days;
use madoguchi_auth::Deed;
use madoguchi_store::views::{
    queue::{self, Due, QueueQuery},
    today,
};
use madoguchi_vocab::{Date, Instant, StaffId};

use crate::{App, COUNTED, QueueFilter, Result, Sort, StaffPerson};

/// So many days are looked back upon.
const FLOW_DAYS: u64 = 14;

/// What came and what was done on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayFlow {
    /// Which day.
    pub day: Date,
    /// How many arrived.
    pub came: i64,
    /// How many ended.
    pub done: i64,
}

/// What lies in somebody's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Whose.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// How many that are not over, as far as they were counted.
    pub open: i64,
    /// The day on which the oldest of them arrived.
    pub oldest: Option<Date>,
}

impl App {
    /// What came to the own department and what was done there on each of the last days, today last.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn flow(&self, staff: &StaffPerson) -> Result<Vec<DayFlow>> {
        staff.must(Deed::SeeQueue)?;
        let first = self.today() - Days::new(FLOW_DAYS - 1);
        let days: Vec<Date> = (0..FLOW_DAYS).map(|n| first + Days::new(n)).collect();
        let span = |day: &Date| (Instant::beginning_of(*day), Instant::beginning_of(*day + Days::new(1)));
        let spans: Vec<_> = days.iter().map(span).collect();
        let rows = today::flow(&self.store().reader(), &staff.department, &spans, COUNTED).await?;
        Ok(days.into_iter().zip(rows).map(|(day, r)| DayFlow { day, came: r.came, done: r.done }).collect())
    }

    /// Who of the own department has how much. It is for that department alone.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn load(&self, staff: &StaffPerson) -> Result<Vec<Load>> {
        staff.must(Deed::SeeQueue)?;
        let rows = today::load(&self.store().reader(), &staff.department, COUNTED).await?;
        let load = rows.into_iter().map(|r| Load {
            staff: r.staff,
            name: r.name,
            open: r.open,
            oldest: r.oldest.map(Instant::date),
        });
        Ok(load.collect())
    }

    /// The next day after today on which something of the own department is due.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn next_due(&self, staff: &StaffPerson) -> Result<Option<Date>> {
        staff.must(Deed::SeeQueue)?;
        let tomorrow = self.today() + Days::new(1);
        let query = QueueQuery {
            due: Due::Between(tomorrow, tomorrow + Days::new(3650)),
            sort: Sort::Due,
            limit: 1,
            ..self.query(staff, &QueueFilter::default())
        };
        Ok(queue::page(&self.store().reader(), &query).await?.first().and_then(|row| row.due_on))
    }
}
