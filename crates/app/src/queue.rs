//! What waits for a department.

use madoguchi_auth::Deed;
pub use madoguchi_store::views::order::Sort;
use madoguchi_store::views::{
    order::Place,
    queue::{self, Due, Holder, QueueQuery, QueueRow},
};
use madoguchi_vocab::{Date, Instant, normalise};
use madoguchi_workflow::StageName;
use serde::{Deserialize, Serialize};

use crate::{App, Result, StaffPerson};

/// By when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Whenever.
    #[default]
    Any,
    /// 期限超過
    Overdue,
    /// Due today.
    Today,
}

/// Which submissions are wanted. What a count counts and a list lists is said by the same filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFilter {
    /// One stage; none for all that are not final.
    pub stage: Option<StageName>,
    /// Only those in nobody's hands.
    pub unassigned: bool,
    /// Only those in the own hands.
    pub mine: bool,
    /// One paper.
    pub slug: Option<String>,
    /// Words of the name, its reading, telephone, mail or number.
    pub text: String,
    /// By when.
    pub when: When,
    /// Only those with a question of the resident waiting.
    pub asked: bool,
    /// In which order.
    #[serde(skip)]
    pub sort: Sort,
    /// Where the last page ended.
    #[serde(skip)]
    pub after: Option<String>,
}

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

/// Rows are counted up to here; a count that reaches it is at least that.
pub const COUNTED: i64 = 10_000;
/// What a search finds is counted up to here.
const COUNTED_OF_A_SEARCH: i64 = 1_000;
/// Rows of a page.
const PAGE: i64 = 50;

impl App {
    /// A page of the own department's queue.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn queue(&self, staff: &StaffPerson, filter: &QueueFilter) -> Result<QueuePage> {
        staff.must(Deed::SeeQueue)?;
        let mut query = self.query(staff, filter);
        query.after = filter.after.as_deref().and_then(read_cursor);
        // One more than shown tells whether there is a next page.
        query.limit = PAGE + 1;
        let reader = self.store().reader();
        let mut rows = queue::page(&reader, &query).await?;
        let more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|r| cursor(&Place::from(r)));
        // Who searches looks at the first rows, not at how many there are.
        let counted = if query.text.is_some() { COUNTED_OF_A_SEARCH } else { COUNTED };
        let total = queue::count(&reader, &query, counted).await?;
        Ok(QueuePage { rows, total, at_least: total >= counted, next })
    }

    /// How many rows a filter has: the number on a card that opens exactly these.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn queue_count(&self, staff: &StaffPerson, filter: &QueueFilter) -> Result<i64> {
        staff.must(Deed::SeeQueue)?;
        Ok(queue::count(&self.store().reader(), &self.query(staff, filter), COUNTED).await?)
    }

    pub(crate) fn query(&self, staff: &StaffPerson, filter: &QueueFilter) -> QueueQuery {
        self.query_on(staff, filter, self.today())
    }

    /// As it was on another day: what is overdue or due today depends on it.
    pub(crate) fn query_on(&self, staff: &StaffPerson, filter: &QueueFilter, today: Date) -> QueueQuery {
        let text = normalise::search_key(&filter.text);
        QueueQuery {
            stages: filter.stage.iter().map(|s| s.code().to_owned()).collect(),
            holder: match (filter.mine, filter.unassigned) {
                (true, _) => Holder::Is(staff.id),
                (_, true) => Holder::Nobody,
                _ => Holder::Any,
            },
            slug: filter.slug.clone(),
            text: Some(text).filter(|t| !t.is_empty()),
            due: match filter.when {
                When::Any => Due::Any,
                When::Overdue => Due::Before(today),
                When::Today => Due::On(today),
            },
            asked: filter.asked,
            sort: filter.sort,
            ..QueueQuery::of(staff.department.clone())
        }
    }
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
    use madoguchi_vocab::SubmissionId;

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
