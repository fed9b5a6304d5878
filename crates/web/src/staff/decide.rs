//! The decision, with its reasons.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, CaseFile, Trouble};
use madoguchi_vocab::normalise;
use madoguchi_workflow::{Action, ActionName, Missing, Refusal};

use super::{
    case::{number, path},
    labels,
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}/decide";

#[derive(Template)]
#[template(path = "staff/decide.html")]
struct Decide {
    chrome: Chrome,
    receipt: String,
    revision: i64,
    may_grant: bool,
    may_refuse: bool,
    may_acknowledge: bool,
    remedy: Vec<String>,
    chosen: String,
    note: String,
    basis: String,
    facts: String,
    wrong: Vec<Wrong>,
    /// Somebody was quicker: where it stands now.
    meanwhile: Option<&'static str>,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
) -> Answer {
    let case = app.open_case(&person, &number(&receipt)?).await?;
    let page = Decide::new(&app, chrome, &case, &Fields::default());
    if page.is_open() { show(&page) } else { Err(Problem::NotNow) }
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    let said = |name: &str| normalise::prose(fields.first(name));
    let action = match fields.first("decision") {
        "grant" => Some(Action::Grant { note: said("note") }),
        "refuse" => Some(Action::Refuse { basis: said("basis"), facts: said("facts") }),
        "acknowledge" => Some(Action::Acknowledge { note: said("note") }),
        _ => None,
    };
    let wrong = match action {
        None => vec![Wrong::at("decision-1", "決定を選んでください")],
        Some(action) => match app.act(&person, &receipt, fields.revision.unwrap_or_default(), action).await {
            Ok(()) => return go_to(&path(&receipt)),
            Err(Trouble::Refused(Refusal::Missing(missing))) => lacking(missing, &fields),
            Err(Trouble::Overtaken | Trouble::Refused(Refusal::NotNow { .. })) => {
                let case = app.open_case(&person, &receipt).await?;
                let page = Decide::new(&app, chrome, &case, &fields).after(&case);
                return Ok((StatusCode::CONFLICT, show(&page)?).into_response());
            }
            Err(other) => return Err(other.into()),
        },
    };
    let case = app.open_case(&person, &receipt).await?;
    let mut page = Decide::new(&app, chrome.with_errors(), &case, &fields);
    page.wrong = wrong;
    show_again(&page)
}

/// What a refusal lacks; both at once if both are.
fn lacking(missing: Missing, fields: &Fields) -> Vec<Wrong> {
    let basis = Wrong::at("basis", "適用した基準・条項：どの基準や条項によるかを書いてください");
    let facts = Wrong::at("facts", "理由となる事実：どの事実がそれに当たるかを書いてください");
    match missing {
        Missing::Basis if normalise::prose(fields.first("facts")).is_empty() => vec![basis, facts],
        Missing::Basis => vec![basis],
        Missing::Facts | Missing::Items | Missing::ItemReason | Missing::Reason | Missing::Words => {
            vec![facts]
        }
    }
}

impl Decide {
    fn new(app: &App, chrome: Chrome, case: &CaseFile, fields: &Fields) -> Self {
        let may = |name| case.allowed.contains(&name);
        let only = may(ActionName::Acknowledge).then_some("acknowledge");
        Self {
            receipt: case.submission.receipt.to_string(),
            revision: fields.revision.unwrap_or(case.submission.revision),
            may_grant: may(ActionName::Grant),
            may_refuse: may(ActionName::Refuse),
            may_acknowledge: may(ActionName::Acknowledge),
            remedy: app.remedy_notice(&case.submission).lines().map(str::to_owned).collect(),
            chosen: only.unwrap_or(fields.first("decision")).to_owned(),
            note: fields.first("note").to_owned(),
            basis: fields.first("basis").to_owned(),
            facts: fields.first("facts").to_owned(),
            wrong: vec![],
            meanwhile: None,
            chrome,
        }
    }

    /// What was written is kept beside what happened meanwhile; one more press decides, if it still can be decided.
    fn after(self, case: &CaseFile) -> Self {
        let meanwhile = Some(labels::stage(case.submission.stage.name()));
        Self { meanwhile, revision: case.submission.revision, ..self }
    }

    fn is_open(&self) -> bool {
        self.may_grant || self.may_refuse || self.may_acknowledge
    }

    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_for_both_flows_and_with_complaints() {
        for (ruling, open) in [(true, true), (false, true), (false, false)] {
            for_staff(|chrome| Decide {
                chrome,
                receipt: "K7MN-4128-83".into(),
                revision: 2,
                may_grant: ruling,
                may_refuse: ruling,
                may_acknowledge: open && !ruling,
                remedy: vec!["1　審査請求".into()],
                chosen: "refuse".into(),
                note: String::new(),
                basis: String::new(),
                facts: String::new(),
                wrong: if ruling { lacking(Missing::Basis, &Fields::default()) } else { vec![] },
                meanwhile: (!open).then_some("認容"),
            });
        }
    }
}
