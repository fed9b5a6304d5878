//! A paper is opened to residents: what changes for them, what is left to mend, and from which day.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, Opening, PaperTrouble, StaffPerson, Trouble, Would};
use madoguchi_auth::Deed;
use madoguchi_vocab::Date;
use serde::Deserialize;

use super::{
    desk::{self, Desk},
    found::{self, Found},
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

/// Which text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    version: String,
}

/// What is planned.
struct Planned {
    day: String,
    by: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "author/publish.html")]
struct Publish {
    chrome: Chrome,
    desk: Desk,
    /// An earlier version that would be taken up again.
    version: Option<i64>,
    findings: Vec<Found>,
    /// What it says of the inventory that is not there.
    unlisted: Vec<String>,
    /// What differs from the open version; none where nothing is open.
    changes: Option<Vec<String>>,
    /// Whether just this is open already.
    is_open: bool,
    blocked: Option<String>,
    planned: Option<Planned>,
    seen: String,
    reason: String,
    when: String,
    day: String,
    notice: Option<&'static str>,
    wrong: Vec<Wrong>,
}

impl Publish {
    fn new(app: &App, person: &StaffPerson, chrome: Chrome, would: &Would, version: Option<i64>) -> Self {
        let hash = would.loaded.paper.as_ref().map(|p| p.hash.clone()).unwrap_or_default();
        Self {
            desk: Desk::new(app, person, &would.line),
            version,
            findings: found::all(&would.loaded),
            unlisted: would.unlisted.clone(),
            changes: would.changes.as_ref().map(|all| all.iter().map(madoguchi_forms::Change::say).collect()),
            is_open: would.line.open.as_ref().is_some_and(|o| o.paper.hash == hash),
            blocked: would.blocked.as_ref().map(desk::trouble),
            planned: would.plan.as_ref().map(|p| Planned {
                day: chrome.day(&p.day),
                by: p.planned_by.clone(),
                reason: p.reason.clone(),
            }),
            seen: hash,
            reason: String::new(),
            when: "now".into(),
            day: String::new(),
            notice: None,
            wrong: vec![],
            chrome,
        }
    }

    /// How many warnings are left: who opens the paper all the same says why.
    fn warnings(&self) -> usize {
        self.findings.len() + self.unlisted.len()
    }

    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

fn number(version: &str) -> Result<Option<i64>, Problem> {
    match version {
        "" => Ok(None),
        n => n.parse().map(Some).map_err(|_| Problem::Missing),
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    Query(which): Query<Which>,
) -> Answer {
    let version = number(&which.version)?;
    let would = app.would_open(&person, &slug, version).await?;
    show(&Publish::new(&app, &person, chrome, &would, version))
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::PublishPapers) {
        return Err(Problem::NotAllowed);
    }
    if fields.action == "unplan" {
        app.drop_plan(&person, &slug).await?;
        return go_to(&format!("/author/{slug}/publish?done=unplanned_paper"));
    }
    let version = number(fields.first("version"))?;
    let would = app.would_open(&person, &slug, version).await?;
    let mut page = Publish::new(&app, &person, chrome, &would, version);
    page.reason = fields.first("reason").to_owned();
    page.day = fields.first("day").to_owned();
    page.when = fields.first("when").to_owned();
    let on = match (page.when.as_str(), page.day.parse::<Date>()) {
        ("day", Ok(day)) if day > app.today() => Some(day),
        ("day", _) => return again(page, &PaperTrouble::BadDay),
        _ => None,
    };
    let opening = Opening { version, seen: fields.first("seen").to_owned(), reason: page.reason.clone(), on };
    match app.open_paper(&person, &slug, &opening).await {
        Ok(Some(_)) => go_to(&format!("/author/{slug}?done=opened_paper")),
        Ok(None) => go_to(&format!("/author/{slug}/publish?done=planned_paper")),
        Err(Trouble::Paper(why)) => again(page, &why),
        Err(Trouble::Overtaken) => {
            page.notice = Some(
                "この画面を開いたあとに、様式が保存されました。まだ公開していません。下の新しい内容を確かめて、もう一度公開してください。",
            );
            Ok((StatusCode::CONFLICT, show(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn again(mut page: Publish, why: &PaperTrouble) -> Answer {
    let target = match why {
        PaperTrouble::NoReason => "reason",
        PaperTrouble::BadDay => "day",
        _ => "main",
    };
    page.wrong = vec![Wrong::at(target, desk::trouble(why))];
    page.chrome = page.chrome.with_errors();
    show_again(&page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_open_blocked_planned_and_wrong() {
        for (blocked, may_publish, version) in
            [(None, true, None), (Some("あと 1 つ".to_owned()), true, Some(2)), (None, false, None)]
        {
            for wrong in [vec![], ["reason", "day"].map(|t| Wrong::at(t, "書いてください")).into()] {
                for_staff(|chrome| Publish {
                    chrome,
                    desk: Desk { slug: "x".into(), may_publish, warnings: 1, ..Desk::default() },
                    version,
                    findings: found::sample(),
                    unlisted: version.map(|_| "<mitei>".to_owned()).into_iter().collect(),
                    changes: version.map(|_| vec!["変わる".to_owned()]),
                    is_open: false,
                    blocked: blocked.clone(),
                    planned: Some(Planned {
                        day: "令和8年12月1日".into(),
                        by: "見本".into(),
                        reason: "急ぐ".into(),
                    }),
                    seen: "hash".into(),
                    reason: "急ぐため".into(),
                    when: "day".into(),
                    day: "2026-12-01".into(),
                    notice: (!wrong.is_empty()).then_some("保存されました"),
                    wrong: wrong.clone(),
                });
            }
        }
    }
}
