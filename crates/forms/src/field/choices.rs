//! Any of several.

use madoguchi_vocab::{Date, Lang, Text};

use super::{
    Asked, Behaviour, Wrong,
    choice::{self, label},
    say,
};
use crate::{
    answers::Value,
    logic::{Type, V},
    paper::ChoiceOption,
    parse::{offered, table::Table},
};

/// Settings of a `choices` question.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The options in order.
    pub options: Vec<ChoiceOption>,
    /// The list they come from, if they come from one.
    pub list: Option<String>,
}

impl Choices {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        let (options, list) = offered(table);
        Self { options, list }
    }
}

impl Behaviour for Choices {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let typed: Vec<&String> = asked.all().iter().filter(|t| !t.is_empty()).collect();
        if typed.iter().any(|t| !choice::offered(&self.options, t, asked)) {
            return Err(Wrong { part: "", code: "not_offered", say: say::choose(asked.label).into() });
        }
        // In the order of the paper, each once, however they came.
        let keys = self.options.iter().map(|o| &o.key).filter(|k| typed.contains(k));
        let keys: Vec<String> = keys.cloned().collect();
        Ok((!keys.is_empty()).then_some(Value::Choices(keys)))
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        let Value::Choices(keys) = value else { return String::new() };
        let labels: Vec<&str> = keys.iter().map(|k| label(&self.options, k, lang)).collect();
        labels.join(if lang == Lang::En { ", " } else { "、" })
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        match value {
            Value::Choices(keys) => vec![("", keys.clone())],
            _ => Vec::new(),
        }
    }

    fn sample(&self, today: Date, _bounds: &[V; 2]) -> Option<Value> {
        self.options.iter().find(|o| o.is_offered_on(today)).map(|o| Value::Choices(vec![o.key.clone()]))
    }

    fn logic(&self) -> Type {
        Type::AnyOf(self.options.iter().map(|o| o.key.clone()).collect())
    }

    fn options(&self) -> &[ChoiceOption] {
        &self.options
    }

    fn silent_when_empty(&self) -> bool {
        true
    }

    fn ask_for(&self, label: &Text) -> Text {
        say::choose(label)
    }
}
