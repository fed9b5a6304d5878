//! A page that asks for what a move needs: a few inputs, what the move means, and one button.

use madoguchi_vocab::{Date, normalise};

use crate::{complaint::Wrong, form_state::Fields};

/// How something is asked for.
pub enum Kind {
    /// Several lines.
    Lines,
    /// One line.
    Line,
    /// A number.
    Digits,
    /// A day of the calendar.
    Day,
    /// What nobody else may read on the screen; it is never sent back.
    Password,
    /// One of these: value and words.
    Choose(Vec<(String, String)>),
    /// One of these, all in sight.
    Radios(Vec<(String, String)>),
}

/// One thing that is asked.
pub struct Input {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: Kind,
    /// What stands there at first.
    pub value: String,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What is not right there yet, where a page says so beside it.
    pub wrong: Option<String>,
}

impl Input {
    pub fn new(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Self {
        Self { name, label, hint, kind, value: String::new(), optional: false, wrong: None }
    }

    pub fn reason(hint: &'static str) -> Self {
        Self::new("reason", "理由", hint, Kind::Lines)
    }

    pub fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// What stands there, in words where something was chosen.
    pub fn said(&self) -> String {
        match &self.kind {
            Kind::Choose(of) | Kind::Radios(of) => of.iter().find(|(value, _)| *value == self.value),
            _ => None,
        }
        .map_or_else(|| self.value.clone(), |(_, words)| words.clone())
    }

    /// The control a complaint points at.
    pub fn id(&self) -> String {
        if matches!(self.kind, Kind::Radios(_)) { format!("{}-1", self.name) } else { self.name.to_owned() }
    }

    fn complaint(&self, text: &str) -> Option<&'static str> {
        match &self.kind {
            _ if text.is_empty() && self.optional => None,
            Kind::Lines | Kind::Line | Kind::Password => text.is_empty().then_some("書いてください"),
            Kind::Digits => normalise::integer(text)
                .is_none_or(|n| !(1..=99_999_999).contains(&n))
                .then_some("1 以上の数字で書いてください"),
            Kind::Day => day(text).is_none().then_some("2026-11-24 のように書いてください"),
            Kind::Choose(of) | Kind::Radios(of) => {
                (!of.iter().any(|(value, _)| value == text)).then_some("選んでください")
            }
        }
    }
}

/// What a move asks.
pub struct Ask {
    pub heading: &'static str,
    /// What will follow.
    pub means: Vec<String>,
    /// What is to be seen before: the proposal, the question.
    pub shown: Vec<(&'static str, String)>,
    pub inputs: Vec<Input>,
    pub button: &'static str,
}

impl Ask {
    pub fn new(heading: &'static str, means: &str, inputs: Vec<Input>, button: &'static str) -> Self {
        Self { heading, means: vec![means.to_owned()], shown: vec![], inputs, button }
    }

    /// Takes up what was posted, and says what is not right about it yet.
    pub fn heed(&mut self, fields: &Fields) -> Vec<Wrong> {
        let mut wrong = vec![];
        for input in &mut self.inputs {
            input.value = fields.first(input.name).to_owned();
            let text = if matches!(input.kind, Kind::Password) {
                input.value.clone()
            } else {
                normalise::prose(&input.value)
            };
            if let Some(words) = input.complaint(&text) {
                wrong.push(Wrong::at(input.id(), format!("{}：{words}", input.label)));
            }
        }
        wrong
    }
}

/// What was written in an input, tidied.
pub fn text(fields: &Fields, name: &str) -> String {
    normalise::prose(fields.first(name))
}

/// A day as a date input sends it, or as somebody types it.
pub fn day(text: &str) -> Option<Date> {
    let between = ['-', '/', '.', '－', '／', '．', '年', '月', '日'];
    let parts = text.trim().split(between).filter(|part| !part.is_empty());
    let parts: Vec<i64> = parts.map(normalise::integer).collect::<Option<_>>()?;
    let [year, month, day] = parts[..] else { return None };
    let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    Date::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let expected = Date::from_ymd_opt(2026, 11, 4);
        for text in ["2026-11-04", "2026/11/4", "２０２６年１１月４日", " 2026.11.4 "] {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in ["", "11-04", "2026-13-01", "2026-02-30", "2026-11-04-01", "きのう"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
