//! Rows of a repeating page, as they are typed.

use std::collections::BTreeSet;

use crate::{answers::Typed, paper::Repeat};

/// `r` and up to four digits.
pub(crate) fn is_row_id(text: &str) -> bool {
    text.strip_prefix('r')
        .is_some_and(|n| (1..=4).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

impl Repeat {
    /// The ids of the rows to show: those typed and, behind them, as many blank ones as there must be.
    pub fn row_ids(&self, typed: &Typed) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let typed = typed.all(self.key.as_str()).iter().filter(|id| is_row_id(id));
        let mut ids: Vec<String> = typed.filter(|id| seen.insert(id.as_str())).cloned().collect();
        while ids.len() < usize::try_from(self.min).unwrap_or(0) {
            match fresh(&ids) {
                Some(id) => ids.push(id),
                None => break,
            }
        }
        ids
    }

    /// Adds a blank row and gives its id; `None` when there are as many as there may be.
    pub fn add_row(&self, typed: &mut Typed) -> Option<String> {
        let mut ids = self.row_ids(typed);
        if ids.len() >= usize::try_from(self.max).unwrap_or(usize::MAX) {
            return None;
        }
        let id = fresh(&ids)?;
        ids.push(id.clone());
        typed.0.insert(self.key.to_string(), ids);
        Some(id)
    }

    /// Takes a row away with everything typed in it; nothing happens if there is no such row.
    pub fn remove_row(&self, typed: &mut Typed, row: &str) {
        let ids = self.row_ids(typed).into_iter().filter(|id| id != row).collect();
        let inside = format!("{}.{row}.", self.key);
        typed.0.retain(|name, _| !name.starts_with(&inside));
        typed.0.insert(self.key.to_string(), ids);
    }
}

/// An id that stands for no row yet, behind the highest so that a removed row does not come back as another.
fn fresh(ids: &[String]) -> Option<String> {
    let numbers: BTreeSet<u32> = ids.iter().filter_map(|id| id.get(1..)?.parse().ok()).collect();
    let next = numbers.last().map_or(1, |n| n + 1);
    let free = if next <= 9999 { Some(next) } else { (1..=9999).find(|n| !numbers.contains(n)) };
    free.map(|n| format!("r{n}"))
}
