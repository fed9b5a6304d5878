//! Words to read.
use madoguchi_vocab::Text;

/// Settings of a `statement`.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What is to be read, under the label.
    pub text: Option<Text>,
}
