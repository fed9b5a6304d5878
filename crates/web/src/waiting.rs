//! The page for whoever cannot be served now. It says what happened, whether the answers are kept and when to come again,
//! and it carries the answers that were sent, so that one press sends them again.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, Method, header};
use madoguchi_app::App;

use crate::{
    chrome::{Chrome, Counter},
    form_state::MOST_PAIRS,
    page::{self, Answer},
    problem::Problem,
};

/// Passwords, keys and codes: a form that holds one is not written into a page that asks to be left open.
const SECRET: [&str; 7] = ["password", "proof", "old", "new", "again", "code", "key"];

/// What was sent and could not be worked on.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// Names and values, in the order sent.
    pub pairs: Vec<(String, String)>,
    /// The input and the name of each file. What was in them is gone.
    pub files: Vec<(String, String)>,
    /// Whether it came as a form that can hold files.
    pub with_files: bool,
    /// Whether nobody has begun to work on it: otherwise it may be done already.
    pub refused: bool,
}

impl Carried {
    /// What stands in a form without files. Of more than a page of ours sends nothing is carried.
    pub fn of_form(bytes: &[u8]) -> Self {
        let pairs: Vec<_> = url::form_urlencoded::parse(bytes)
            .take(MOST_PAIRS + 1)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        Self { pairs: if pairs.len() > MOST_PAIRS { vec![] } else { pairs }, ..Self::default() }
    }

    fn holds_a_secret(&self) -> bool {
        self.pairs.iter().any(|(name, _)| SECRET.contains(&name.as_str()))
    }
}

/// What the page says.
struct Wait {
    title: String,
    /// What happened, and what is true of the answers.
    said: Vec<String>,
    /// When to come again.
    when: String,
    /// The same address again.
    to: String,
    /// What is sent again; none where there is nothing to send, or nothing that may be carried.
    carried: Option<Carried>,
    id: String,
}

impl Wait {
    /// The files that have to be chosen again, by input.
    fn inputs(&self) -> Vec<(String, Vec<String>)> {
        let mut inputs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (input, name) in self.carried.iter().flat_map(|c| &c.files) {
            inputs.entry(input.clone()).or_default().push(name.clone());
        }
        inputs.into_iter().collect()
    }
}

#[derive(Template)]
#[template(path = "errors/waiting_resident.html")]
struct ResidentPage {
    chrome: Chrome,
    wait: Wait,
}

#[derive(Template)]
#[template(path = "errors/waiting_staff.html")]
struct StaffPage {
    chrome: Chrome,
    wait: Wait,
}

/// What was asked for and cannot be had now.
pub struct Asked {
    /// How.
    pub method: Method,
    /// The address, with its query.
    pub address: String,
    /// What was sent.
    pub carried: Option<Carried>,
    /// The name of the request.
    pub id: String,
}

/// Draws the page. Asked for with GET it comes again by itself, for there is nothing in it to lose.
///
/// The time stands in the header `Refresh`: pages that reload themselves by their markup are a barrier for those who read
/// slowly (WCAG 2.2.1), and this one is short and says the same each time.
pub fn page(app: &App, counter: Counter, chrome: Chrome, problem: &Problem, asked: Asked) -> Answer {
    let seconds = seconds(app, problem);
    let Asked { method, address, carried, id } = asked;
    let is_read = method == Method::GET || method == Method::HEAD;
    let nothing = |c: &Carried| c.pairs.is_empty() && c.files.is_empty();
    let refused = carried.as_ref().is_some_and(|c| c.refused);
    let carried = carried.filter(|c| !(is_read || c.holds_a_secret() || nothing(c)));
    let busy = *problem == Problem::Busy;
    let what = if busy { "wait.busy" } else { "wait.unavailable" };
    let mut said = vec![chrome.say(what).to_owned()];
    match &carried {
        Some(c) if c.refused => said.push(chrome.say("wait.refused").to_owned()),
        Some(_) => said.push(chrome.say("wait.unsure").to_owned()),
        None if is_read => said.push(chrome.say("wait.safe").to_owned()),
        None if refused => said.push(chrome.say("wait.not_done").to_owned()),
        None => said.push(chrome.say("wait.look_again").to_owned()),
    }
    let when = if is_read { "wait.by_itself" } else { "wait.press" };
    let title = if busy { "problem.busy.title" } else { "problem.unavailable.title" };
    let wait = Wait {
        title: chrome.say(title).to_owned(),
        said,
        when: chrome.put(when, seconds),
        to: address.clone(),
        carried,
        id,
    };
    let chrome = chrome.lightly();
    let mut answer = match counter {
        Counter::Staff => page::show(&StaffPage { chrome, wait })?,
        Counter::Resident | Counter::Api => page::show(&ResidentPage { chrome, wait })?,
    };
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    if is_read {
        answer.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from(seconds));
    }
    Ok(answer)
}

/// When to come again. Not everybody at the same moment, or they would meet again.
pub fn seconds(app: &App, problem: &Problem) -> u64 {
    let spread = u64::try_from(app.random() % 21).unwrap_or_default();
    if *problem == Problem::Busy { 10 + spread } else { 60 + spread }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::{for_staff, in_every_language};

    fn wait(carried: Option<Carried>) -> Wait {
        Wait {
            title: "今、混み合っています".into(),
            said: vec!["まだ保存していません。".into()],
            when: "20 秒ほどたってから押してください。".into(),
            to: "/apply/x/name?return=check".into(),
            carried,
            id: "0123".into(),
        }
    }

    #[test]
    fn the_page_is_drawn_with_answers_files_and_nothing() {
        let carried = Carried {
            pairs: vec![("_csrf".into(), "t".into()), ("name".into(), "見本 <花子>\r\n\"2\"".into())],
            files: vec![("photo".into(), "免許証.jpg".into()), ("photo".into(), "裏.jpg".into())],
            with_files: true,
            refused: true,
        };
        for carried in [None, Some(carried)] {
            in_every_language(|chrome| ResidentPage { chrome, wait: wait(carried.clone()) });
            for_staff(|chrome| StaffPage { chrome, wait: wait(carried.clone()) });
        }
    }

    #[test]
    fn what_lets_somebody_in_is_not_carried() {
        for form in ["login=sato&password=x", "receipt=K7MN&key=7Q4M", "code=012345", "old=x&new=y&again=y"] {
            assert!(Carried::of_form(form.as_bytes()).holds_a_secret(), "{form}");
        }
        assert!(!Carried::of_form(b"name=x&phone=0744").holds_a_secret());
    }

    #[test]
    fn more_than_a_page_sends_is_not_carried() {
        assert_eq!(Carried::of_form(b"a=1&b=%E8%A6%8B&a=2").pairs.len(), 3);
        assert!(Carried::of_form("a=1&".repeat(MOST_PAIRS + 1).as_bytes()).pairs.is_empty());
    }
}
