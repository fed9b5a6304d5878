//! Conditions: typed, evaluated, said in words.

/// A condition or a value worked out, as written in a paper.
#[derive(Clone, Debug)]
pub struct Expression {
    /// As written.
    pub source: String,
}
