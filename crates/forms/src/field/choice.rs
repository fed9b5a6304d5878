//! One of several.
use crate::paper::ChoiceOption;

/// Settings of a `choice` question.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The options in order.
    pub options: Vec<ChoiceOption>,
    /// The list they come from, if they come from one.
    pub list: Option<String>,
}
