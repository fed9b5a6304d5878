//! The letter is on its way: what to do with it, and six digits for who reads it on another device.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, SIGN_IN_MINUTES};

use super::open::let_in;
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, show, show_again},
    who::{Device, Resident, Whence},
};

#[derive(Template)]
#[template(path = "resident/account/sent.html")]
struct Page {
    chrome: Chrome,
    minutes: i64,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self) -> Option<&str> {
        complaint::at(&self.wrong, "code")
    }
}

/// Says so: the same to everybody.
pub async fn get(Resident { chrome, .. }: Resident) -> Answer {
    show(&Page { chrome, minutes: SIGN_IN_MINUTES, wrong: vec![] })
}

/// Takes the digits. Wrong ones, old ones and those of another browser look alike.
pub async fn post(
    Resident { chrome, visitor, .. }: Resident,
    Whence(from): Whence,
    Device(device): Device,
    State(app): State<App>,
    fields: Fields,
) -> Answer {
    let code = fields.first("code");
    let tried = complaint::tried(
        code,
        ["account.no_code", "account.wrong_code"],
        app.sign_in_by_code(code, &visitor, device, &from),
    )
    .await?;
    let words = match tried {
        Ok(given) => return let_in(&app, &chrome, &given),
        Err(words) => words,
    };
    let wrong = vec![Wrong::at("code", chrome.say(words))];
    show_again(&Page { minutes: SIGN_IN_MINUTES, wrong, chrome: chrome.with_errors() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_with_and_without_a_complaint() {
        for wrong in [vec![], vec![Wrong::at("code", "6けたの数字を入力してください")]] {
            in_every_language(|chrome| Page { chrome, minutes: 15, wrong: wrong.clone() });
        }
    }
}
