//! 署名に代わる申述: a statement, and the name of whoever makes it, typed in full.

use madoguchi_vocab::{Date, Lang, Text, normalise};

use super::{
    Asked, Behaviour, Wrong, clean, say,
    text::{as_text, some},
};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// At most so many characters.
const LIMIT: usize = 100;

/// Settings of a `signature` question.
#[derive(Clone, Debug)]
pub struct Signature {
    /// What is stated.
    pub text: Text,
}

impl Signature {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        Self { text: table.need_text("text") }
    }
}

impl Behaviour for Signature {
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
        Type::Opaque
    }

    fn words(&self) -> Option<&Text> {
        Some(&self.text)
    }

    fn autocomplete(&self, _part: &str) -> Option<&'static str> {
        Some("name")
    }

    fn ask_for(&self, label: &Text) -> Text {
        say::about(
            label,
            "内容を読んで、氏名を入力してください",
            "読んで、あなたの 名前を 書いて ください",
            "read it and type your full name",
        )
    }
}
