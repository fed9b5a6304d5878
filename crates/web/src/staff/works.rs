//! What goes on behind the counter: letters, virus scans, chores; and what has stopped is tried again.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, Chore, ParkedLetter, Says, Works};
use madoguchi_vocab::Instant;

use super::labels;
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show},
    who::Staff,
};

pub const PATH: &str = "/works";

struct ChoreLine {
    what: &'static str,
    done: String,
    next: String,
    failures: i64,
    error: String,
}

struct LetterLine {
    what: &'static str,
    about: String,
    at: String,
    attempts: i64,
    error: String,
}

#[derive(Template)]
#[template(path = "staff/works.html")]
struct Page {
    chrome: Chrome,
    now: String,
    chores: Vec<ChoreLine>,
    letters: Vec<LetterLine>,
    waiting: i64,
    failing: String,
    has_scanner: bool,
    parked: i64,
    scans_waiting: i64,
    scans_given_up: i64,
    exports_waiting: i64,
    exports_stopped: i64,
}

impl Page {
    fn new(chrome: Chrome, now: Instant, works: Works) -> Self {
        let line = |chore: Chore| {
            let row = works.chores.iter().find(|row| row.name == chore.code());
            let moment = |at: Option<Instant>| at.map_or_else(|| "まだ".to_owned(), Instant::to_seconds);
            ChoreLine {
                what: labels::chore(chore),
                done: moment(row.and_then(|r| r.done_at)),
                next: moment(row.map(|r| r.next_at)),
                failures: row.map_or(0, |r| r.failures),
                error: row.and_then(|r| r.last_error.clone()).unwrap_or_default(),
            }
        };
        let letter = |l: &ParkedLetter| LetterLine {
            what: match &l.says {
                Says::Letter(letter) => labels::letter(letter),
                Says::Slip(slip) => labels::slip(*slip),
            },
            about: l.receipt.as_ref().map_or_else(|| "下書き".to_owned(), ToString::to_string),
            at: l.written_at.to_seconds(),
            attempts: l.attempts,
            error: l.error.clone(),
        };
        Self {
            now: now.to_seconds(),
            chores: Chore::ALL.map(line).into(),
            letters: works.letters_parked.iter().map(letter).collect(),
            waiting: works.letters_waiting,
            failing: works.letters_failing.map_or_else(String::new, |(n, at, why)| {
                format!(
                    "うち {n} 通は送れず、やり直しています。次は {}。相手のサーバーの返事：{why}",
                    at.to_seconds()
                )
            }),
            has_scanner: works.has_scanner,
            parked: works.parked,
            scans_waiting: works.scans_waiting,
            scans_given_up: works.scans_given_up,
            exports_waiting: works.exports_waiting,
            exports_stopped: works.exports_stopped,
            chrome,
        }
    }

    /// Whether anything has stopped.
    fn has_stopped(&self) -> bool {
        self.parked + self.scans_given_up + self.exports_stopped > 0
    }
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    show(&Page::new(chrome, app.now(), app.works_for(&person).await?))
}

/// 「もう一度試す」
pub async fn post(State(app): State<App>, Staff(person): Staff, _: Fields) -> Answer {
    app.try_again_for(&person).await?;
    go_to("/staff/works")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_when_all_is_well_and_when_something_stopped() {
        for parked in [0, 2] {
            for_staff(|chrome| Page {
                chrome,
                now: "2026-11-24 09:00:00".into(),
                chores: vec![ChoreLine {
                    what: "封印",
                    done: "2026-11-24 09:00:00".into(),
                    next: "まだ".into(),
                    failures: parked,
                    error: "<disk>".into(),
                }],
                letters: (0..parked)
                    .map(|_| LetterLine {
                        what: "届きました",
                        about: "K7MN-4128-83".into(),
                        at: "2026-11-24 09:00:00".into(),
                        attempts: 12,
                        error: "550 … no such mailbox".into(),
                    })
                    .collect(),
                waiting: 3,
                failing: if parked > 0 { "うち 1 通は送れず".into() } else { String::new() },
                has_scanner: parked > 0,
                parked,
                scans_waiting: 1,
                scans_given_up: 0,
                exports_waiting: 1,
                exports_stopped: parked,
            });
        }
    }
}
