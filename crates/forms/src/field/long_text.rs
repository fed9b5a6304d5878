//! Several lines of text.

/// Settings of a `long_text` question.
#[derive(Clone, Debug)]
pub struct LongText {
    /// At most so many characters, as people count them.
    pub max_length: usize,
}
