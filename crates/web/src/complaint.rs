//! What is not right on a page yet, for the summary on top and the text beside the control.

/// One thing that is not right yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The id of the first wrong control: where the link in the summary leads.
    pub target: String,
    /// Names the question and says what to do.
    pub text: String,
}

impl Wrong {
    /// Something not right at a control.
    pub fn at(target: impl Into<String>, text: impl Into<String>) -> Self {
        Self { target: target.into(), text: text.into() }
    }
}

/// The text for a control, if something is not right there.
pub fn at<'w>(wrong: &'w [Wrong], target: &str) -> Option<&'w str> {
    wrong.iter().find(|w| w.target == target).map(|w| w.text.as_str())
}
