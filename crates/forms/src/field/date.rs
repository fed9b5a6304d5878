//! A day.
use crate::logic::Expression;

/// Settings of a `date` question.
#[derive(Clone, Debug)]
pub struct Date {
    /// Not before this day.
    pub min: Option<Expression>,
    /// Not after this day.
    pub max: Option<Expression>,
}
