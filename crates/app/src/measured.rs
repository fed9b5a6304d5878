//! How long procedures really take: measured, not promised.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

use chrono::Duration;
use madoguchi_store::views::durations;

use crate::{App, Result};

/// Looked at: what arrived within a year …
const DAYS: i64 = 365;
/// … the latest so many of it.
const MOST: i64 = 20_000;

/// How long one procedure took, in open days of city hall from arrival to the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// How many were measured.
    pub count: usize,
    /// Half of them took no longer.
    pub median: u32,
    /// Nine in ten took no longer.
    pub p90: u32,
}

impl Measured {
    pub(crate) fn of(mut days: Vec<u32>) -> Self {
        days.sort_unstable();
        // The nearest rank: the smallest value that so large a part does not exceed.
        let rank = |part: usize| days[(days.len() * part).div_ceil(100).max(1) - 1];
        Self { count: days.len(), median: rank(50), p90: rank(90) }
    }
}

impl App {
    /// How long each procedure took in the past year, by paper, as this node last looked.
    pub fn measured(&self) -> Arc<BTreeMap<String, Measured>> {
        self.0.measured.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Measures anew.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet cannot be read.
    pub async fn measure(&self) -> Result<()> {
        let since = self.now().plus(-Duration::days(DAYS));
        let mut days: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for row in durations::since(&self.store().reader(), since, MOST).await? {
            let took = self.calendar().elapsed(row.arrived_at.date(), row.decided_at.date());
            days.entry(row.slug).or_default().push(took);
        }
        let measured = days.into_iter().map(|(slug, days)| (slug, Measured::of(days))).collect();
        *self.0.measured.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(measured);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_and_the_ninetieth_percentile_are_of_real_submissions() {
        for (days, median, p90) in [
            (vec![3], 3, 3),
            (vec![1, 9], 1, 9),
            (vec![5, 1, 3], 3, 5),
            ((1..=10).collect(), 5, 9),
            ((1..=100).rev().collect(), 50, 90),
            // One that took a year moves neither: that is why the mean is not shown.
            (vec![2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 240], 2, 2),
        ] {
            let count = days.len();
            assert_eq!(Measured::of(days), Measured { count, median, p90 });
        }
    }
}
