//! Taking a draft up again in another browser.

use askama::Template;
use axum::extract::State;
use madoguchi_app::App;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    who::{Resident, Whence},
};

/// `/resume`
pub const PATH: &str = "/resume";

#[derive(Template)]
#[template(path = "resident/resume.html")]
struct Page {
    chrome: Chrome,
    code: String,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "code")
    }
}

/// Asks for the code.
pub async fn get(Resident { chrome, .. }: Resident) -> Answer {
    show(&Page { chrome, code: String::new(), wrong: vec![] })
}

/// Opens the draft. A code nobody has and one whose time is over look alike.
pub async fn post(
    Resident { chrome, visitor, .. }: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    fields: Fields,
) -> Answer {
    let code = fields.first("code");
    let tried =
        complaint::tried(code, ["resume.empty", "resume.unknown"], app.resume(code, &visitor, &from)).await?;
    let key = match tried {
        Ok(draft) => return go_to(&chrome.url(&super::apply::path(draft))),
        Err(words) => words,
    };
    let wrong = vec![Wrong::at("code", chrome.say(key))];
    show_again(&Page { code: code.chars().take(40).collect(), wrong, chrome: chrome.with_errors() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_with_and_without_a_complaint() {
        for wrong in [vec![], vec![Wrong::at("code", "再開コードを入力してください")]] {
            in_every_language(|chrome| Page { chrome, code: "<7Q4M>".into(), wrong: wrong.clone() });
        }
    }
}
