//! Moments and days. Moments are kept in UTC; days begin at midnight in Japan.

use chrono::{DateTime, Duration, FixedOffset, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

/// A civil date without a time zone.
pub type Date = chrono::NaiveDate;

/// A moment, to the microsecond (what both databases keep).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(DateTime<Utc>);

/// Japan Standard Time. It has had no daylight saving since 1951.
pub fn jst() -> FixedOffset {
    FixedOffset::east_opt(9 * 3600).expect("nine hours is a valid offset")
}

impl Instant {
    /// The moment, cut to the microsecond.
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }

    /// The moment in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|t| Self::from_utc(t.to_utc()))
    }

    /// The moment at which a day begins in Japan.
    pub fn beginning_of(day: Date) -> Self {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        // Nine hours fit into every day there is but the very first.
        Self(midnight.and_utc() - Duration::hours(9))
    }

    /// The day on the wall calendar in Japan. Legal days, fiscal years and deadlines are counted by it.
    pub fn date(self) -> Date {
        self.jst().date_naive()
    }

    /// The moment as clocks in Japan show it.
    pub fn jst(self) -> DateTime<FixedOffset> {
        self.0.with_timezone(&jst())
    }

    /// `2026-11-23 09:05:00` in Japan, for tables and files.
    pub fn to_seconds(self) -> String {
        self.jst().format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `9:05` in Japan.
    pub fn clock(self) -> String {
        self.jst().format("%-H:%M").to_string()
    }

    /// The moment `d` later.
    pub fn plus(self, d: Duration) -> Self {
        Self(self.0 + d)
    }

    /// How long after `earlier` this is.
    pub fn since(self, earlier: Instant) -> Duration {
        self.0 - earlier.0
    }
}

/// The fiscal year (年度, April to March) in which a day lies.
pub fn fiscal_year(day: Date) -> i32 {
    use chrono::Datelike;
    if day.month() >= 4 { day.year() } else { day.year() - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sunday_night_in_japan_is_not_yet_monday() {
        let sunday = Instant::parse("2026-06-07T23:59:59+09:00").unwrap();
        let monday = Instant::parse("2026-06-07T15:00:00Z").unwrap();
        assert_eq!(sunday.date().to_string(), "2026-06-07");
        assert_eq!(monday.date().to_string(), "2026-06-08");
    }

    #[test]
    fn the_fiscal_year_begins_in_april() {
        assert_eq!(fiscal_year(Date::from_ymd_opt(2026, 3, 31).unwrap()), 2025);
        assert_eq!(fiscal_year(Date::from_ymd_opt(2026, 4, 1).unwrap()), 2026);
    }
}
