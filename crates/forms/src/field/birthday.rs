//! 生年月日

/// Settings of a `birthday` question.
#[derive(Clone, Debug)]
pub struct Birthday;
