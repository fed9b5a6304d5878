//! 代理（代決）: who stands in for whom, from day to day.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{Absence, App, StaffPerson, Substitute, Trouble};
use madoguchi_auth::{Deed, roster::day};
use madoguchi_vocab::Role;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/department/substitutes";
const URL: &str = "/staff/department/substitutes";

/// Somebody to choose.
struct Choice {
    id: String,
    name: String,
}

#[derive(Template)]
#[template(path = "staff/arrange/substitutes.html")]
struct Page {
    chrome: Chrome,
    lines: Vec<Substitute>,
    absent: Vec<Choice>,
    deputies: Vec<Choice>,
    /// What was typed: absent, deputy, from, until, reason.
    typed: [String; 5],
    wrong: Vec<Wrong>,
}

impl Page {
    async fn new(app: &App, person: &StaffPerson, chrome: Chrome) -> Result<Self, Problem> {
        if !person.may_at_home(Deed::ArrangeWork) {
            return Err(Problem::NotAllowed);
        }
        let people = app.reviewers(person).await?;
        let choice = |p: &StaffPerson| Choice { id: p.id.to_string(), name: p.name.clone() };
        let approves = |p: &&StaffPerson| matches!(p.role, Role::Approver | Role::DepartmentHead);
        Ok(Self {
            lines: app.substitutes(person).await?,
            absent: people.iter().filter(approves).map(choice).collect(),
            deputies: people.iter().map(choice).collect(),
            typed: Default::default(),
            wrong: vec![],
            chrome,
        })
    }

    /// Whether this is what was chosen in the nth input.
    fn is_typed(&self, nth: usize, choice: &Choice) -> bool {
        self.typed.get(nth).is_some_and(|typed| *typed == choice.id)
    }

    fn wrong_at(&self, id: &str) -> Option<&str> {
        complaint::at(&self.wrong, id)
    }
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    show(&Page::new(&app, &person, chrome).await?)
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    if !person.may_at_home(Deed::ArrangeWork) {
        return Err(Problem::NotAllowed);
    }
    if let Some(id) = fields.action.strip_prefix("remove:") {
        app.remove_substitute(&person, id.parse().map_err(|_| Problem::Missing)?).await?;
        return go_to(&format!("{URL}?done=removed"));
    }
    let said = Absence {
        absent: fields.first("absent").parse().ok(),
        deputy: fields.first("deputy").parse().ok(),
        from: day(fields.first("from")),
        until: day(fields.first("until")),
        reason: fields.first("reason").to_owned(),
    };
    match app.add_substitute(&person, &said).await {
        Ok(()) => go_to(&format!("{URL}?done=deputy")),
        Err(Trouble::Amiss { field, words }) => {
            let mut page = Page::new(&app, &person, chrome.with_errors()).await?;
            page.typed =
                ["absent", "deputy", "from", "until", "reason"].map(|name| fields.first(name).to_owned());
            page.wrong = vec![Wrong::at(field, format!("{}：{words}", label(field)))];
            show_again(&page)
        }
        Err(other) => Err(other.into()),
    }
}

fn label(field: &str) -> &'static str {
    match field {
        "absent" => "不在の人",
        "deputy" => "代理の人",
        "from" => "はじめの日",
        "until" => "終わりの日",
        _ => "理由",
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::StaffId;

    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_empty_and_full() {
        for n in [0, 2] {
            for_staff(|chrome| {
                let line = |_| {
                    let id = Default::default();
                    Substitute {
                        id,
                        absent: StaffId(id),
                        absent_name: "見本 一郎".into(),
                        absent_role: Role::DepartmentHead,
                        deputy: StaffId(id),
                        deputy_name: "見本 二郎".into(),
                        from: "2026-11-24".parse().unwrap(),
                        until: "2026-11-30".parse().unwrap(),
                        reason: "出張<>".into(),
                    }
                };
                let people =
                    || (0..n).map(|i| Choice { id: format!("{i}"), name: "見本 一郎".into() }).collect();
                Page {
                    chrome,
                    lines: (0..n).map(line).collect(),
                    absent: people(),
                    deputies: people(),
                    typed: ["1".into(), "0".into(), "2026-11-24".into(), String::new(), "出張".into()],
                    wrong: (0..n.min(1)).map(|_| Wrong::at("until", "終わりの日：書いてください")).collect(),
                }
            });
        }
    }
}
