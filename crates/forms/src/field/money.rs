//! Yen.

use madoguchi_vocab::{Date, Lang, number::thousands};

use super::{
    Asked, Behaviour, Wrong,
    number::{self, as_number},
};
use crate::{
    answers::Value,
    logic::{Expression, Type, V},
    parse::table::{Table, expression},
};

/// Settings of a `money` question.
#[derive(Clone, Debug)]
pub struct Money {
    /// Not less than this; nothing below 0 where the paper does not say.
    pub min: Option<Expression>,
    /// Not more than this.
    pub max: Option<Expression>,
}

impl Money {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        let none = || expression(table.source, "0", table.place("type"));
        let min = table.bound("min").or_else(none);
        Self { min, max: table.bound("max") }
    }
}

/// 1,000円
pub(crate) fn yen(n: i64, lang: Lang) -> String {
    match lang {
        Lang::Ja | Lang::Easy => format!("{}円", thousands(n)),
        Lang::En => format!("{} yen", thousands(n)),
    }
}

impl Behaviour for Money {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        number::read(asked, self.min.as_ref(), self.max.as_ref())
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        as_number(value).map_or(String::new(), |n| yen(n, lang))
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        as_number(value).map(|n| ("", vec![n.to_string()])).into_iter().collect()
    }

    fn sample(&self, _today: Date, bounds: &[V; 2]) -> Option<Value> {
        number::ordinary(bounds)
    }

    fn logic(&self) -> Type {
        Type::Number
    }

    fn bounds(&self) -> [Option<&Expression>; 2] {
        [self.min.as_ref(), self.max.as_ref()]
    }
}
