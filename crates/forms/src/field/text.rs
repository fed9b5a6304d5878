//! One line of text, kept as typed.

use madoguchi_vocab::{Date, Lang, normalise};

use super::{Asked, Behaviour, Wrong, clean};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `text` question.
#[derive(Clone, Debug)]
pub struct Text {
    /// At most so many characters, as people count them.
    pub max_length: usize,
}

impl Text {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        Self { max_length: table.count("max_length", 1..=1_000, 100) }
    }
}

impl Behaviour for Text {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let text = normalise::prose(&clean::undirected(asked.raw(""))).replace(['\n', '\t'], " ");
        let text = text.trim().to_owned();
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

/// The text of a value that is text.
pub(super) fn as_text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}

/// Text, unless there is none.
pub(super) fn some(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::Text(text))
}
