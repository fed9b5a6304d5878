//! A whole number.

use madoguchi_vocab::{Date, Lang, Text, normalise, number::thousands};

use super::{Asked, Behaviour, Wrong};
use crate::{
    answers::Value,
    logic::{Expression, Type, V},
    parse::table::Table,
};

/// Settings of a `number` question.
#[derive(Clone, Debug)]
pub struct Number {
    /// Not less than this.
    pub min: Option<Expression>,
    /// Not more than this.
    pub max: Option<Expression>,
    /// What is counted, shown behind the box: 通
    pub unit: Option<Text>,
}

impl Number {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        Self { min: table.bound("min"), max: table.bound("max"), unit: table.text("unit") }
    }
}

/// Reads a whole number between bounds; shared with money.
pub(super) fn read(
    asked: &Asked<'_>,
    min: Option<&Expression>,
    max: Option<&Expression>,
) -> Result<Option<Value>, Wrong> {
    let raw = asked.raw("");
    if normalise::code(raw).is_empty() {
        return Ok(None);
    }
    let n = normalise::integer(raw).ok_or_else(|| {
        Wrong::about(
            asked,
            "",
            "not_a_number",
            "「12」のように、小数のない数字だけで入力してください",
            "数字だけ 書いて ください（例：12）",
            "must be a whole number, like 12",
        )
    })?;
    if let Some(min) = asked.number(min).filter(|min| n < *min) {
        let min = thousands(min);
        return Err(Wrong::about(
            asked,
            "",
            "too_small",
            &format!("{min} 以上の数を入力してください"),
            &format!("{min}か、もっと 大きい 数を 書いて ください"),
            &format!("must be {min} or more"),
        ));
    }
    if let Some(max) = asked.number(max).filter(|max| n > *max) {
        let max = thousands(max);
        return Err(Wrong::about(
            asked,
            "",
            "too_large",
            &format!("{max} 以下の数を入力してください"),
            &format!("{max}か、もっと 小さい 数を 書いて ください"),
            &format!("must be {max} or less"),
        ));
    }
    Ok(Some(Value::Int(n)))
}

impl Behaviour for Number {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        read(asked, self.min.as_ref(), self.max.as_ref())
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        let Some(n) = as_number(value) else { return String::new() };
        let number = thousands(n);
        match (&self.unit, lang) {
            (None, _) => number,
            (Some(unit), Lang::En) => format!("{number} {}", unit.get(lang)),
            (Some(unit), _) => format!("{number}{}", unit.get(lang)),
        }
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        as_number(value).map(|n| ("", vec![n.to_string()])).into_iter().collect()
    }

    fn sample(&self, _today: Date, bounds: &[V; 2]) -> Option<Value> {
        ordinary(bounds)
    }

    fn logic(&self) -> Type {
        Type::Number
    }

    fn bounds(&self) -> [Option<&Expression>; 2] {
        [self.min.as_ref(), self.max.as_ref()]
    }
}

pub(super) fn as_number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(*n),
        _ => None,
    }
}

/// The bound there is, or one.
pub(super) fn ordinary(bounds: &[V; 2]) -> Option<Value> {
    Some(Value::Int(match bounds {
        [V::Int(least), _] => *least,
        [_, V::Int(most)] => 1.min(*most),
        _ => 1,
    }))
}
