//! Cases: answers that somebody might give to a paper, and what must come of them. They lie beside the paper
//! in `cases/*.toml` and are run like tests.

use std::collections::BTreeMap;

use chrono::Datelike;
use madoguchi_vocab::{Date, FieldKey, Lang};
use serde::Deserialize;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{Facts, FieldKind, FileFact, Finding, Paper, Typed, Value};

/// One case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, as a sentence.
    pub name: String,
    /// The day on which it happens.
    pub today: Date,
    /// What is typed.
    #[serde(default)]
    typed: BTreeMap<String, OneOrMany>,
    /// The files given, by id.
    #[serde(default)]
    pub files: BTreeMap<String, FileFact>,
    /// What must come of it.
    pub expect: Expect,
}

/// What must come of a case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The pages of the journey in order.
    pub pages: Vec<String>,
    /// The inputs that are complained about, in order.
    #[serde(default)]
    pub complaints: Vec<String>,
    /// Computed values.
    #[serde(default)]
    pub computed: BTreeMap<FieldKey, toml::Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// What is wrong with the file, with its place.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    /// What is typed.
    pub fn typed(&self) -> Typed {
        let all = self.typed.iter().map(|(name, values)| {
            let values = match values {
                OneOrMany::One(v) => vec![v.clone()],
                OneOrMany::Many(v) => v.clone(),
            };
            (name.clone(), values)
        });
        Typed(all.collect())
    }

    /// What is typed if the case happens on another day: dates asked for keep their distance from today,
    /// birthdays stay.
    pub fn typed_on(&self, paper: &Paper, today: Date) -> Typed {
        let mut typed = self.typed();
        let later = today - self.today;
        for (_, field) in
            paper.fields().filter(|(p, f)| p.repeat.is_none() && matches!(f.kind, FieldKind::Date(_)))
        {
            let name = |part: &str| format!("{}.{part}", field.key);
            let number = |part: &str| madoguchi_vocab::normalise::integer(typed.first(&name(part)));
            let (Some(y), Some(m), Some(d)) = (number("year"), number("month"), number("day")) else {
                continue;
            };
            let day = Date::from_ymd_opt(
                i32::try_from(y).unwrap_or(0),
                u32::try_from(m).unwrap_or(0),
                u32::try_from(d).unwrap_or(0),
            );
            if let Some(day) = day.and_then(|d| d.checked_add_signed(later)) {
                typed.set(name("year"), day.year().to_string());
                typed.set(name("month"), day.month().to_string());
                typed.set(name("day"), day.day().to_string());
            }
        }
        typed
    }

    /// Runs the case on its paper; what came out differently: the key of `expect` and one sentence.
    fn run(&self, paper: &Paper) -> Vec<(String, String)> {
        let reading = paper.read(&self.typed(), &Facts { today: self.today, files: &self.files });
        let mut wrong = Vec::new();
        let pages: Vec<_> = reading.journey.iter().map(|p| p.key.to_string()).collect();
        if pages != self.expect.pages {
            wrong.push(("pages".to_owned(), format!("ページは {pages:?} になりました")));
        }
        let inputs: Vec<_> = reading.complaints.iter().map(|c| c.input.clone()).collect();
        if inputs != self.expect.complaints {
            let said: Vec<_> = reading.complaints.iter().map(|c| c.say.get(Lang::Ja)).collect();
            wrong.push((
                "complaints".to_owned(),
                format!("直してほしい項目は {inputs:?} になりました {said:?}"),
            ));
        }
        for (key, expected) in &self.expect.computed {
            let came = reading.answers.computed.get(key);
            if !came.is_some_and(|v| same(v, expected)) {
                wrong.push((format!("computed.{key}"), format!("{key} は {came:?} になりました")));
            }
        }
        wrong
    }
}

/// Reads the case in a file, runs it on its paper and says what came out differently, with places.
pub fn check(path: &str, source: &str, paper: &Paper) -> Vec<Finding> {
    let find = |code, span, message| Finding::at(code, path, source, span, message, None);
    match toml::from_str::<Case>(source) {
        Err(error) => {
            vec![find(
                "P0701",
                error.span().unwrap_or(0..0),
                format!("例として読めません：{}", error.message()),
            )]
        }
        Ok(case) => case
            .run(paper)
            .into_iter()
            .map(|(key, said)| find("P0702", place_of(source, &key), format!("{}：{said}", case.name)))
            .collect(),
    }
}

/// Where a key of `expect` is written.
fn place_of(source: &str, key: &str) -> std::ops::Range<usize> {
    let (document, _) = DeTable::parse_recoverable(source);
    let mut at = document.get_ref().get("expect");
    for part in key.split('.') {
        at = match at.map(Spanned::get_ref) {
            Some(DeValue::Table(table)) => table.get(part),
            _ => None,
        };
    }
    at.map_or(0..0, Spanned::span)
}

fn same(value: &Value, written: &toml::Value) -> bool {
    match (value, written) {
        (Value::Int(a), toml::Value::Integer(b)) => a == b,
        (Value::YesNo(a), toml::Value::Boolean(b)) => a == b,
        (Value::Text(a) | Value::Choice(a), toml::Value::String(b)) => a == b,
        (Value::Date(a), toml::Value::String(b)) => a.to_string() == *b,
        _ => false,
    }
}
