//! Any of several.
use crate::paper::ChoiceOption;

/// Settings of a `choices` question.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The options in order.
    pub options: Vec<ChoiceOption>,
    /// The list they come from, if they come from one.
    pub list: Option<String>,
}
