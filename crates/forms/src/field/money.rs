//! Yen.
use crate::logic::Expression;

/// Settings of a `money` question.
#[derive(Clone, Debug)]
pub struct Money {
    /// Not less than this.
    pub min: Option<Expression>,
    /// Not more than this.
    pub max: Option<Expression>,
}
