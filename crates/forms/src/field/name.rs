//! 氏名: kept code point by code point.

/// Settings of a `name` question.
#[derive(Clone, Debug)]
pub struct Name;
