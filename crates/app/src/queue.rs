//! What waits for a department.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_store::{
    events,
    views::{
        moved,
        order::Place,
        queue::{self, QueueQuery, QueueRow},
    },
};
use madoguchi_vocab::{Actor, Date, Instant, SubmissionId};
use madoguchi_workflow::{Event, Stage};

use crate::{App, QueueFilter, Result, StaffPerson};

/// A page of the queue.
#[derive(Clone, Debug)]
pub struct QueuePage {
    /// The rows, in the order of the filter.
    pub rows: Vec<QueueRow>,
    /// How many there are in all, as far as they were counted.
    pub total: i64,
    /// Whether there may be more than were counted.
    pub at_least: bool,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// What a list would newly show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// How many rows, as far as they were looked through.
    pub count: usize,
    /// Whether there may be more.
    pub at_least: bool,
}

/// Rows are counted up to here; a count that reaches it is at least that.
pub const COUNTED: i64 = 10_000;
/// What a search finds is counted up to here.
const COUNTED_OF_A_SEARCH: i64 = 1_000;
/// So many that have moved are looked through for news.
const MOVED: i64 = 100;

impl App {
    /// A page of the own department's queue.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn queue(&self, staff: &StaffPerson, filter: &QueueFilter) -> Result<QueuePage> {
        staff.must(Deed::SeeQueue)?;
        let mut query = self.query(staff, filter);
        query.after = filter.after.as_deref().and_then(read_cursor);
        let shown = usize::from(filter.rows.count());
        // One more than shown tells whether there is a next page.
        query.limit = i64::from(filter.rows.count()) + 1;
        let reader = self.store().reader();
        let mut rows = queue::page(&reader, &query).await?;
        let more = rows.len() > shown;
        rows.truncate(shown);
        let next = rows.last().filter(|_| more).map(|r| cursor(&Place::from(r)));
        // Who searches looks at the first rows, not at how many there are.
        let counted = if query.text.is_some() { COUNTED_OF_A_SEARCH } else { COUNTED };
        let total = queue::count(&reader, &query, counted).await?;
        Ok(QueuePage { rows, total, at_least: total >= counted, next })
    }

    /// How many rows each of these filters has, counted up to `most`: the numbers on cards that open exactly these.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn queue_counts(
        &self,
        staff: &StaffPerson,
        filters: &[QueueFilter],
        most: i64,
    ) -> Result<Vec<i64>> {
        staff.must(Deed::SeeQueue)?;
        let queries: Vec<_> = filters.iter().map(|filter| self.query(staff, filter)).collect();
        Ok(queue::counts(&self.store().reader(), &queries, most).await?)
    }

    /// How many rows a list would newly show that was drawn at that moment: what stood elsewhere then, by its history.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn news(&self, staff: &StaffPerson, filter: &QueueFilter, since: Instant) -> Result<News> {
        staff.must(Deed::SeeQueue)?;
        let reader = self.store().reader();
        let moved = moved::since(&reader, &self.query(staff, filter), since, MOVED).await?;
        let mut histories: BTreeMap<SubmissionId, Vec<(Instant, Actor, Event)>> = BTreeMap::new();
        for row in events::of(&reader, &moved).await? {
            let happened = (row.at, serde_json::from_value(row.actor)?, serde_json::from_value(row.body)?);
            histories.entry(row.submission).or_default().push(happened);
        }
        let new = histories.values().filter(|history| !was_in(history, staff, filter, since));
        Ok(News { count: new.count(), at_least: moved.len() as i64 >= MOVED })
    }

    pub(crate) fn query(&self, staff: &StaffPerson, filter: &QueueFilter) -> QueueQuery {
        self.query_on(staff, filter, self.today())
    }

    /// As it was on another day: what is overdue or how long it has been there depends on it.
    pub(crate) fn query_on(&self, staff: &StaffPerson, filter: &QueueFilter, today: Date) -> QueueQuery {
        filter.query(staff, today, self.calendar())
    }
}

/// Whether something that is in a list now was in it at that moment already.
fn was_in(
    history: &[(Instant, Actor, Event)],
    staff: &StaffPerson,
    filter: &QueueFilter,
    then: Instant,
) -> bool {
    let came_here =
        |(at, _, event): &&(Instant, Actor, Event)| *at > then && matches!(event, Event::Transferred { .. });
    if history.iter().find(came_here).is_some() {
        return false;
    }
    let until_then = history.iter().take_while(|(at, ..)| *at <= then);
    let stage = until_then.fold(None, |stage: Option<Stage>, (at, by, event)| {
        Some(stage.unwrap_or(Stage::Received { at: *at }).after(event, by, *at))
    });
    stage.is_some_and(|stage| filter.fits(staff, stage.name(), stage.holder()))
}

/// `0` where there is no day.
fn cursor(Place { arrived_at, due_on, id }: &Place) -> String {
    let day = due_on.map_or_else(|| "0".to_owned(), |day| day.format("%Y%m%d").to_string());
    format!("{}-{day}-{id}", arrived_at.utc().timestamp_micros())
}

fn read_cursor(text: &str) -> Option<Place> {
    let (micros, rest) = text.split_once('-')?;
    let (day, id) = rest.split_once('-')?;
    let due_on = match day {
        "0" => None,
        day => Some(Date::parse_from_str(day, "%Y%m%d").ok()?),
    };
    let at = chrono::DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    Some(Place { arrived_at: Instant::from_utc(at), due_on, id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nonsense_does_not() {
        let at = Instant::parse("2026-11-23T09:05:00.123456+09:00").unwrap();
        let id = SubmissionId(uuid::Uuid::from_u128(7));
        for due_on in [None, Date::from_ymd_opt(2026, 12, 1)] {
            let place = Place { arrived_at: at, due_on, id };
            assert_eq!(read_cursor(&cursor(&place)), Some(place));
        }
        for nonsense in ["", "1", "-", "x-y", "1-0-", "1-20261399-x", "99999999999999999999-0-1", "'; --"] {
            assert_eq!(read_cursor(nonsense), None, "{nonsense}");
        }
    }
}
