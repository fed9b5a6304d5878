//! Questions and answers, personal information, accessibility.

use askama::Template;
use axum::extract::State;
use madoguchi_app::App;

use crate::{
    chrome::Chrome,
    page::{Answer, show_public},
    who::Resident,
};

/// `/help`
pub const HELP: &str = "/help";
/// `/privacy`
pub const PRIVACY: &str = "/privacy";
/// `/accessibility`
pub const ACCESSIBILITY: &str = "/accessibility";

#[derive(Template)]
#[template(path = "resident/help.html")]
struct HelpPage {
    chrome: Chrome,
    days: i64,
}

#[derive(Template)]
#[template(path = "resident/privacy.html")]
struct PrivacyPage {
    chrome: Chrome,
    days: i64,
}

#[derive(Template)]
#[template(path = "resident/accessibility.html")]
struct AccessibilityPage {
    chrome: Chrome,
}

/// Questions and answers.
pub async fn help(Resident { chrome, .. }: Resident, State(app): State<App>) -> Answer {
    show_public(&HelpPage { chrome, days: app.draft_days() })
}

/// What becomes of what people write.
pub async fn privacy(Resident { chrome, .. }: Resident, State(app): State<App>) -> Answer {
    show_public(&PrivacyPage { chrome, days: app.draft_days() })
}

/// What we aim at and what is known to be missing.
pub async fn accessibility(Resident { chrome, .. }: Resident) -> Answer {
    show_public(&AccessibilityPage { chrome })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_pages_are_drawn_in_every_language() {
        in_every_language(|chrome| HelpPage { chrome, days: 30 });
        in_every_language(|chrome| PrivacyPage { chrome, days: 30 });
        in_every_language(|chrome| AccessibilityPage { chrome });
    }
}
