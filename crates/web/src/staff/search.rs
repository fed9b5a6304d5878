//! 探す: by number, name, telephone or mail, in the own department; and, with a reason that is kept, in all others. What
//! is typed is posted: it may be anybody's name, and addresses are kept in many places.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, Elsewhere, Found, Hits, MOST_HITS, StaffPerson, Trouble};
use madoguchi_auth::Deed;
use madoguchi_workflow::StageName;

use super::{case, labels};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/search";

struct Line {
    receipt: String,
    url: String,
    procedure: String,
    name: String,
    kana: String,
    arrived: String,
    stage: &'static str,
}

impl From<Found> for Line {
    fn from(f: Found) -> Self {
        Self {
            receipt: f.hit.receipt.to_string(),
            url: case::path(&f.hit.receipt),
            procedure: f.procedure,
            name: f.hit.applicant_name,
            kana: f.hit.applicant_kana,
            arrived: f.arrived_on.to_string(),
            stage: StageName::parse(&f.hit.stage).map_or("", labels::stage),
        }
    }
}

#[derive(Template)]
#[template(path = "staff/search.html")]
struct Page {
    chrome: Chrome,
    q: String,
    reason: String,
    /// Whether other departments are asked too, and whether they may be.
    everywhere: bool,
    may_everywhere: bool,
    wrong: Vec<Wrong>,
    searched: bool,
    own: Vec<Line>,
    elsewhere: Vec<Elsewhere>,
    too_many: bool,
}

impl Page {
    fn new(chrome: Chrome, person: &StaffPerson) -> Result<Self, Problem> {
        if !person.may_at_home(Deed::SeeQueue) {
            return Err(Problem::NotAllowed);
        }
        Ok(Self {
            chrome,
            q: String::new(),
            reason: String::new(),
            everywhere: false,
            may_everywhere: person.may_search_elsewhere(),
            wrong: vec![],
            searched: false,
            own: vec![],
            elsewhere: vec![],
            too_many: false,
        })
    }

    fn wrong_at(&self, id: &str) -> Option<&str> {
        complaint::at(&self.wrong, id)
    }

    fn most(&self) -> usize {
        MOST_HITS
    }
}

pub async fn get(Staff(person): Staff, chrome: Chrome) -> Answer {
    show(&Page::new(chrome, &person)?)
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    let mut page = Page::new(chrome, &person)?;
    page.q = fields.first("q").chars().take(100).collect();
    page.reason = fields.first("reason").to_owned();
    page.everywhere = fields.has("everywhere", "yes");
    let reason = page.everywhere.then_some(page.reason.as_str());
    match app.search(&person, &page.q, reason).await {
        Ok(Hits { own, elsewhere, too_many }) => {
            page.own = own.into_iter().map(Line::from).collect();
            (page.elsewhere, page.too_many, page.searched) = (elsewhere, too_many, true);
            show(&page)
        }
        Err(Trouble::Amiss { field, words }) => {
            page.wrong.push(Wrong::at(field, words));
            page.chrome.has_errors = true;
            show_again(&page)
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_before_and_after() {
        for n in [0, 2] {
            for searched in [false, true] {
                for_staff(|chrome| Page {
                    chrome,
                    q: "見本<>".into(),
                    reason: "電話の問い合わせ".into(),
                    everywhere: n > 0,
                    may_everywhere: n > 0,
                    wrong: if searched {
                        vec![]
                    } else {
                        vec![Wrong::at("q", "2 文字以上で入力してください")]
                    },
                    searched,
                    own: (0..n)
                        .map(|_| Line {
                            receipt: "K7MN-4128-83".into(),
                            url: "/staff/a/K7MN-4128-83".into(),
                            procedure: "見本の手続き".into(),
                            name: "見本 花子".into(),
                            kana: "ミホン ハナコ".into(),
                            arrived: "2026-11-24".into(),
                            stage: "審査中",
                        })
                        .collect(),
                    elsewhere: (0..n)
                        .map(|_| Elsewhere {
                            receipt: "K7MN-4128-84".into(),
                            procedure: "見本の手続き".into(),
                            department: "水道課".into(),
                            phone: "0744-00-0000".into(),
                        })
                        .collect(),
                    too_many: n > 0,
                });
            }
        }
    }
}
