//! 生年月日: a day with a selection of eras in front.

use chrono::Datelike;
use madoguchi_vocab::{
    Date,     Lang, Text,
    wareki::{self, Era},
};

use super::{
    Asked, Behaviour, Wrong,
    date::as_day,
    day::{self, EraBox},
    say,
};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// What the era control posts, with the words of its options: the newest era first, 西暦 at the end.
pub const ERAS: [(&str, &str, &str); 6] = [
    ("reiwa", "令和", "Reiwa (2019–)"),
    ("heisei", "平成", "Heisei (1989–2019)"),
    ("showa", "昭和", "Showa (1926–1989)"),
    ("taisho", "大正", "Taisho (1912–1926)"),
    ("meiji", "明治", "Meiji (1868–1912)"),
    ("western", "西暦", "Western calendar"),
];

/// Settings of a `birthday` question.
#[derive(Clone, Debug)]
pub struct Birthday;

impl Birthday {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }

    /// The options of the era control: what is posted and what is shown.
    pub fn eras() -> impl Iterator<Item = (&'static str, Text)> {
        ERAS.into_iter().map(|(code, ja, en)| (code, Text::all(ja, ja, en)))
    }
}

fn code(era: Era) -> &'static str {
    match era {
        Era::Reiwa => "reiwa",
        Era::Heisei => "heisei",
        Era::Showa => "showa",
        Era::Taisho => "taisho",
        Era::Meiji => "meiji",
    }
}

fn era_box(raw: &str) -> EraBox {
    match raw.trim() {
        "western" | "西暦" => EraBox::Western,
        word => Era::ALL
            .into_iter()
            .find(|e| code(*e) == word)
            .or_else(|| Era::parse(word))
            .map_or(EraBox::Unsaid, EraBox::Era),
    }
}

impl Behaviour for Birthday {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let Some(date) = day::read(asked, era_box(asked.raw("era")), true)? else { return Ok(None) };
        if date > asked.facts.today {
            return Err(Wrong::about(
                asked,
                "year",
                "future",
                "今日より後の日付になっています。生まれた日を確かめてください",
                "今日より あとの 日です。うまれた 日を たしかめて ください",
                "is in the future. Check the date",
            ));
        }
        Ok(Some(Value::Date(date)))
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        as_day(value).map_or(String::new(), |d| say::day(d, lang))
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        let Some(day) = as_day(value) else { return Vec::new() };
        // As the box of the page has it, so that it stands there when it is drawn again.
        let (era, year) = wareki::era_year(day).map_or(("西暦", day.year()), |(e, y)| (e.kanji(), y));
        vec![
            ("era", vec![era.to_owned()]),
            ("year", vec![year.to_string()]),
            ("month", vec![day.month().to_string()]),
            ("day", vec![day.day().to_string()]),
        ]
    }

    fn sample(&self, today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Date::from_ymd_opt(1990, 4, 27).map(|d| Value::Date(d.min(today)))
    }

    fn logic(&self) -> Type {
        Type::Date
    }

    fn parts(&self) -> &'static [&'static str] {
        &["era", "year", "month", "day"]
    }

    fn first_part(&self) -> &'static str {
        "year"
    }

    fn autocomplete(&self, part: &str) -> Option<&'static str> {
        // Browsers know the year of the common era only, which the box takes as well.
        match part {
            "year" => Some("bday-year"),
            "month" => Some("bday-month"),
            "day" => Some("bday-day"),
            _ => None,
        }
    }
}
