//! 氏名: kept code point by code point, in one box, because not every name has two parts.

use madoguchi_vocab::{Date, Lang, normalise};

use super::{
    Asked, Behaviour, Wrong, clean,
    text::{as_text, some},
};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Room for the longest names people really have.
const LIMIT: usize = 100;

/// Settings of a `name` question.
#[derive(Clone, Debug)]
pub struct Name;

impl Name {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

impl Behaviour for Name {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let name = normalise::name(&clean::undirected(asked.raw("")));
        clean::fits(asked, "", &name, LIMIT)?;
        clean::shared(asked, "", &name)?;
        Ok(some(name))
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        as_text(value).to_owned()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("見本 花子".to_owned()))
    }

    fn logic(&self) -> Type {
        Type::Text
    }

    fn autocomplete(&self, _part: &str) -> Option<&'static str> {
        Some("name")
    }
}
