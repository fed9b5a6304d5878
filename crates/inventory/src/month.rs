//! A month of the calendar: what plans are made of and what measurements are gathered by.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months};
use madoguchi_vocab::Date;
use serde::{Deserialize, Serialize};

/// A month, `2026-11` in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(Date);

impl Month {
    /// The month a day is in.
    pub fn of(day: Date) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// So many months later; the last there is, when the calendar ends before.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Self(self.0.checked_add_months(Months::new(months)).unwrap_or(self.0))
    }

    /// So many months earlier.
    #[must_use]
    pub fn minus(self, months: u32) -> Self {
        Self(self.0.checked_sub_months(Months::new(months)).unwrap_or(self.0))
    }

    /// How many months lie between; negative when `earlier` is later.
    pub fn since(self, earlier: Month) -> i32 {
        (self.0.year() - earlier.0.year()) * 12 + self.0.month0() as i32 - earlier.0.month0() as i32
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        self.0
    }

    /// Its last day: what is done in a month is done by then.
    pub fn last_day(self) -> Date {
        self.plus(1).0.checked_sub_days(Days::new(1)).unwrap_or(self.0)
    }

    /// 2026年11月
    pub fn words(self) -> String {
        format!("{}年{}月", self.0.year(), self.0.month())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m").fmt(f)
    }
}

impl FromStr for Month {
    type Err = String;

    /// `2026-11`, also with `/`, also in full width; of the years that anybody plans for.
    fn from_str(text: &str) -> Result<Self, String> {
        let plain = madoguchi_vocab::normalise::code(text).replace('/', "-");
        format!("{plain}-1")
            .parse::<Date>()
            .ok()
            .filter(|day| (1956..=2200).contains(&day.year()) && plain.matches('-').count() == 1)
            .map(Self)
            .ok_or_else(|| format!("「{text}」は年月ではありません。2026-11 の形で書いてください"))
    }
}

impl TryFrom<String> for Month {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_written_counted_and_end() {
        let month: Month = "2026-11".parse().unwrap();
        assert_eq!(month.to_string(), "2026-11");
        assert_eq!("２０２６／１１".parse::<Month>(), Ok(month));
        assert_eq!(
            (month.plus(3).to_string(), month.minus(11).to_string()),
            ("2027-02".into(), "2025-12".into())
        );
        assert_eq!(month.plus(3).since(month), 3);
        assert_eq!(month.minus(11).since(month), -11);
        assert_eq!(month.plus(3).last_day().to_string(), "2027-02-28");
        assert_eq!(Month::of("2028-02-29".parse().unwrap()).last_day().to_string(), "2028-02-29");
        assert_eq!(month.words(), "2026年11月");
        for none in ["", "2026", "2026-13", "2026-11-24", "見本", "99999-01", "-2026-01"] {
            assert!(none.parse::<Month>().is_err(), "{none}");
        }
    }
}
