//! Questions and answers, personal information, terms, accessibility.

use askama::Template;
use axum::extract::State;
use madoguchi_app::App;

use crate::{
    chrome::Chrome,
    page::{Answer, go_to, show_public},
    who::Resident,
};

/// `/help`
pub const HELP: &str = "/help";
/// `/privacy`
pub const PRIVACY: &str = "/privacy";
/// `/terms`
pub const TERMS: &str = "/terms";
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
#[template(path = "resident/terms.html")]
struct TermsPage {
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

/// What this house does and people can rely on; or the city's own terms, where it has some.
pub async fn terms(Resident { chrome, .. }: Resident, State(app): State<App>) -> Answer {
    match app.settings().terms_url.as_str() {
        "" => show_public(&TermsPage { chrome, days: app.draft_days() }),
        own => go_to(own),
    }
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
        in_every_language(|chrome| TermsPage { chrome, days: 30 });
        in_every_language(|chrome| AccessibilityPage { chrome });
    }
}
