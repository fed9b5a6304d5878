//! An address is asked for, and a letter goes to it. Whether it is known is not told.

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::App;
use madoguchi_forms::field::email::read_email;
use madoguchi_vocab::Text;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    who::{Resident, Whence},
};

#[derive(Template)]
#[template(path = "resident/account/ask.html")]
struct Page {
    chrome: Chrome,
    email: String,
    /// Whether somebody has just removed their account.
    gone: bool,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "email")
    }
}

/// Asks.
pub async fn get(Resident { chrome, member, .. }: Resident, RawQuery(query): RawQuery) -> Answer {
    if member.is_some() {
        return go_to(&chrome.url("/me"));
    }
    show(&Page { chrome, email: String::new(), gone: query.as_deref() == Some("gone"), wrong: vec![] })
}

/// Sends the letter.
pub async fn post(
    Resident { chrome, visitor, .. }: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    fields: Fields,
) -> Answer {
    match read_email(fields.first("email"), &label()) {
        Ok(address) => {
            app.ask_to_sign_in(&address, chrome.lang, &visitor, &from).await?;
            go_to(&chrome.url("/sign-in/sent"))
        }
        Err(say) => {
            let wrong = vec![Wrong::at("email", chrome.text(&say))];
            let email = fields.first("email").chars().take(254).collect();
            show_again(&Page { email, wrong, gone: false, chrome: chrome.with_errors() })
        }
    }
}

/// What complaints call an address.
pub fn label() -> Text {
    Text::all("メールアドレス", "メールアドレス", "E-mail address")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_with_and_without_a_complaint() {
        for wrong in [vec![], vec![Wrong::at("email", "「@」を入れて入力してください")]] {
            in_every_language(|chrome| Page {
                chrome,
                email: "<hanako".into(),
                gone: true,
                wrong: wrong.clone(),
            });
        }
    }
}
