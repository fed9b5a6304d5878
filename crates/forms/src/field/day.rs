//! Days typed in parts, with or without an era: shared by dates and birthdays.

use madoguchi_vocab::{
    Date,
    wareki::{self, Era, NotADay},
};

use super::{Asked, Wrong};

/// What the era control says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EraBox {
    /// There is no such control, or nothing was chosen.
    Unsaid,
    /// 西暦
    Western,
    /// An era.
    Era(Era),
}

/// The day typed in year, month and day; `None` where all three are blank.
pub(crate) fn read(asked: &Asked<'_>, era: EraBox, ask_era: bool) -> Result<Option<Date>, Wrong> {
    let blank = |part: &str| asked.raw(part).trim().is_empty();
    if ["year", "month", "day"].into_iter().all(blank) {
        return Ok(None);
    }
    for (part, ja, easy, en) in [
        ("year", "年も入力してください", "年も 書いて ください", "enter the year too"),
        ("month", "月も入力してください", "月も 書いて ください", "enter the month too"),
        ("day", "日も入力してください", "日も 書いて ください", "enter the day too"),
    ] {
        if blank(part) {
            return Err(Wrong::about(asked, part, "incomplete", ja, easy, en));
        }
    }
    let (written_era, year) = wareki::year_box(asked.raw("year")).ok_or_else(|| no_year(asked))?;
    let month = part(asked, "month", '月', 12)?;
    let day = part(asked, "day", '日', 31)?;
    let era = match (written_era, era) {
        (Some(era), _) => era,
        // Whoever writes 1985 means 1985, whatever the selection beside it says.
        (None, _) if year >= 1000 => return western(asked, year, month, day).map(Some),
        (None, EraBox::Era(era)) => era,
        (None, EraBox::Unsaid) if ask_era => return Err(no_era(asked)),
        (None, _) => return Err(short_year(asked)),
    };
    by_era(asked, era, year, month, day).map(Some)
}

fn part(asked: &Asked<'_>, part: &'static str, suffix: char, most: u32) -> Result<u32, Wrong> {
    let folded = madoguchi_vocab::normalise::code(asked.raw(part));
    let digits = folded.strip_suffix(suffix).unwrap_or(&folded);
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = digits.parse().ok().filter(|n| plain && (1..=most).contains(n));
    let en = if part == "month" { "month" } else { "day" };
    number.ok_or_else(|| {
        Wrong::about(
            asked,
            part,
            part_code(part),
            &format!("{suffix}は 1 から {most} の数字で入力してください"),
            &format!("{suffix}は 1から {most}の 数字です。書き直して ください"),
            &format!("{en} must be a number between 1 and {most}"),
        )
    })
}

fn part_code(part: &str) -> &'static str {
    if part == "month" { "month" } else { "day" }
}

fn western(asked: &Asked<'_>, year: i32, month: u32, day: u32) -> Result<Date, Wrong> {
    let date = Date::from_ymd_opt(year, month, day).ok_or_else(|| no_such_day(asked, month, day))?;
    if date < Era::Meiji.first_day() { Err(too_early(asked)) } else { Ok(date) }
}

fn by_era(asked: &Asked<'_>, era: Era, year: i32, month: u32, day: u32) -> Result<Date, Wrong> {
    if year < 1 {
        return Err(no_year(asked));
    }
    wareki::to_date(era, year, month, day).map_err(|e| match e {
        NotADay::NoSuchDay => no_such_day(asked, month, day),
        NotADay::TooEarly => too_early(asked),
        NotADay::OtherEra(meant) => other_era(asked, era, year, meant),
    })
}

fn other_era(asked: &Asked<'_>, era: Era, year: i32, meant: Date) -> Wrong {
    use chrono::Datelike;
    let typed = format!("{}{year}年{}月{}日", era.kanji(), meant.month(), meant.day());
    let meant = wareki::long(meant);
    Wrong::about(
        asked,
        "year",
        "other_era",
        &format!("{typed}はありません。{meant}のことでしょうか。元号と年を確かめてください"),
        &format!("{typed}は ありません。{meant}ですか。年を たしかめて ください"),
        &format!("{typed} does not exist. Did you mean {meant}? Check the era and the year"),
    )
}

fn no_such_day(asked: &Asked<'_>, month: u32, day: u32) -> Wrong {
    Wrong::about(
        asked,
        "day",
        "no_such_day",
        &format!("その年に{month}月{day}日はありません。日付を確かめてください"),
        "その日は ありません。日を たしかめて ください",
        "must be a real date. Check the day",
    )
}

fn too_early(asked: &Asked<'_>) -> Wrong {
    Wrong::about(
        asked,
        "year",
        "too_early",
        "明治6年（1873年）より前の日付は使えません。年を確かめてください",
        "とても むかしの 日です。年を たしかめて ください",
        "must be 1873 or later. Check the year",
    )
}

fn no_year(asked: &Asked<'_>) -> Wrong {
    Wrong::about(
        asked,
        "year",
        "year",
        "年は「60」「元」「1985」のように数字で入力してください",
        "年は 数字で 書いて ください（例：1985）",
        "year must be a number, like 1985",
    )
}

fn no_era(asked: &Asked<'_>) -> Wrong {
    Wrong::about(
        asked,
        "era",
        "era",
        "元号か西暦を選んでください",
        "元号（昭和・平成・令和）か 西暦を えらんで ください",
        "select the era, or write the year with four digits",
    )
}

fn short_year(asked: &Asked<'_>) -> Wrong {
    Wrong::about(
        asked,
        "year",
        "year",
        "年は「2026」のような西暦 4 けたか、「令和8」のように入力してください",
        "年は 「2026」の ように 4つの 数字で 書いて ください",
        "write the year with four digits, like 2026",
    )
}
