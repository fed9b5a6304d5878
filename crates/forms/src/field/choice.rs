//! One of several.

use madoguchi_vocab::{Date, Lang, Text};

use super::{Asked, Behaviour, Wrong, say};
use crate::{
    answers::Value,
    logic::{Type, V},
    paper::ChoiceOption,
    parse::{self, table::Table},
};

/// Settings of a `choice` question.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The options in order.
    pub options: Vec<ChoiceOption>,
    /// The list they come from, if they come from one.
    pub list: Option<String>,
}

impl Choice {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        let (options, list) = parse::offered(table);
        Self { options, list }
    }
}

/// The label of an option; its key where the paper no longer offers it.
pub(super) fn label<'o>(options: &'o [ChoiceOption], key: &'o str, lang: Lang) -> &'o str {
    options.iter().find(|o| o.key == key).map_or(key, |o| o.label.get(lang))
}

/// Whether an option can be chosen today.
pub(super) fn offered(options: &[ChoiceOption], key: &str, asked: &Asked<'_>) -> bool {
    options.iter().any(|o| o.key == key && o.is_offered_on(asked.facts.today))
}

impl Behaviour for Choice {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        match asked.raw("") {
            "" => Ok(None),
            key if offered(&self.options, key, asked) => Ok(Some(Value::Choice(key.to_owned()))),
            _ => Err(Wrong { part: "", code: "not_offered", say: say::choose(asked.label).into() }),
        }
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        match value {
            Value::Choice(key) => label(&self.options, key, lang).to_owned(),
            _ => String::new(),
        }
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        match value {
            Value::Choice(key) => vec![("", vec![key.clone()])],
            _ => Vec::new(),
        }
    }

    fn sample(&self, today: Date, _bounds: &[V; 2]) -> Option<Value> {
        self.options.iter().find(|o| o.is_offered_on(today)).map(|o| Value::Choice(o.key.clone()))
    }

    fn logic(&self) -> Type {
        Type::OneOf(self.options.iter().map(|o| o.key.clone()).collect())
    }

    fn options(&self) -> &[ChoiceOption] {
        &self.options
    }

    fn ask_for(&self, label: &Text) -> Text {
        say::choose(label)
    }
}
