//! The own account: another password, and where one is signed in.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, SecondFactor, StaffPerson, Trouble};
use madoguchi_auth::SessionToken;

use super::moves::ask::{Ask, Input, Kind};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/account";
const URL: &str = "/staff/account";

#[derive(Template)]
#[template(path = "staff/account.html")]
struct Page {
    chrome: Chrome,
    login: String,
    /// Since when, the last request, and whether it is this one.
    sessions: Vec<(String, String, bool)>,
    wrong: Vec<Wrong>,
    /// Whether a second factor may be enrolled.
    has_factor: bool,
}

impl Page {
    async fn new(app: &App, person: &StaffPerson, chrome: Chrome) -> Result<Self, Problem> {
        let session = token(&chrome)?;
        let has_factor = app.settings().second_factor != SecondFactor::Off;
        let sessions = app.own_sessions(person, &session).await?;
        let sessions = sessions.into_iter().map(|s| (s.since.to_seconds(), s.seen.to_seconds(), s.own));
        Ok(Self {
            login: person.login.clone(),
            sessions: sessions.collect(),
            wrong: vec![],
            has_factor,
            chrome,
        })
    }

    fn wrong_at(&self, id: &str) -> Option<&str> {
        complaint::at(&self.wrong, id)
    }

    fn are_others(&self) -> bool {
        self.sessions.len() > 1
    }
}

fn token(chrome: &Chrome) -> Result<SessionToken, Problem> {
    chrome.browser().staff.clone().ok_or(Problem::SignIn(URL.to_owned()))
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    show(&Page::new(&app, &person, chrome).await?)
}

/// What a change of the password asks.
pub fn passwords(old: bool) -> Ask {
    let line = |name, label, hint| Input::new(name, label, hint, Kind::Password);
    let mut inputs = vec![
        line("new", "新しいパスワード", "12 文字以上"),
        line("again", "新しいパスワード（もう一度）", ""),
    ];
    if old {
        inputs.insert(0, line("old", "いまのパスワード", ""));
    }
    Ask::new("パスワードを決める", "", inputs, "決める")
}

/// Whether both times the same was typed.
pub fn differ(fields: &Fields) -> Option<Wrong> {
    let differ = fields.first("new") != fields.first("again");
    differ.then(|| Wrong::at("again", "新しいパスワード（もう一度）：上と同じものを入力してください"))
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    let session = token(&chrome)?;
    if fields.action == "end_others" {
        app.end_other_sessions(&person, &session).await?;
        return go_to(&format!("{URL}?done=ended"));
    }
    let mut wrong = passwords(true).heed(&fields);
    if wrong.is_empty() {
        wrong.extend(differ(&fields));
    }
    if wrong.is_empty() {
        match app.change_own_password(&person, &session, fields.first("old"), fields.first("new")).await {
            Ok(()) => return go_to(&format!("{URL}?done=password")),
            Err(Trouble::Amiss { field, words }) => wrong.push(Wrong::at(field, words)),
            Err(other) => return Err(other.into()),
        }
    }
    let mut page = Page::new(&app, &person, chrome.with_errors()).await?;
    page.wrong = wrong;
    show_again(&page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_complaints() {
        for n in [1, 2] {
            for_staff(|chrome| Page {
                chrome,
                login: "hanako".into(),
                sessions: (0..n)
                    .map(|i| ("2026-11-24 09:00:00".into(), "2026-11-24 09:05:00".into(), i == 0))
                    .collect(),
                has_factor: n > 1,
                wrong: (1..n).map(|_| Wrong::at("old", "いまのパスワードが合いません")).collect(),
            });
        }
    }
}
