//! 同意: a box that must be ticked, or may be.

use madoguchi_vocab::{Date, Lang, Text};

use super::{Asked, Behaviour, Wrong, say};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `consent` question; typed `yes`.
#[derive(Clone, Debug)]
pub struct Consent;

impl Consent {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

impl Behaviour for Consent {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        // Anything but a plain yes is no.
        Ok((asked.raw("") == "yes").then_some(Value::Consent(true)))
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        match (value, lang) {
            (Value::Consent(true), Lang::Ja) => "同意します".to_owned(),
            (Value::Consent(true), Lang::Easy) => "はい。同意します（いいです）".to_owned(),
            (Value::Consent(true), Lang::En) => "Agreed".to_owned(),
            _ => String::new(),
        }
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        match value {
            Value::Consent(true) => vec![("", vec!["yes".to_owned()])],
            _ => Vec::new(),
        }
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Consent(true))
    }

    fn logic(&self) -> Type {
        Type::YesNo
    }

    fn silent_when_empty(&self) -> bool {
        true
    }

    fn ask_for(&self, label: &Text) -> Text {
        say::about(
            label,
            "内容を読んで、同意するときはチェックを入れてください",
            "読んで、よければ チェックを 入れて ください",
            "read it and tick the box to agree",
        )
    }
}
