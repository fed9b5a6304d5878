//! 困っていること: what stands in people's way. Each kind of trouble is a field of [`Troubles`] with a block of its own in
//! `dashboard/troubles.html`, and is not on the page where there is nothing of it.

use madoguchi_app::{Backlog, COUNTED, FunnelLine, StaffPerson};
use madoguchi_vocab::DepartmentId;

use super::{
    Known,
    cards::{late_url, owns},
};
use crate::{chrome::Chrome, manager::funnel, staff::queue::counted};

/// How many departments are shown.
const SHOWN: usize = 5;

/// What stands in people's way.
pub struct Troubles {
    /// The departments in which something is late or lies untouched.
    pub waiting: Vec<Waiting>,
    /// How many more there are.
    pub more: usize,
    /// The pages of papers that most people do not leave behind, of late.
    pub pages: Vec<Staying>,
    /// For so many days somebody who stays may still go on.
    pub draft_days: i64,
}

impl Troubles {
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.pages.is_empty()
    }
}

/// A page of a paper at which people stay.
pub struct Staying {
    pub paper: String,
    pub url: String,
    pub page: String,
    pub share: String,
}

/// The worst page of each paper, the worst of all first.
pub fn pages(mut lines: Vec<FunnelLine>) -> Vec<Staying> {
    lines.retain(|l| l.is_open && l.worst.is_some());
    lines.sort_by(|a, b| b.worst.as_ref().map(|w| w.1).cmp(&a.worst.as_ref().map(|w| w.1)));
    let shown = lines.into_iter().take(SHOWN).filter_map(|l| {
        let (page, share) = l.worst?;
        Some(Staying {
            paper: l.title,
            url: format!("/manage/funnel/{}", l.slug),
            page,
            share: funnel::percent(Some(share)),
        })
    });
    shown.collect()
}

/// What waits in a department.
pub struct Waiting {
    pub department: String,
    pub url: Option<String>,
    pub overdue: String,
    /// The own list.
    pub list: Option<String>,
    pub is_late: bool,
    pub oldest: String,
    pub paper: String,
}

/// What waits, the most overdue first, then what has lain longest.
pub fn troubles(
    chrome: &Chrome,
    person: &StaffPerson,
    backlogs: &[Backlog],
    of: Option<&DepartmentId>,
    known: &Known,
) -> Troubles {
    let mut all: Vec<&Backlog> = backlogs
        .iter()
        .filter(|b| of.is_none_or(|d| *d == b.department))
        .filter(|b| b.overdue > 0 || b.oldest.is_some())
        .collect();
    let days = |b: &Backlog| b.oldest.as_ref().map_or(0, |w| w.days);
    all.sort_by_key(|b| std::cmp::Reverse((b.overdue, days(b))));
    let waiting = all.iter().take(SHOWN).map(|b| Waiting {
        department: known.name(&b.department),
        url: known.page(&b.department),
        overdue: counted(b.overdue, b.overdue >= COUNTED),
        list: (b.overdue > 0 && owns(person, &b.department)).then(late_url),
        is_late: b.overdue > 0,
        oldest: b.oldest.as_ref().map_or_else(
            || "—".to_owned(),
            |w| format!("{} から {} 開庁日", chrome.short_day(&w.arrived), w.days),
        ),
        paper: b.oldest.as_ref().map_or_else(String::new, |w| w.paper.clone()),
    });
    Troubles {
        waiting: waiting.collect(),
        more: all.len().saturating_sub(SHOWN),
        pages: vec![],
        draft_days: 0,
    }
}
