//! A time of day, to the minute.

use madoguchi_vocab::{Date, Lang, normalise};

use super::{
    Asked, Behaviour, Wrong,
    text::{as_text, some},
};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `time` question. Kept as `HH:MM`.
#[derive(Clone, Debug)]
pub struct Time {
    /// Not earlier than this, `HH:MM`.
    pub min: Option<String>,
    /// Not later than this, `HH:MM`.
    pub max: Option<String>,
}

impl Time {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        let bound = |key| {
            let written = table.string(key)?;
            let read = of_day(&written);
            if read.is_none() {
                let message = format!("{key} は \"09:30\" のように書いてください");
                table.source.find("P0103", table.place(key), message, None);
            }
            read
        };
        let (min, max) = (bound("min"), bound("max"));
        if min.is_some() && max.is_some() && min > max {
            let message = "min が max より後の時刻です".to_owned();
            table.source.find("P0301", table.place("min"), message, None);
        }
        Self { min, max }
    }
}

/// `HH:MM` out of 9:30, ０９：３０, 930, 9時半 and 午後1時15分; `None` if it is no time of day.
fn of_day(raw: &str) -> Option<String> {
    let folded = normalise::code(raw).replace(' ', "");
    let (late, rest) = match (folded.strip_prefix("午後"), folded.strip_prefix("午前")) {
        (Some(rest), _) => (Some(true), rest),
        (_, Some(rest)) => (Some(false), rest),
        _ => (None, folded.as_str()),
    };
    let rest = rest.replace('半', "30").replace('時', ":").replace(['分', '頃'], "");
    let (hour, minute) = match rest.split_once(':') {
        Some((hour, minute)) => (hour, if minute.is_empty() { "0" } else { minute }),
        // Phones without a colon on the pad: 930, 0930.
        None if (3..=4).contains(&rest.len()) && rest.is_ascii() => rest.split_at(rest.len() - 2),
        None => return None,
    };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
    let (mut hour, minute) = (number(hour)?, number(minute)?);
    match late {
        Some(_) if hour > 12 => return None,
        Some(late) => hour = hour % 12 + if late { 12 } else { 0 },
        None => {}
    }
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

impl Behaviour for Time {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        if asked.raw("").trim().is_empty() {
            return Ok(None);
        }
        let Some(time) = of_day(asked.raw("")) else {
            return Err(Wrong::about(
                asked,
                "",
                "time",
                "「9:30」「13:00」のように入力してください",
                "「9:30」「13:00」の ように 書いて ください",
                "enter a time like 9:30 or 13:00",
            ));
        };
        let early = self.min.as_ref().filter(|min| time < **min);
        let late = self.max.as_ref().filter(|max| time > **max);
        match (early, late) {
            (Some(min), _) => Err(Wrong::about(
                asked,
                "",
                "too_early",
                &format!("{min} からの時刻を入力してください"),
                &format!("{min}からの 時間を 書いて ください"),
                &format!("must be {min} or later"),
            )),
            (_, Some(max)) => Err(Wrong::about(
                asked,
                "",
                "too_late",
                &format!("{max} までの時刻を入力してください"),
                &format!("{max}までの 時間を 書いて ください"),
                &format!("must be {max} or earlier"),
            )),
            _ => Ok(some(time)),
        }
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        as_text(value).to_owned()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text(self.min.clone().unwrap_or_else(|| "10:00".to_owned()).min(self.max.clone().unwrap_or_else(|| "23:59".to_owned()))))
    }

    fn logic(&self) -> Type {
        Type::Opaque
    }
}
