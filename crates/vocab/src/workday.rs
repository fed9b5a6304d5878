//! 開庁日: the days on which city hall is open, and deadlines counted in them.
//!
//! Closed are Saturdays, Sundays, national holidays (国民の祝日に関する法律) and 29 December to 3 January
//! (the usual 休日を定める条例). A city may add days of its own.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Weekday};

use crate::time::Date;

/// Which days the city hall is closed.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    holidays: BTreeSet<Date>,
    extra: BTreeSet<Date>,
}

impl Calendar {
    /// A calendar with the national holidays that the project carries (2022 to 2030) and the year-end closing.
    pub fn japan() -> Self {
        let holidays = include_str!("holidays.csv")
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next()?.parse().ok())
            .collect();
        Self { holidays, extra: BTreeSet::new() }
    }

    /// Adds a day on which this city hall is closed (臨時閉庁日).
    #[must_use]
    pub fn closed_on(mut self, day: Date) -> Self {
        self.extra.insert(day);
        self
    }

    /// Whether city hall is open on a day.
    pub fn is_open(&self, day: Date) -> bool {
        let year_end = matches!((day.month(), day.day()), (12, 29..=31) | (1, 1..=3));
        !(matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            || year_end
            || self.holidays.contains(&day)
            || self.extra.contains(&day))
    }

    /// The first open day after `day`.
    pub fn next_open(&self, day: Date) -> Date {
        let mut d = day;
        loop {
            d = d + Days::new(1);
            if self.is_open(d) {
                return d;
            }
        }
    }

    /// `day` itself if open, otherwise the next open day. A period that ends on a closed day ends here.
    pub fn open_from(&self, day: Date) -> Date {
        if self.is_open(day) { day } else { self.next_open(day) }
    }

    /// The `n`th open day after `start`: `start` itself does not count (民法140条, 初日不算入).
    /// `n = 0` is `start`.
    ///
    /// While a correction is under way the clock stands still: of a pause `(asked, answered)` the days
    /// after `asked` up to and including `answered` do not count. Overlapping pauses count once.
    pub fn due(&self, start: Date, n: u32, pauses: &[(Date, Date)]) -> Date {
        let paused = |day: Date| pauses.iter().any(|(asked, answered)| *asked < day && day <= *answered);
        let mut day = start;
        for _ in 0..n {
            day = self.next_open(day);
            while paused(day) {
                day = self.next_open(day);
            }
        }
        day
    }

    /// How many open days lie after `from` up to and including `to`; 0 when `to` is not after `from`.
    pub fn elapsed(&self, from: Date, to: Date) -> u32 {
        let mut day = from;
        let mut n = 0;
        while day < to {
            day = day + Days::new(1);
            if self.is_open(day) {
                n += 1;
            }
        }
        n
    }
}
