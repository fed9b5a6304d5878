//! The rates over time: one day after another.

use madoguchi_inventory::Rate;
use madoguchi_vocab::Date;

use crate::{App, Result, rates::RatesPage};

/// The most days a series has.
pub const SERIES: usize = 36;

impl App {
    /// The rates at the ends of the last months, oldest first, and of the day itself: at most [`SERIES`].
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn rates_by_month(&self, until: Date, months: usize) -> Result<Vec<Vec<Rate>>> {
        let mut series = Vec::new();
        for day in month_ends(until, months.min(SERIES)) {
            let RatesPage { rates, .. } = self.rates(day).await?;
            series.push(rates);
        }
        Ok(series)
    }
}

/// The last days of the months before a day, and the day.
fn month_ends(until: Date, count: usize) -> Vec<Date> {
    use chrono::Datelike;
    let mut days = vec![until];
    while days.len() < count {
        let last = days[days.len() - 1];
        let Some(end) = last.with_day(1).and_then(|first| first.pred_opt()) else { break };
        days.push(end);
    }
    days.reverse();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_ends_with_the_day_and_goes_back_by_ends_of_months() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(
            month_ends(day("2026-03-31"), 3),
            [day("2026-01-31"), day("2026-02-28"), day("2026-03-31")]
        );
        assert_eq!(month_ends(day("2026-01-15"), 2), [day("2025-12-31"), day("2026-01-15")]);
        assert_eq!(month_ends(day("2026-01-15"), 0), [day("2026-01-15")]);
    }
}
