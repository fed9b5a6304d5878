//! What a type is handed to read, and what it answers when it cannot.

use std::sync::Arc;

use madoguchi_vocab::Text;

use super::say;
use crate::{
    answers::{Facts, TYPED_LIMIT, Typed},
    logic::{Expression, V},
};

/// What was typed into the controls of one question.
pub(crate) struct Asked<'a> {
    pub typed: &'a Typed,
    /// The name of the control, row and group included.
    pub name: String,
    pub label: &'a Text,
    pub facts: Facts<'a>,
    /// What an expression of the settings comes to, here and now.
    pub work_out: &'a dyn Fn(&Expression) -> V,
}

impl<'a> Asked<'a> {
    fn input(&self, part: &str) -> String {
        if part.is_empty() { self.name.clone() } else { format!("{}.{part}", self.name) }
    }

    /// What was typed into a control; `""` is the question itself.
    pub fn raw(&self, part: &str) -> &'a str {
        self.typed.first(&self.input(part))
    }

    /// Every value of the one control.
    pub fn all(&self) -> &'a [String] {
        self.typed.all(&self.name)
    }

    /// The day an expression of the settings comes to.
    pub fn day(&self, expression: Option<&Expression>) -> Option<madoguchi_vocab::Date> {
        match (self.work_out)(expression?) {
            V::Date(day) => Some(day),
            _ => None,
        }
    }

    /// The number an expression of the settings comes to.
    pub fn number(&self, expression: Option<&Expression>) -> Option<i64> {
        match (self.work_out)(expression?) {
            V::Int(n) => Some(n),
            _ => None,
        }
    }

    pub fn too_long(&self, parts: &'static [&'static str]) -> Option<Wrong> {
        let long = |part: &str| self.raw(part).chars().count() > TYPED_LIMIT;
        let part = if long("") { "" } else { parts.iter().copied().find(|p| long(p))? };
        let count = self.raw(part).chars().count();
        Some(Wrong { part, code: "too_long", say: say::too_long(self.label, TYPED_LIMIT, count).into() })
    }
}

/// Why what was typed is no value.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    /// The first wrong control; `""` is the question itself.
    pub part: &'static str,
    pub code: &'static str,
    pub say: Arc<Text>,
}

impl Wrong {
    /// Says something about the question: 「名前：…」.
    pub fn about(
        asked: &Asked<'_>,
        part: &'static str,
        code: &'static str,
        ja: &str,
        easy: &str,
        en: &str,
    ) -> Self {
        Self { part, code, say: say::about(asked.label, ja, easy, en).into() }
    }
}
