//! メールアドレス

/// Settings of an `email` question.
#[derive(Clone, Debug)]
pub struct Email;
