//! The decision, or the proposal of one, with its reasons: written, looked at as the resident will read it, confirmed.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, CaseFile, Trouble};
use madoguchi_vocab::{normalise, number::thousands};
use madoguchi_workflow::{Action, ActionName, Event, Fee, Missing, Outcome, Refusal, Topic};

use super::{
    case::{number, path},
    labels,
    moves::{self, Unmet},
    phrases::{self, Group},
    said,
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

/// The last press, and the one that leads back to the form.
const CONFIRM: &str = "confirm";
const AGAIN: &str = "again";
/// What is posted: kept from one page to the next.
const NAMES: [&str; 10] = [
    "decision",
    "phrase.note",
    "note",
    "part",
    "part_basis",
    "phrase.part_facts",
    "part_facts",
    "basis",
    "phrase.facts",
    "facts",
];

#[derive(Template)]
#[template(path = "staff/decide.html")]
struct Decide {
    chrome: Chrome,
    receipt: String,
    matter: String,
    revision: i64,
    /// A colleague will have to approve it.
    proposes: bool,
    may_grant: bool,
    may_grant_in_part: bool,
    may_refuse: bool,
    may_acknowledge: bool,
    unmet: Vec<Unmet>,
    /// A fee was reckoned from the answers and nobody has spoken of it yet.
    fee_unsaid: bool,
    /// What was asked for and is not paid: 600円
    fee_owed: Option<String>,
    remedy: Vec<String>,
    phrases: Phrases,
    chosen: String,
    note: String,
    part: String,
    part_basis: String,
    part_facts: String,
    basis: String,
    facts: String,
    wrong: Vec<Wrong>,
    /// Somebody was quicker: where it stands now.
    meanwhile: Option<&'static str>,
}

/// The department's sentences for a word to the resident and for the facts of a refusal, and those that are chosen.
#[derive(Default)]
struct Phrases {
    notes: Vec<Group>,
    facts: Vec<Group>,
    note: String,
    fact: String,
    part_fact: String,
}

impl Phrases {
    async fn of(app: &App, case: &CaseFile, fields: &Fields) -> Result<Self, Problem> {
        let [note, fact, part_fact] =
            ["note", "facts", "part_facts"].map(|name| fields.first(&format!("phrase.{name}")).to_owned());
        let notes = phrases::own(app, &case.submission, Topic::Completion).await?;
        let facts = phrases::own(app, &case.submission, Topic::Refusal).await?;
        Ok(Self {
            notes: phrases::with_chosen(notes, &note),
            facts: phrases::with_chosen(phrases::with_chosen(facts, &fact), &part_fact),
            note,
            fact,
            part_fact,
        })
    }
}

/// What will be said, before it is.
#[derive(Template)]
#[template(path = "staff/decide_confirm.html")]
struct Confirm {
    chrome: Chrome,
    receipt: String,
    matter: String,
    revision: i64,
    proposes: bool,
    /// Word by word.
    said: Vec<said::Line>,
    /// Where the mail goes, if there is an address.
    email: Option<String>,
    /// The notice goes on paper.
    by_post: bool,
    /// What was posted.
    kept: Vec<(&'static str, String)>,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
) -> Answer {
    let case = app.open_case(&person, &number(&receipt)?).await?;
    let page = Decide::new(&app, chrome, &case, &Fields::default()).await?;
    if page.is_open() || !page.unmet.is_empty() { show(&page) } else { Err(Problem::NotNow) }
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    let case = app.open_case(&person, &receipt).await?;
    if fields.action == AGAIN {
        return show(&Decide::new(&app, chrome, &case, &fields).await?);
    }
    let wrong = match action(&case, &fields) {
        None => vec![Wrong::at("decision-1", "決定を選んでください")],
        Some(action) => {
            let (revision, name) = (fields.revision.unwrap_or_default(), action.name());
            let tried = if fields.action == CONFIRM {
                app.act(&person, &receipt, revision, action).await.map(|()| None)
            } else {
                app.foresee(&person, &receipt, revision, action).await.map(Some)
            };
            match tried {
                Ok(None) => return go_to(&format!("{}?done={}", path(&receipt), name.code())),
                Ok(Some(event)) => {
                    let by_post = !app.wants_no_paper(&case.submission).await?;
                    return show(&Confirm::new(chrome, &case, &event, by_post, &fields));
                }
                Err(Trouble::Refused(Refusal::Missing(missing))) => lacking(missing, &fields),
                Err(Trouble::Refused(
                    why @ (Refusal::CorrectionOpen { .. } | Refusal::Unchecked | Refusal::FeeOwed),
                )) => vec![Wrong::at("decision-1", said::refusal(&why))],
                Err(Trouble::Unprintable(letter)) => vec![Wrong::at("decision-1", said::unprintable(letter))],
                Err(Trouble::Overtaken | Trouble::Refused(Refusal::NotNow { .. })) => {
                    let case = app.open_case(&person, &receipt).await?;
                    let page = Decide::new(&app, chrome, &case, &fields).await?.after(&case);
                    return Ok((StatusCode::CONFLICT, show(&page)?).into_response());
                }
                Err(other) => return Err(other.into()),
            }
        }
    };
    let mut page = Decide::new(&app, chrome.with_errors(), &case, &fields).await?;
    page.wrong = wrong;
    show_again(&page)
}

/// What was chosen and written.
pub(super) fn action(case: &CaseFile, fields: &Fields) -> Option<Action> {
    let said = |name: &str| normalise::prose(&phrases::said(fields, name));
    let outcome = match fields.first("decision") {
        "grant" => Outcome::Grant { note: said("note") },
        "grant_in_part" => {
            Outcome::GrantInPart { part: said("part"), basis: said("part_basis"), facts: said("part_facts") }
        }
        "refuse" => Outcome::Refuse { basis: said("basis"), facts: said("facts") },
        "acknowledge" => return Some(Action::Acknowledge { note: said("note") }),
        _ => return None,
    };
    Some(if proposes(case) { Action::Propose { outcome } } else { Action::Decide { outcome } })
}

/// Whether the paper wants a colleague's approval, wherever the submission stands now.
fn proposes(case: &CaseFile) -> bool {
    case.submission.paper.workflow.knows(ActionName::Propose)
}

/// Whether the paper reckons a fee that the applicant was neither asked for nor spared. It hinders no decision: what is paid
/// at the counter is not always written down here.
fn fee_unsaid(case: &CaseFile) -> bool {
    let reckoned = case.submission.paper.computes.iter().any(|c| c.key.as_str() == "fee");
    reckoned && case.facts.fee == Fee::None && case.allowed.contains(&ActionName::ChargeFee)
}

/// What reasons lack; everything at once.
fn lacking(missing: Missing, fields: &Fields) -> Vec<Wrong> {
    let in_part = fields.first("decision") == "grant_in_part";
    let asked = [
        (in_part, "part", "認める内容と条件", Missing::Part),
        (in_part, "part_basis", "適用した基準・条項", Missing::Basis),
        (in_part, "part_facts", "理由となる事実", Missing::Facts),
        (!in_part, "basis", "適用した基準・条項", Missing::Basis),
        (!in_part, "facts", "理由となる事実", Missing::Facts),
    ];
    let empty = |name: &str| normalise::prose(&phrases::said(fields, name)).is_empty();
    let wrong: Vec<_> = asked
        .into_iter()
        .filter(|(is_asked, name, ..)| *is_asked && empty(name))
        .map(|(_, name, label, what)| Wrong::at(name, format!("{label}：{}", said::lacking(what))))
        .collect();
    if wrong.is_empty() { vec![Wrong::at("decision-1", said::lacking(missing))] } else { wrong }
}

impl Decide {
    async fn new(app: &App, chrome: Chrome, case: &CaseFile, fields: &Fields) -> Result<Self, Problem> {
        let may = |name| case.allowed.contains(&name) || case.allowed.contains(&ActionName::Propose);
        let only = case.allowed.contains(&ActionName::Acknowledge).then_some("acknowledge");
        let s = &case.submission;
        let field = |name| fields.first(name).to_owned();
        let mut unmet = moves::unmet_of(case, &moves::DECISIONS);
        // What is said once need not be said for each outcome.
        unmet.dedup_by(|a, b| a.why == b.why);
        Ok(Self {
            phrases: Phrases::of(app, case, fields).await?,
            receipt: s.receipt.to_string(),
            matter: format!("{}　{}", s.paper.procedure.title.ja, s.applicant_name),
            revision: fields.revision.unwrap_or(s.revision),
            proposes: proposes(case),
            may_grant: may(ActionName::Grant),
            may_grant_in_part: may(ActionName::GrantInPart),
            may_refuse: may(ActionName::Refuse),
            may_acknowledge: case.allowed.contains(&ActionName::Acknowledge),
            unmet,
            fee_unsaid: fee_unsaid(case),
            fee_owed: match &case.facts.fee {
                Fee::Owed { yen, .. } => Some(format!("{}円", thousands(yen))),
                _ => None,
            },
            remedy: app.remedy_notice(s).lines().map(str::to_owned).collect(),
            chosen: only.unwrap_or(fields.first("decision")).to_owned(),
            note: field("note"),
            part: field("part"),
            part_basis: field("part_basis"),
            part_facts: field("part_facts"),
            basis: field("basis"),
            facts: field("facts"),
            wrong: vec![],
            meanwhile: None,
            chrome,
        })
    }

    /// What was written is kept beside what happened meanwhile; it can be confirmed anew, if it still can be decided.
    fn after(self, case: &CaseFile) -> Self {
        let meanwhile = Some(labels::stage(case.submission.stage.name()));
        Self { meanwhile, revision: case.submission.revision, ..self }
    }

    fn is_open(&self) -> bool {
        self.may_grant || self.may_grant_in_part || self.may_refuse || self.may_acknowledge
    }

    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }

    /// The number of a choice among those that are there.
    fn nth(&self, choice: &str) -> usize {
        let there = [
            ("grant", self.may_grant),
            ("grant_in_part", self.may_grant_in_part),
            ("refuse", self.may_refuse),
        ];
        let there = there.iter().filter(|(_, is_there)| *is_there);
        there.take_while(|(code, _)| *code != choice).count() + 1
    }

    /// What was written, where nothing can be decided any more.
    fn written(&self) -> Vec<&String> {
        let p = &self.phrases;
        let all = [&p.note, &self.note, &self.part, &self.part_basis, &p.part_fact, &self.part_facts];
        let all = all.into_iter().chain([&self.basis, &p.fact, &self.facts]);
        all.filter(|words| !words.is_empty()).collect()
    }
}

impl Confirm {
    fn new(chrome: Chrome, case: &CaseFile, event: &Event, by_post: bool, fields: &Fields) -> Self {
        let s = &case.submission;
        let said = match event {
            Event::Decided { ruling, .. } | Event::Proposed { ruling, .. } => said::ruling(ruling),
            // No other event comes of a decision or a proposal.
            _ => vec![],
        };
        Self {
            receipt: s.receipt.to_string(),
            matter: format!("{}　{}", s.paper.procedure.title.ja, s.applicant_name),
            revision: s.revision,
            proposes: matches!(event, Event::Proposed { .. }),
            said,
            email: s.email.clone(),
            by_post,
            kept: NAMES.map(|name| (name, fields.first(name).to_owned())).into(),
            chrome,
        }
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
                matter: "見本の手続き　見本 花子".into(),
                revision: 2,
                proposes: ruling,
                may_grant: ruling,
                may_grant_in_part: ruling,
                may_refuse: ruling,
                may_acknowledge: open && !ruling,
                fee_unsaid: ruling,
                fee_owed: open.then(|| "600円".to_owned()),
                unmet: vec![Unmet {
                    what: "認容する",
                    why: "手数料がまだ納められていません".into(),
                    url: "/staff".into(),
                    way_on: "手数料を記録する",
                }],
                remedy: vec!["1　審査請求".into()],
                phrases: Phrases {
                    notes: phrases::tests::sample(),
                    facts: if open { phrases::tests::sample() } else { vec![] },
                    ..Phrases::default()
                },
                chosen: "refuse".into(),
                note: String::new(),
                part: "半分<だけ>".into(),
                part_basis: String::new(),
                part_facts: String::new(),
                basis: String::new(),
                facts: String::new(),
                wrong: if ruling { lacking(Missing::Basis, &Fields::default()) } else { vec![] },
                meanwhile: (!open).then_some("認容"),
            });
        }
    }

    #[test]
    fn the_page_before_the_last_press_draws() {
        for email in [None, Some("hanako@example.jp".to_owned())] {
            for_staff(|chrome| Confirm {
                chrome,
                receipt: "K7MN-4128-83".into(),
                matter: "見本の手続き　見本 花子".into(),
                revision: 2,
                proposes: email.is_none(),
                said: vec![("決定", "拒否".into()), ("教示", "1　審査請求\n2　訴え".into())],
                by_post: email.is_none(),
                email: email.clone(),
                kept: vec![("decision", "refuse".into()), ("facts", "<事実>\nと".into())],
            });
        }
    }
}
