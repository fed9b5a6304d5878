//! A whole number.
use crate::logic::Expression;

/// Settings of a `number` question.
#[derive(Clone, Debug)]
pub struct Number {
    /// Not less than this.
    pub min: Option<Expression>,
    /// Not more than this.
    pub max: Option<Expression>,
    /// What is counted, shown behind the box: 通
    pub unit: Option<madoguchi_vocab::Text>,
}
