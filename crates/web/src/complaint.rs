//! What is not right on a page yet, for the summary on top and the text beside the control.

use madoguchi_app::{FileTrouble, Trouble};

use crate::{chrome::Chrome, problem::Problem, widget::spoken_kinds};

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

/// What to say about a file that could not be taken. It is named: there may be several.
pub fn about_file(chrome: &Chrome, name: &str, trouble: &FileTrouble) -> String {
    match trouble {
        FileTrouble::Empty => chrome.put("file.empty", name),
        FileTrouble::TooBig { limit_mb } => chrome.put2("file.too_big", name, limit_mb),
        FileTrouble::Kind { allowed } => chrome.put2("file.kind", name, spoken_kinds(allowed)),
        FileTrouble::Locked => chrome.put("file.locked", name),
        FileTrouble::Damaged => chrome.put("file.damaged", name),
        FileTrouble::TooManyPixels => chrome.put("file.too_many_pixels", name),
        FileTrouble::TooMany { limit } => chrome.put2("file.too_many", name, limit),
    }
}
/// Tries what somebody has typed to be let in, a key or digits: what it opens, or the name of the sentence that none was
/// typed or that it opens nothing. Whatever else happens has a page of its own.
pub async fn tried<T>(
    typed: &str,
    [none, unknown]: [&'static str; 2],
    attempt: impl Future<Output = Result<T, Trouble>>,
) -> Result<Result<T, &'static str>, Problem> {
    if typed.trim().is_empty() {
        return Ok(Err(none));
    }
    match attempt.await {
        Ok(opened) => Ok(Ok(opened)),
        Err(Trouble::NotFound) => Ok(Err(unknown)),
        Err(other) => Err(other.into()),
    }
}
