//! One line of text.

/// Settings of a `text` question.
#[derive(Clone, Debug)]
pub struct Text {
    /// At most so many characters, as people count them.
    pub max_length: usize,
}
