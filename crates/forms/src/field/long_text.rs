//! Several lines of text, kept as typed.

use madoguchi_vocab::{Date, Lang, normalise};

use super::{
    Asked, Behaviour, Wrong, clean,
    text::{as_text, some},
};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `long_text` question.
#[derive(Clone, Debug)]
pub struct LongText {
    /// At most so many characters, as people count them.
    pub max_length: usize,
}

impl LongText {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        Self { max_length: table.count("max_length", 1..=10_000, 1_000) }
    }
}

impl Behaviour for LongText {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let text = normalise::prose(&clean::undirected(asked.raw("")));
        clean::fits(asked, "", &text, self.max_length)?;
        clean::shared(asked, "", &text)?;
        Ok(some(text))
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        as_text(value).to_owned()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("見本".chars().take(self.max_length).collect()))
    }

    fn logic(&self) -> Type {
        Type::Text
    }
}
