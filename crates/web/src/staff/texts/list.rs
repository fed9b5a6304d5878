//! The 文例 of a department, and the way to the letters and notices of its procedures.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, Phrase, StaffPerson};
use madoguchi_auth::Deed;
use madoguchi_vocab::{DepartmentId, Lang, normalise};
use madoguchi_workflow::Topic;
use serde::Deserialize;

use super::{language, of_procedure, title_of};
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    paging::Paging,
    problem::Problem,
    staff::labels,
    who::Staff,
};

pub const PATH: &str = "/texts";

/// Sentences on one page of the list.
const PER_PAGE: usize = 50;

/// The filter as it stands in the address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    q: String,
    topic: String,
    department: String,
    page: usize,
}

struct Row {
    url: String,
    topic: &'static str,
    procedure: String,
    words: String,
    langs: String,
    changed: String,
}

#[derive(Template)]
#[template(path = "staff/texts/list.html")]
struct List {
    chrome: Chrome,
    q: String,
    topics: Vec<(&'static str, &'static str, bool)>,
    /// The departments to choose from, where there is a choice.
    departments: Vec<(String, String, bool)>,
    /// Whose texts these are.
    department: String,
    new: String,
    count: usize,
    is_filtered: bool,
    rows: Vec<Row>,
    paging: Paging,
    /// Address and title.
    procedures: Vec<(String, String)>,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let papers = app.papers_to_word(&person)?;
    let department = chosen(&app, &person, &asked.department);
    let topic = Topic::parse(&asked.topic);
    let wanted = normalise::search_key(asked.q.trim());
    let mut rows = app.phrases(&person, &department).await?;
    rows.retain(|p| topic.is_none_or(|t| t == p.topic) && holds(&app, p, &wanted));
    let mine = papers.iter().filter(|p| p.procedure.department == department);
    let link = link(&asked, &department);
    let paging = Paging::new(asked.page, rows.len(), PER_PAGE, link);
    show(&List {
        topics: topics(topic),
        departments: departments(&app, &person, &department),
        new: format!("/staff/texts/phrase?department={department}"),
        department: name_of(&app, &department)?,
        count: rows.len(),
        is_filtered: topic.is_some() || !wanted.is_empty(),
        rows: paging.slice(&rows).iter().map(|p| row(&app, p)).collect(),
        paging,
        procedures: mine.map(|p| (of_procedure(p.slug.as_str()), p.procedure.title.ja.clone())).collect(),
        q: asked.q,
        chrome,
    })
}

/// The department asked for, if there is one of that name; else the own.
pub fn chosen(app: &App, person: &StaffPerson, asked: &str) -> DepartmentId {
    let there = app.departments().iter().find(|d| d.id.0 == asked).map(|d| d.id.clone());
    there.unwrap_or_else(|| person.department.clone())
}

/// What a department is called.
pub fn name_of(app: &App, id: &DepartmentId) -> Result<String, Problem> {
    let departments = app.departments();
    departments.iter().find(|d| d.id == *id).map(|d| d.name.clone()).ok_or(Problem::Missing)
}

/// The departments whose texts a person may change, if there are several: id, name, and whether it is this one.
fn departments(app: &App, person: &StaffPerson, chosen: &DepartmentId) -> Vec<(String, String, bool)> {
    let departments = app.departments();
    let may = departments.iter().filter(|d| person.may(Deed::EditTexts, &d.id));
    let all: Vec<_> = may.map(|d| (d.id.0.clone(), d.name.clone(), d.id == *chosen)).collect();
    if all.len() > 1 { all } else { vec![] }
}

/// The topics to choose from.
pub fn topics(chosen: Option<Topic>) -> Vec<(&'static str, &'static str, bool)> {
    Topic::ALL.into_iter().map(|t| (t.code(), labels::topic(t), chosen == Some(t))).collect()
}

/// Whether a sentence or its procedure holds what is looked for, as people write it.
fn holds(app: &App, phrase: &Phrase, wanted: &str) -> bool {
    let procedure = if phrase.slug.is_empty() { String::new() } else { title_of(app, &phrase.slug) };
    let words = phrase.words.iter().flat_map(|w| [Some(&w.ja), w.easy.as_ref(), w.en.as_ref()]);
    let mut all = words.flatten().chain([&procedure]);
    wanted.is_empty() || all.any(|text| normalise::search_key(text).contains(wanted))
}

fn link(asked: &Asked, department: &DepartmentId) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("department", &department.0);
    for (name, value) in [("q", &asked.q), ("topic", &asked.topic)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("/staff/texts?{}&page=", query.finish())
}

fn row(app: &App, phrase: &Phrase) -> Row {
    let words = phrase.words.clone().unwrap_or_default();
    let langs: Vec<_> = Lang::ALL.into_iter().filter(|l| words.has(*l)).map(language).collect();
    Row {
        url: format!("/staff/texts/phrase/{}", phrase.id),
        topic: labels::topic(phrase.topic),
        procedure: match phrase.slug.as_str() {
            "" => "すべて".to_owned(),
            slug => title_of(app, slug),
        },
        langs: langs.join("・"),
        changed: format!("{}　{}", phrase.at.to_seconds(), labels::actor(&phrase.by)),
        words: words.ja,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_sentences() {
        for n in [0, 60] {
            for_staff(|chrome| {
                let rows = (0..n).map(|_| Row {
                    url: "/staff/texts/phrase/1".into(),
                    topic: "補正",
                    procedure: "すべて".into(),
                    words: "写真が<読めません>".into(),
                    langs: "日本語・英語".into(),
                    changed: "2026-11-24 09:00:00　見本 花子".into(),
                });
                List {
                    chrome,
                    q: "\"写真".into(),
                    topics: topics(Some(Topic::Refusal)),
                    departments: if n > 0 {
                        vec![("shimin".into(), "市民課".into(), true)]
                    } else {
                        vec![]
                    },
                    department: "市民課".into(),
                    new: "/staff/texts/phrase?department=shimin".into(),
                    count: n,
                    is_filtered: n == 0,
                    rows: rows.collect(),
                    paging: Paging::new(1, n, PER_PAGE, "/staff/texts?page="),
                    procedures: vec![("/staff/texts/p/x".into(), "見本の手続き".into())],
                }
            });
        }
    }
}
