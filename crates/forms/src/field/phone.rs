//! 電話番号

/// Settings of a `phone` question.
#[derive(Clone, Debug)]
pub struct Phone;
