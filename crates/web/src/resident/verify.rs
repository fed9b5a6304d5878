//! Whether a document somebody holds is genuine: its number and the code that stands on it, typed or by the camera.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, Genuine, Trouble};
use serde::Deserialize;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    page::{Answer, show, show_again},
    who::{Resident, Whence},
};

/// `/verify`
pub const PATH: &str = "/verify";
/// No number of ours is longer.
const LONGEST: usize = 60;

/// What was asked.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    number: Option<String>,
    code: Option<String>,
}

/// What is told.
struct Told {
    number: String,
    title: String,
    issued_on: String,
    issued_by: String,
    digest: String,
    superseded: bool,
}

#[derive(Template)]
#[template(path = "resident/verify.html")]
struct Page {
    chrome: Chrome,
    number: String,
    told: Option<Told>,
    wrong: Vec<Wrong>,
}

impl Page {
    fn error(&self, id: &str) -> Option<&str> {
        complaint::at(&self.wrong, id)
    }
}

/// Asks for number and code, or says what is known of them.
pub async fn get(
    Resident { chrome, .. }: Resident,
    Whence(from): Whence,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Answer {
    let cut = |text: Option<String>| text.map(|t| t.trim().chars().take(LONGEST).collect::<String>());
    let (Some(number), Some(code)) = (cut(asked.number), cut(asked.code)) else {
        return show(&Page { chrome, number: String::new(), told: None, wrong: vec![] });
    };
    let mut wrong = Vec::new();
    for (id, value, words) in [("number", &number, "verify.no_number"), ("code", &code, "verify.no_code")] {
        if value.is_empty() {
            wrong.push(Wrong::at(id, chrome.say(words)));
        }
    }
    if wrong.is_empty() {
        match app.genuine(&number, &code, &from).await {
            Ok(genuine) => {
                let told = Some(told(genuine, &chrome));
                return show(&Page { number, told, wrong, chrome });
            }
            Err(Trouble::NotFound) => wrong.push(Wrong::at("number", chrome.say("verify.unknown"))),
            Err(other) => return Err(other.into()),
        }
    }
    show_again(&Page { number, told: None, wrong, chrome: chrome.with_errors() })
}

fn told(genuine: Genuine, chrome: &Chrome) -> Told {
    Told {
        issued_on: chrome.day(&genuine.issued_on),
        number: genuine.number,
        title: genuine.title,
        issued_by: genuine.issued_by,
        digest: genuine.digest,
        superseded: genuine.superseded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_before_and_after_and_with_a_complaint() {
        for superseded in [true, false] {
            in_every_language(|chrome| Page {
                number: "令8橿市民第1号".into(),
                told: Some(Told {
                    number: "令8橿市民第1号".into(),
                    title: "見本　決定通知書".into(),
                    issued_on: chrome.day(&"2026-11-23".parse().unwrap()),
                    issued_by: "橿原市長".into(),
                    digest: "00ff".into(),
                    superseded,
                }),
                wrong: vec![],
                chrome,
            });
        }
        for wrong in [vec![], vec![Wrong::at("code", "確認コードを入力してください")]] {
            in_every_language(|chrome| Page {
                chrome,
                number: "<1>".into(),
                told: None,
                wrong: wrong.clone(),
            });
        }
    }
}
