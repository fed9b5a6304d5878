//! The first page.

use askama::Template;

use crate::{
    chrome::Chrome,
    page::{Answer, show_public},
    who::Resident,
};

/// `/`
pub const PATH: &str = "/";

#[derive(Template)]
#[template(path = "resident/home.html")]
struct Page {
    chrome: Chrome,
}

/// Shows the first page.
pub async fn get(resident: Resident) -> Answer {
    show_public(&Page { chrome: resident.chrome })
}
