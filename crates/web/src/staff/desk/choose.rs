//! Which procedure, and how it came: where an entry for a resident begins, and what colleagues are entering.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{App, DeskFacts, DeskLine, Published, StaffPerson};
use madoguchi_auth::Deed;
use madoguchi_vocab::{Slug, normalise::search_key};
use serde::Deserialize;

use super::{
    came::{Came, Look},
    draft_of, path, way,
};
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/new";
pub const ONE: &str = "/new/{slug}";
pub const TAKE: &str = "/desk/{id}/take";

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    q: String,
}

struct Offer {
    slug: String,
    title: String,
    summary: String,
    department: String,
    phone: String,
}

struct Line {
    url: String,
    title: String,
    applicant: String,
    way: &'static str,
    who: String,
    mine: bool,
    saved: String,
}

impl Line {
    fn new(line: DeskLine) -> Self {
        let nobody = || "（名前はまだ）".to_owned();
        Self {
            url: path(line.id),
            title: line.paper.procedure.title.ja.clone(),
            applicant: Some(line.applicant).filter(|name| !name.is_empty()).unwrap_or_else(nobody),
            way: way(line.way),
            who: line.staff_name,
            mine: line.mine,
            saved: line.saved_at.to_seconds(),
        }
    }
}

#[derive(Template)]
#[template(path = "staff/desk/choose.html")]
struct Choose {
    chrome: Chrome,
    q: String,
    look: Look,
    /// What this person may enter, the own department's first.
    offers: Vec<Offer>,
    /// What was found that others enter.
    others: Vec<Offer>,
    lines: Vec<Line>,
    wrong: Vec<Wrong>,
}

/// The papers that are open, those that this person may enter apart from the rest.
fn offers(app: &App, person: &StaffPerson, fits: impl Fn(&Published) -> bool) -> (Vec<Offer>, Vec<Offer>) {
    let departments = app.departments();
    let offer = |open: &Published| {
        let department = departments.iter().find(|d| d.id == open.paper.procedure.department);
        Offer {
            slug: open.paper.slug.to_string(),
            title: open.paper.procedure.title.ja.clone(),
            summary: open.paper.procedure.summary.ja.clone(),
            department: department.map(|d| d.name.clone()).unwrap_or_default(),
            phone: department.map(|d| d.phone.clone()).unwrap_or_default(),
        }
    };
    let papers = app.papers();
    let mut found: Vec<_> = papers.published().filter(|open| fits(open)).collect();
    found.sort_by_key(|open| open.paper.procedure.department != person.department);
    let (mine, others): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|open| person.may(Deed::EnterForResident, &open.paper.procedure.department));
    let all = |papers: Vec<&std::sync::Arc<Published>>| papers.into_iter().map(|p| offer(p)).collect();
    (all(mine), all(others))
}

/// Whether a paper has every word of a search in its name or among the words people look for.
fn has_words(open: &Published, q: &str) -> bool {
    let p = &open.paper.procedure;
    let text: Vec<String> = [p.title.ja.as_str(), open.paper.slug.as_str()]
        .into_iter()
        .chain(p.words.iter().map(String::as_str))
        .map(search_key)
        .collect();
    q.split_whitespace().map(search_key).all(|word| text.iter().any(|t| t.contains(&word)))
}

async fn page(
    app: &App,
    person: &StaffPerson,
    chrome: Chrome,
    q: String,
    slug: Option<&str>,
) -> Result<Choose, Problem> {
    let lines = app.desk_drafts(person).await?.into_iter().map(Line::new).collect();
    let (offers, mut others) =
        offers(app, person, |open| slug.is_none_or(|s| s == open.paper.slug.as_str()) && has_words(open, &q));
    if q.trim().is_empty() && slug.is_none() {
        others.clear();
    }
    let look = Look::new(Came::blank(app.today()), &[], true);
    Ok(Choose { q, look, offers, others, lines, wrong: vec![], chrome })
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Query(wanted): Query<Wanted>,
) -> Answer {
    show(&page(&app, &person, chrome, wanted.q, None).await?)
}

/// One procedure, for whoever keeps its address at hand.
pub async fn one(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
) -> Answer {
    app.papers().open(&slug).ok_or(Problem::Missing)?;
    show(&page(&app, &person, chrome, String::new(), Some(&slug)).await?)
}

/// Begins.
pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    let mut page = page(&app, &person, chrome, String::new(), None).await?;
    let came = Came::posted(&fields)?;
    let mut wrong = came.wrong(app.today());
    let slug = Slug::parse(fields.first("slug")).ok();
    if slug.is_none() {
        wrong.push(Wrong::at("offers", "手続きを選んでください"));
    }
    if let (Some(slug), true) = (slug, wrong.is_empty()) {
        let facts = came.facts(&DeskFacts::default());
        let id = app.start_at_desk(&person, &slug, came.lang, facts).await?;
        return go_to(&path(id));
    }
    page.look = Look::new(came, &wrong, true);
    page.wrong = wrong;
    page.chrome = page.chrome.with_errors();
    show_again(&page)
}

/// Takes a draft over from a colleague.
pub async fn take(State(app): State<App>, Staff(person): Staff, Path(id): Path<String>, _: Fields) -> Answer {
    let draft = draft_of(&app, &person, &id).await?;
    app.take_over(&person, draft.id).await?;
    go_to(&path(draft.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_empty_and_full() {
        let offer = || Offer {
            slug: "juminhyo".into(),
            title: "住民票の<写し>".into(),
            summary: "見本".into(),
            department: "市民課".into(),
            phone: "0744-00-0000".into(),
        };
        let line = |mine| Line {
            url: "/staff/desk/x".into(),
            title: "住民票".into(),
            applicant: "見本 <花子>".into(),
            way: "窓口",
            who: "見本 一郎".into(),
            mine,
            saved: "2026-11-24 09:00:00".into(),
        };
        for full in [false, true] {
            for_staff(|chrome| Choose {
                chrome,
                q: "<見本>".into(),
                look: Look::new(Came::blank("2026-11-24".parse().unwrap()), &[], true),
                offers: if full { vec![offer()] } else { vec![] },
                others: if full { vec![offer()] } else { vec![] },
                lines: if full { vec![line(true), line(false)] } else { vec![] },
                wrong: if full { vec![Wrong::at("offers", "選んでください")] } else { vec![] },
            });
        }
    }
}
