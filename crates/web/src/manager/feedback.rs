//! What residents said when they had sent something: stars by procedure, words, and what was looked after.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, FEEDBACK_PAGE, FEEDBACK_YEARS, FeedbackFilter, FeedbackPage, Said};
use madoguchi_auth::Deed;
use madoguchi_inventory::{ENOUGH, Stars};
use madoguchi_vocab::number::thousands;
use serde::Deserialize;

use crate::{
    chart::{BarCell, bar_cell},
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, give_csv, go_to, show},
    paging::Paging,
    problem::Problem,
    who::Manager,
};

const PATH: &str = "/manage/feedback";

/// What the address asks for.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    paper: String,
    state: String,
    words: String,
    page: usize,
}

/// What may be shown of it.
const STATES: [(&str, &str); 3] = [("", "すべて"), ("open", "未対応"), ("handled", "対応済み")];

impl Asked {
    fn filter(&self) -> FeedbackFilter {
        FeedbackFilter {
            slug: Some(self.paper.clone()).filter(|s| !s.is_empty()),
            handled: match self.state.as_str() {
                "open" => Some(false),
                "handled" => Some(true),
                _ => None,
            },
            in_words: self.words == "yes",
        }
    }

    fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let all = [("paper", &self.paper), ("state", &self.state), ("words", &self.words)];
        for (name, value) in all.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.finish()
    }
}

/// How often a procedure was given how many stars.
pub struct StarsRow {
    pub slug: String,
    pub title: String,
    pub answers: String,
    /// The average; none of few.
    pub average: Option<String>,
    pub bar: Option<BarCell>,
    /// How often 5, 4, 3, 2, 1.
    pub counts: Vec<String>,
}

impl StarsRow {
    pub fn new((slug, title, stars): &(String, String, Stars)) -> Self {
        let average = stars.average();
        let length = average.as_ref().and_then(|a| a.parse::<f64>().ok()).map(|a| (a - 1.0) / 4.0 * 100.0);
        Self {
            slug: slug.clone(),
            title: title.clone(),
            answers: thousands(stars.answers()),
            bar: length.map(|l| bar_cell(l, None)),
            average,
            counts: stars.0.iter().rev().map(thousands).collect(),
        }
    }
}

/// What somebody said, as pages show it.
pub struct SaidRow {
    pub id: String,
    pub title: String,
    pub about: String,
    pub stars: i64,
    pub words: String,
    pub handled: bool,
}

impl SaidRow {
    pub fn new(chrome: &Chrome, said: &Said) -> Self {
        Self {
            id: said.id.to_string(),
            title: said.title.clone(),
            about: format!("{}　第 {} 版", chrome.short_day(&said.day), said.version),
            stars: said.stars,
            words: said.words.clone(),
            handled: said.handled,
        }
    }
}

#[derive(Template)]
#[template(path = "manager/feedback.html")]
struct Page {
    chrome: Chrome,
    asked: Asked,
    query: String,
    stars: Vec<StarsRow>,
    said: Vec<SaidRow>,
    all: usize,
    paging: Paging,
}

impl Page {
    fn enough(&self) -> u64 {
        ENOUGH
    }

    fn years(&self) -> u32 {
        FEEDBACK_YEARS
    }
}

fn drawn(chrome: Chrome, asked: Asked, found: &FeedbackPage) -> Page {
    let query = asked.query();
    let link = format!("{PATH}?{query}{}page=", if query.is_empty() { "" } else { "&" });
    Page {
        paging: Paging::new(asked.page, found.all, FEEDBACK_PAGE, link),
        stars: found.stars.iter().map(StarsRow::new).collect(),
        said: found.said.iter().map(|s| SaidRow::new(&chrome, s)).collect(),
        all: found.all,
        query,
        asked,
        chrome,
    }
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let found = app.feedback(&person, &asked.filter(), asked.page).await?;
    show(&drawn(chrome, asked, &found))
}

/// Notes that one was looked after, or was not after all.
pub async fn post(State(app): State<App>, Manager(person): Manager, fields: Fields) -> Answer {
    if !person.may_at_home(Deed::TendFeedback) {
        return Err(Problem::NotAllowed);
    }
    let (what, id) = fields.action.split_once(':').ok_or(Problem::Unreadable)?;
    let (id, handled) = match (what, id.parse()) {
        ("handle", Ok(id)) => (id, true),
        ("reopen", Ok(id)) => (id, false),
        _ => return Err(Problem::Unreadable),
    };
    app.tend_feedback(&person, id, handled).await?;
    let asked = Asked {
        paper: fields.first("paper").to_owned(),
        state: fields.first("state").to_owned(),
        words: fields.first("words").to_owned(),
        page: 0,
    };
    let page = fields.first("page").parse().unwrap_or(1_usize);
    let done = if handled { "handled" } else { "unhandled" };
    go_to(&format!("{PATH}?{}&page={page}&done={done}", asked.query()).replace("?&", "?"))
}

/// The same as a file.
pub async fn csv(State(app): State<App>, Manager(person): Manager, Query(asked): Query<Asked>) -> Answer {
    let said = app.feedback_file(&person, &asked.filter()).await?;
    let head = ["日", "手続き", "様式", "版", "評価", "ご意見", "対応"].map(str::to_owned).to_vec();
    let row = |s: Said| {
        let handled = if s.handled { "対応済み" } else { "未対応" };
        vec![
            s.day.to_string(),
            s.title,
            s.slug,
            s.version.to_string(),
            s.stars.to_string(),
            s.words,
            handled.to_owned(),
        ]
    };
    let name = format!("住民の声_{}.csv", app.today());
    give_csv("feedback.csv", &name, std::iter::once(head).chain(said.into_iter().map(row)))
}

#[cfg(test)]
pub mod tests {
    use madoguchi_vocab::FeedbackId;

    use super::*;
    use crate::page::tests::for_staff;

    pub fn sample(n: u64) -> FeedbackPage {
        let said = |i: u64| Said {
            id: FeedbackId(Default::default()),
            slug: "x".into(),
            title: "<手続き>".into(),
            version: 1,
            day: "2026-11-24".parse().unwrap(),
            stars: 1 + i64::try_from(i % 5).unwrap(),
            words: if i == 0 { String::new() } else { "<よい>\n〔電話番号〕".into() },
            handled: i % 2 == 1,
        };
        let mut stars = Stars::default();
        stars.add(4, n);
        FeedbackPage {
            said: (0..n.min(50)).map(said).collect(),
            all: usize::try_from(n).unwrap(),
            stars: if n == 0 { vec![] } else { vec![("x".into(), "<手続き>".into(), stars)] },
        }
    }

    #[test]
    fn the_page_draws_empty_few_and_many() {
        for n in [0, 4, 120] {
            for (paper, state) in [("", ""), ("x", "handled")] {
                let asked = Asked { paper: paper.into(), state: state.into(), ..Asked::default() };
                for_staff(|chrome| drawn(chrome, asked.clone(), &sample(n)));
            }
        }
    }

    #[test]
    fn an_average_stands_on_a_scale_from_one_to_five() {
        let row = |given| StarsRow::new(&(String::new(), String::new(), Stars(given)));
        assert!(row([0, 0, 0, 0, 4]).bar.is_none(), "of four there is no average");
        assert_eq!(row([5, 0, 0, 0, 0]).bar, Some(bar_cell(0.0, None)));
        assert_eq!(row([0, 0, 0, 0, 5]).bar, Some(bar_cell(100.0, None)));
        assert_eq!(row([0, 0, 0, 0, 5]).counts, ["5", "0", "0", "0", "0"]);
    }
}
