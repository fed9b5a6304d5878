//! A day, typed as year, month and day.

use chrono::Datelike;
use madoguchi_vocab::{Lang, wareki};

use super::{
    Asked, Behaviour, Wrong,
    day::{self, EraBox},
    say,
};
use crate::{
    answers::Value,
    logic::{Expression, Type, V},
    parse::table::Table,
};

/// Settings of a `date` question.
#[derive(Clone, Debug)]
pub struct Date {
    /// Not before this day.
    pub min: Option<Expression>,
    /// Not after this day.
    pub max: Option<Expression>,
}

impl Date {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        Self { min: table.expression("min"), max: table.expression("max") }
    }

    fn within(&self, asked: &Asked<'_>, date: madoguchi_vocab::Date) -> Result<(), Wrong> {
        if let Some(min) = asked.day(self.min.as_ref()).filter(|min| date < *min) {
            let (ja, en) = (wareki::long(min), say::day(min, Lang::En));
            return Err(Wrong::about(
                asked,
                "year",
                "too_early",
                &format!("{ja}以後の日付にしてください"),
                &format!("{ja}か、その あとの 日に して ください"),
                &format!("must be {en} or later"),
            ));
        }
        if let Some(max) = asked.day(self.max.as_ref()).filter(|max| date > *max) {
            let (ja, en) = (wareki::long(max), say::day(max, Lang::En));
            return Err(Wrong::about(
                asked,
                "year",
                "too_late",
                &format!("{ja}以前の日付にしてください"),
                &format!("{ja}か、その 前の 日に して ください"),
                &format!("must be {en} or earlier"),
            ));
        }
        Ok(())
    }
}

impl Behaviour for Date {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let Some(date) = day::read(asked, EraBox::Unsaid, false)? else { return Ok(None) };
        self.within(asked, date)?;
        Ok(Some(Value::Date(date)))
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        as_day(value).map_or(String::new(), |d| say::day(d, lang))
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        let Some(day) = as_day(value) else { return Vec::new() };
        vec![
            ("year", vec![day.year().to_string()]),
            ("month", vec![day.month().to_string()]),
            ("day", vec![day.day().to_string()]),
        ]
    }

    fn sample(&self, today: madoguchi_vocab::Date, bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Date(match bounds {
            [V::Date(first), _] => *first,
            [_, V::Date(last)] => today.min(*last),
            _ => today,
        }))
    }

    fn logic(&self) -> Type {
        Type::Date
    }

    fn parts(&self) -> &'static [&'static str] {
        &["year", "month", "day"]
    }

    fn bounds(&self) -> [Option<&Expression>; 2] {
        [self.min.as_ref(), self.max.as_ref()]
    }
}

pub(super) fn as_day(value: &Value) -> Option<madoguchi_vocab::Date> {
    match value {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}
