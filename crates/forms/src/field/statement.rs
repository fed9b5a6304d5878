//! Words to read; asks nothing.

use madoguchi_vocab::{Date, Lang, Text};

use super::{Asked, Behaviour, Wrong};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `statement`.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What is to be read, under the label.
    pub text: Option<Text>,
}

impl Statement {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        Self { text: table.text("text") }
    }
}

impl Behaviour for Statement {
    fn read(&self, _asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        Ok(None)
    }

    fn show(&self, _value: &Value, _lang: Lang) -> String {
        String::new()
    }

    fn typed(&self, _value: &Value) -> Vec<(&'static str, Vec<String>)> {
        Vec::new()
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        None
    }

    fn logic(&self) -> Type {
        Type::Nothing
    }

    fn words(&self) -> Option<&Text> {
        self.text.as_ref()
    }
}
