//! フリガナ

/// Settings of a `kana` question.
#[derive(Clone, Debug)]
pub struct Kana;
