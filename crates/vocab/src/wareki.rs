//! 和暦: years counted by era.
//!
//! The bounds are those of the laws that named the eras; days before 1873-01-01, when Japan still had a
//! lunar calendar, are refused.

use std::fmt;

use chrono::Datelike;

use crate::{normalise, time::Date};

/// An era and the day it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// 明治, dates from 1873-01-01 on
    Meiji,
    /// 大正, from 1912-07-30
    Taisho,
    /// 昭和, from 1926-12-25
    Showa,
    /// 平成, from 1989-01-08
    Heisei,
    /// 令和, from 2019-05-01
    Reiwa,
}

impl Era {
    /// Newest first, as selection lists offer them.
    pub const ALL: [Era; 5] = [Era::Reiwa, Era::Heisei, Era::Showa, Era::Taisho, Era::Meiji];

    /// 令和
    pub fn kanji(self) -> &'static str {
        match self {
            Era::Meiji => "明治",
            Era::Taisho => "大正",
            Era::Showa => "昭和",
            Era::Heisei => "平成",
            Era::Reiwa => "令和",
        }
    }

    /// `R`
    pub fn letter(self) -> char {
        match self {
            Era::Meiji => 'M',
            Era::Taisho => 'T',
            Era::Showa => 'S',
            Era::Heisei => 'H',
            Era::Reiwa => 'R',
        }
    }

    /// The civil year before the era's first.
    fn year_zero(self) -> i32 {
        match self {
            Era::Meiji => 1867,
            Era::Taisho => 1911,
            Era::Showa => 1925,
            Era::Heisei => 1988,
            Era::Reiwa => 2018,
        }
    }

    /// The first day that may be written in this era.
    pub fn first_day(self) -> Date {
        let (y, m, d) = match self {
            Era::Meiji => (1873, 1, 1),
            Era::Taisho => (1912, 7, 30),
            Era::Showa => (1926, 12, 25),
            Era::Heisei => (1989, 1, 8),
            Era::Reiwa => (2019, 5, 1),
        };
        Date::from_ymd_opt(y, m, d).expect("the eras began on real days")
    }

    /// The era in which a day lies, if it is not before 1873.
    pub fn of(day: Date) -> Option<Era> {
        Era::ALL.into_iter().find(|e| day >= e.first_day())
    }

    /// Reads 令和, R, r, ㋿ and their brothers.
    pub fn parse(text: &str) -> Option<Era> {
        let folded = normalise::code(text);
        Era::ALL.into_iter().find(|e| {
            folded == e.kanji()
                || (folded.chars().count() == 1
                    && folded.chars().all(|c| c.to_ascii_uppercase() == e.letter()))
        })
    }
}

/// Why an era date is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotADay {
    /// There is no such month or day at all, e.g. 2月30日 or month 13.
    NoSuchDay,
    /// The day exists but not in this era; it is this day when counted through (平成32年 → 令和2年).
    OtherEra(Date),
    /// Before 1873-01-01.
    TooEarly,
}

/// The day that an era, its year, a month and a day name.
///
/// Bounds are checked: 平成32年1月1日 is [`NotADay::OtherEra`] with 令和2年1月1日 as what was probably meant.
pub fn to_date(era: Era, year: i32, month: u32, day: u32) -> Result<Date, NotADay> {
    if year < 1 {
        return Err(NotADay::NoSuchDay);
    }
    let date = era
        .year_zero()
        .checked_add(year)
        .and_then(|y| Date::from_ymd_opt(y, month, day))
        .ok_or(NotADay::NoSuchDay)?;
    match Era::of(date) {
        None => Err(NotADay::TooEarly),
        Some(e) if e == era => Ok(date),
        Some(_) => Err(NotADay::OtherEra(date)),
    }
}

/// The era year of a day, if it is not before 1873.
pub fn era_year(day: Date) -> Option<(Era, i32)> {
    Era::of(day).map(|e| (e, day.year() - e.year_zero()))
}

/// 令和8年11月23日; the first year is 元年; before 1873 the civil year.
pub fn long(day: Date) -> String {
    format!("{}{}月{}日", Year(day), day.month(), day.day())
}

/// 昭和60年（1985年）4月27日: both counts, as birthdays are shown.
pub fn long_with_civil(day: Date) -> String {
    match era_year(day) {
        Some(_) => format!("{}（{}年）{}月{}日", Year(day), day.year(), day.month(), day.day()),
        None => long(day),
    }
}

struct Year(Date);

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match era_year(self.0) {
            Some((era, 1)) => write!(f, "{}元年", era.kanji()),
            Some((era, year)) => write!(f, "{}{year}年", era.kanji()),
            None => write!(f, "{}年", self.0.year()),
        }
    }
}

/// Reads a year box: digits in any width, 元, or an era letter before the digits (`S60`).
/// The era is given back only where the text itself names one.
pub fn year_box(text: &str) -> Option<(Option<Era>, i32)> {
    let folded = normalise::code(text);
    let folded = folded.strip_suffix('年').unwrap_or(&folded);
    for era in Era::ALL {
        let rest = folded.strip_prefix(era.kanji()).or_else(|| {
            let first = folded.chars().next()?;
            (first.to_ascii_uppercase() == era.letter()).then(|| &folded[first.len_utf8()..])
        });
        if let Some(rest) = rest {
            return plain_year(rest.trim_start_matches('.')).map(|y| (Some(era), y));
        }
    }
    plain_year(folded).map(|y| (None, y))
}

fn plain_year(text: &str) -> Option<i32> {
    if text == "元" {
        return Some(1);
    }
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Reads a whole date written in one piece: `令和元年5月1日`, `R1.5.1`, `㋿8年11月23日`, `2026-11-23`, `2026年11月23日`.
pub fn parse(text: &str) -> Result<Date, NotADay> {
    let folded =
        normalise::code(text).replace(['年', '月'], "-").replace(['日', ' '], "").replace(['.', '/'], "-");
    let mut parts = folded.splitn(3, '-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(NotADay::NoSuchDay);
    };
    let month: u32 = month.parse().map_err(|_| NotADay::NoSuchDay)?;
    let day: u32 = day.parse().map_err(|_| NotADay::NoSuchDay)?;
    match year_box(year).ok_or(NotADay::NoSuchDay)? {
        (Some(era), y) => to_date(era, y, month, day),
        (None, y) => {
            let date = Date::from_ymd_opt(y, month, day).ok_or(NotADay::NoSuchDay)?;
            if date < Era::Meiji.first_day() { Err(NotADay::TooEarly) } else { Ok(date) }
        }
    }
}
