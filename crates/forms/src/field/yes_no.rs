//! はい・いいえ

use madoguchi_vocab::{Date, Lang, Text};

use super::{Asked, Behaviour, Wrong, say};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `yes_no` question; typed `yes` or `no`.
#[derive(Clone, Debug)]
pub struct YesNo;

impl YesNo {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

/// はい or いいえ
pub(crate) fn word(yes: bool, lang: Lang) -> &'static str {
    match (yes, lang) {
        (true, Lang::Ja | Lang::Easy) => "はい",
        (false, Lang::Ja | Lang::Easy) => "いいえ",
        (true, Lang::En) => "Yes",
        (false, Lang::En) => "No",
    }
}

impl Behaviour for YesNo {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        match asked.raw("") {
            "" => Ok(None),
            "yes" => Ok(Some(Value::YesNo(true))),
            "no" => Ok(Some(Value::YesNo(false))),
            _ => Err(Wrong { part: "", code: "not_offered", say: say::choose(asked.label).into() }),
        }
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        match value {
            Value::YesNo(yes) => word(*yes, lang).to_owned(),
            _ => String::new(),
        }
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        match value {
            Value::YesNo(yes) => vec![("", vec![if *yes { "yes" } else { "no" }.to_owned()])],
            _ => Vec::new(),
        }
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::YesNo(true))
    }

    fn logic(&self) -> Type {
        Type::YesNo
    }

    fn ask_for(&self, label: &Text) -> Text {
        say::choose(label)
    }
}
