//! Somebody who began at home has come to the counter: the code brings the answers along.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, Trouble};
use madoguchi_auth::Deed;

use super::path;
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::{Staff, Whence},
};

pub const PATH: &str = "/new/resume";

#[derive(Template)]
#[template(path = "staff/desk/resume.html")]
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

pub async fn get(Staff(person): Staff, chrome: Chrome) -> Answer {
    if !person.may_at_home(Deed::EnterForResident) {
        return Err(Problem::NotAllowed);
    }
    show(&Page { chrome, code: String::new(), wrong: vec![] })
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Whence(from): Whence,
    fields: Fields,
) -> Answer {
    let code = fields.first("code");
    match app.resume_at_desk(&person, code, &from).await {
        Ok(id) => go_to(&path(id)),
        Err(Trouble::NotFound) => {
            let text = "再開コード：この課の手続きでは見つかりません。画面や控えのコードを確かめて、もう一度入力してください。期限が過ぎたもの、もう申請したものは開けません";
            let wrong = vec![Wrong::at("code", text)];
            show_again(&Page { code: code.chars().take(40).collect(), wrong, chrome: chrome.with_errors() })
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_a_complaint() {
        for wrong in [vec![], vec![Wrong::at("code", "見つかりません")]] {
            for_staff(|chrome| Page { chrome, code: "<7Q4M>".into(), wrong: wrong.clone() });
        }
    }
}
