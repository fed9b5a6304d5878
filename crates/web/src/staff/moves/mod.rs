//! The moves of a submission: what may be done with it now, and a page for each.

pub mod ask;
pub mod done;
mod elsewhere;
mod fee;
mod hands;
mod opinion;

use ask::{Ask, Input, Kind};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use madoguchi_app::{App, CaseFile, StaffPerson, Trouble};
use madoguchi_workflow::{Action, ActionName, Flow, Goal, Refusal};

use super::{
    case::{number, path},
    labels, said,
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}/{move}";

/// A way to a page.
pub struct Link {
    pub url: String,
    pub words: &'static str,
    pub is_main: bool,
}

/// What would be possible if something were so, and where that is brought about.
pub struct Unmet {
    pub what: &'static str,
    pub why: String,
    pub url: String,
    pub way_on: &'static str,
}

/// What may be done with a submission now. Drawn by `staff/moves.html`.
pub struct Moves {
    pub receipt: String,
    pub revision: i64,
    /// The words on the button that takes it.
    pub takeable: Option<&'static str>,
    /// Whoever takes it may decide next.
    pub decides_next: bool,
    pub acceptable: bool,
    pub links: Vec<Link>,
    /// What is wanted less often.
    pub more: Vec<Link>,
    pub unmet: Vec<Unmet>,
}

impl Moves {
    /// Whether something else than taking it is what comes next.
    pub fn has_main(&self) -> bool {
        self.links.iter().any(|l| l.is_main)
    }

    /// Adds the way to the notice in force, where there is one.
    pub fn add_notice(&mut self, is_there: bool) {
        if is_there {
            let url = format!("/staff/a/{}/notice", self.receipt);
            self.links.push(Link { url, words: "通知書を見る", is_main: false });
        }
    }
}

#[cfg(test)]
impl Moves {
    /// Everything at once, for tests of pages that draw it.
    pub fn sample() -> Self {
        let link = |words, is_main| Link { url: "/staff/a/K7MN-4128-83/x".into(), words, is_main };
        Self {
            receipt: "K7MN-4128-83".into(),
            revision: 3,
            takeable: Some("自分の担当にする"),
            decides_next: true,
            acceptable: true,
            links: vec![link("決定する", true), link("申請者に書く", false)],
            more: vec![link("ほかの課へ移す", false)],
            unmet: vec![Unmet {
                what: "認容する",
                why: "手数料がまだ納められていません".into(),
                url: "/x".into(),
                way_on: "手数料を記録する",
            }],
        }
    }
}

/// The ways to bring a matter to its end, or to propose one.
pub const DECISIONS: [ActionName; 5] = [
    ActionName::Grant,
    ActionName::GrantInPart,
    ActionName::Refuse,
    ActionName::Acknowledge,
    ActionName::Propose,
];

/// What may be done with a submission now, by this person.
pub fn links(case: &CaseFile, person: &StaffPerson) -> Moves {
    let s = &case.submission;
    let may = |name| case.allowed.contains(&name);
    let mine = s.holder == Some(person.id);
    let base = path(&s.receipt);
    let link = |way: &str, words, is_main| Link { url: format!("{base}/{way}"), words, is_main };
    let mut links = vec![];
    if may(ActionName::AskCorrection) {
        links.push(link("correct", labels::action(ActionName::AskCorrection), false));
    }
    if DECISIONS.into_iter().any(may) {
        let proposes = may(ActionName::Propose);
        links.push(link("decide", if proposes { "決裁へ回す" } else { "決定する" }, true));
    }
    for (name, is_main) in
        [(ActionName::Approve, true), (ActionName::Forward, true), (ActionName::SendBack, false)]
    {
        if may(name) {
            links.push(link(name.code(), labels::action(name), is_main));
        }
    }
    if may(ActionName::Draw) && s.flow == Flow::Draw {
        let url = format!("/staff/draw/{}", s.paper.slug);
        links.push(Link { url, words: labels::action(ActionName::Draw), is_main: false });
    }
    if may(ActionName::Write) {
        links.push(link("write", "申請者に書く", false));
    }
    if may(ActionName::GiveOpinion) && !opinion::answerable(case, person).is_empty() {
        links.push(link("give_opinion", labels::action(ActionName::GiveOpinion), true));
    }
    if may(ActionName::Reopen) {
        links.push(link("reopen", "もう一度審査する", false));
    }
    let fee_open = may(ActionName::SettleFee) && fee::settleable(&case.facts.fee);
    let more = [
        (ActionName::Assign, may(ActionName::Assign)),
        (ActionName::Release, may(ActionName::Release)),
        (ActionName::PullBack, may(ActionName::PullBack)),
        (ActionName::AskOpinion, may(ActionName::AskOpinion)),
        (ActionName::ChargeFee, may(ActionName::ChargeFee)),
        (ActionName::SettleFee, fee_open),
        (ActionName::Transfer, may(ActionName::Transfer)),
        (ActionName::Redirect, may(ActionName::Redirect)),
    ];
    let more = more.into_iter().filter(|(_, open)| *open);
    Moves {
        receipt: s.receipt.to_string(),
        revision: s.revision,
        takeable: (may(ActionName::Take) && !mine).then_some(if s.holder.is_some() {
            "自分の担当にする"
        } else {
            labels::action(ActionName::Take)
        }),
        decides_next: decides_next(case) && !DECISIONS.into_iter().any(may),
        acceptable: may(ActionName::Accept),
        links,
        more: more.map(|(name, _)| link(name.code(), labels::action(name), false)).collect(),
        unmet: unmet(case),
    }
}

/// Whether the step that taking leads to is one at which it is decided, without a checklist to tick before.
fn decides_next(case: &CaseFile) -> bool {
    let s = &case.submission;
    let life = &s.paper.workflow;
    let Some(Goal::Step(next)) = life.find(ActionName::Take, s.stage.step()).map(|m| &m.to) else {
        return false;
    };
    let decisions = || life.at(next.as_str()).filter(|m| DECISIONS.contains(&m.action));
    decisions().next().is_some() && decisions().all(|m| m.needs.is_empty() || life.checklist.is_empty())
}

/// What might be done if something were so.
fn unmet(case: &CaseFile) -> Vec<Unmet> {
    let all: Vec<_> = case.unmet.iter().map(|(name, _)| *name).collect();
    unmet_of(case, &all)
}

/// Of these moves, those that might be made if something were so.
pub fn unmet_of(case: &CaseFile, names: &[ActionName]) -> Vec<Unmet> {
    let base = path(&case.submission.receipt);
    let line = |(name, why): &(ActionName, Refusal)| {
        let (url, way_on) = match why {
            Refusal::FeeOwed => (format!("{base}/settle_fee"), "手数料を記録する"),
            _ => (format!("{base}#checklist"), "確認リストを見る"),
        };
        Unmet { what: labels::action(*name), why: said::refusal(why), url, way_on }
    };
    case.unmet.iter().filter(|(name, _)| names.contains(name)).map(line).collect()
}

#[derive(Template)]
#[template(path = "staff/move.html")]
struct MovePage {
    chrome: Chrome,
    receipt: String,
    revision: i64,
    code: &'static str,
    matter: String,
    ask: Ask,
    wrong: Vec<Wrong>,
    /// Somebody was quicker: where it stands now.
    meanwhile: Option<&'static str>,
    /// Whether it can still be done.
    is_open: bool,
}

impl MovePage {
    fn new(chrome: Chrome, case: &CaseFile, name: ActionName, ask: Ask) -> Self {
        let s = &case.submission;
        Self {
            receipt: s.receipt.to_string(),
            revision: s.revision,
            code: name.code(),
            matter: format!("{}　{}", s.paper.procedure.title.ja, s.applicant_name),
            ask,
            wrong: vec![],
            meanwhile: None,
            is_open: true,
            chrome,
        }
    }

    fn wrong_at(&self, target: impl AsRef<str>) -> Option<&str> {
        complaint::at(&self.wrong, target.as_ref())
    }
}

/// What a move asks. Moves that have pages of their own elsewhere, or are made by residents, are not there.
async fn asked(app: &App, person: &StaffPerson, case: &CaseFile, name: ActionName) -> Result<Ask, Problem> {
    Ok(match name {
        ActionName::Assign => hands::assign(app, case).await?,
        ActionName::Release => hands::release(case),
        ActionName::Forward => hands::forward(),
        ActionName::SendBack => hands::send_back(case),
        ActionName::PullBack => hands::pull_back(case),
        ActionName::Approve => hands::approve(app, person, case).await?,
        ActionName::Redirect => elsewhere::redirect(),
        ActionName::Transfer => elsewhere::transfer(app, case).await?,
        ActionName::AskOpinion => opinion::ask(app, case).await?,
        ActionName::GiveOpinion => opinion::give(case, person)?,
        ActionName::ChargeFee => fee::charge(case),
        ActionName::SettleFee => fee::settle(app, case)?,
        ActionName::Accept
        | ActionName::Take
        | ActionName::AskCorrection
        | ActionName::Correct
        | ActionName::Propose
        | ActionName::Grant
        | ActionName::GrantInPart
        | ActionName::Refuse
        | ActionName::Acknowledge
        | ActionName::Draw
        | ActionName::Withdraw
        | ActionName::Reopen
        | ActionName::Write
        | ActionName::Ask
        | ActionName::Note
        | ActionName::Call
        | ActionName::Tick => return Err(Problem::Missing),
    })
}

/// What was said, as an action.
async fn made(app: &App, case: &CaseFile, name: ActionName, fields: &Fields) -> Result<Action, Vec<Wrong>> {
    Ok(match name {
        ActionName::Assign => hands::assigned(app, case, fields).await?,
        ActionName::Release => hands::released(case, fields),
        ActionName::Forward => Action::Forward,
        ActionName::SendBack => hands::sent_back(fields),
        ActionName::PullBack => Action::PullBack,
        ActionName::Approve => Action::Approve,
        ActionName::Redirect => elsewhere::redirected(fields),
        ActionName::Transfer => elsewhere::transferred(app, fields)?,
        ActionName::AskOpinion => opinion::asked(app, fields)?,
        ActionName::GiveOpinion => opinion::given(fields)?,
        ActionName::ChargeFee => fee::charged(fields)?,
        ActionName::SettleFee => fee::settled(app, case, fields)?,
        ActionName::Accept
        | ActionName::Take
        | ActionName::AskCorrection
        | ActionName::Correct
        | ActionName::Propose
        | ActionName::Grant
        | ActionName::GrantInPart
        | ActionName::Refuse
        | ActionName::Acknowledge
        | ActionName::Draw
        | ActionName::Withdraw
        | ActionName::Reopen
        | ActionName::Write
        | ActionName::Ask
        | ActionName::Note
        | ActionName::Call
        | ActionName::Tick => return Err(vec![]),
    })
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path((receipt, code)): Path<(String, String)>,
) -> Answer {
    let name = ActionName::parse(&code).ok_or(Problem::Missing)?;
    let case = app.open_case(&person, &number(&receipt)?).await?;
    if !case.allowed.contains(&name) {
        return Err(Problem::NotNow);
    }
    let ask = asked(&app, &person, &case, name).await?;
    show(&MovePage::new(chrome, &case, name, ask))
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path((receipt, code)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let name = ActionName::parse(&code).ok_or(Problem::Missing)?;
    let receipt = number(&receipt)?;
    let case = app.open_case(&person, &receipt).await?;
    // Where it cannot be done any more there may be nothing to ask: what was written is shown all the same.
    let mut ask = match asked(&app, &person, &case, name).await {
        Err(Problem::NotNow) => Ask::new(labels::action(name), "", written(&fields), labels::action(name)),
        ask => ask?,
    };
    let mut wrong = ask.heed(&fields);
    let revision = fields.revision.unwrap_or_default();
    if revision != case.submission.revision || !case.allowed.contains(&name) {
        return overtaken(MovePage::new(chrome, &case, name, ask), &case, name);
    }
    if wrong.is_empty() {
        match made(&app, &case, name, &fields).await {
            Err(more) => wrong.extend(more),
            Ok(action) => match app.act(&person, &receipt, revision, action).await {
                // Whoever gave it away does not see it any more.
                Ok(()) => return go_to(&after(&case, name, &person)),
                Err(Trouble::Overtaken | Trouble::Refused(Refusal::NotNow { .. })) => {
                    let case = app.open_case(&person, &receipt).await?;
                    return overtaken(MovePage::new(chrome, &case, name, ask), &case, name);
                }
                Err(Trouble::Unprintable(letter)) => {
                    wrong.push(Wrong::at(first(&ask), said::unprintable(letter)));
                }
                Err(Trouble::Refused(why)) => wrong.push(Wrong::at(first(&ask), said::refusal(&why))),
                Err(other) => return Err(other.into()),
            },
        }
    }
    show_again(&MovePage { wrong, ..MovePage::new(chrome.with_errors(), &case, name, ask) })
}

fn first(ask: &Ask) -> String {
    ask.inputs.first().map_or_else(|| "go".to_owned(), Input::id)
}

/// Where to go when it is done: to the submission, or to the list of those that are still theirs.
fn after(case: &CaseFile, name: ActionName, person: &StaffPerson) -> String {
    let leaves = match name {
        ActionName::Transfer => true,
        ActionName::GiveOpinion => case.submission.department != person.department,
        _ => false,
    };
    match name {
        _ if leaves && name == ActionName::GiveOpinion => "/staff/opinions?done=give_opinion".to_owned(),
        _ if leaves => format!("/staff/queue?done={}", name.code()),
        ActionName::Approve => format!("/staff/approvals?done={}", name.code()),
        _ => format!("{}?done={}", path(&case.submission.receipt), name.code()),
    }
}

/// What was posted, where no page asks for it any more.
fn written(fields: &Fields) -> Vec<Input> {
    let names = [("reason", "理由"), ("text", "内容"), ("how", "納め方")];
    let said = names.into_iter().filter(|(name, _)| !fields.first(name).is_empty());
    said.map(|(name, label)| Input::new(name, label, "", Kind::Lines).value(fields.first(name))).collect()
}

/// What was written is kept beside what happened meanwhile; one more press does it, if it still can be done.
fn overtaken(page: MovePage, case: &CaseFile, name: ActionName) -> Answer {
    let meanwhile = Some(labels::stage(case.submission.stage.name()));
    let page = MovePage { meanwhile, is_open: case.allowed.contains(&name), ..page };
    Ok((StatusCode::CONFLICT, show(&page)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_every_kind_of_input_and_with_complaints() {
        let two = || vec![("a".to_owned(), "甲".to_owned()), ("b".to_owned(), "乙<>".to_owned())];
        let kinds =
            || [Kind::Lines, Kind::Line, Kind::Digits, Kind::Day, Kind::Choose(two()), Kind::Radios(two())];
        let names = ["lines", "line", "digits", "day", "choose", "radios"];
        for (is_wrong, is_open) in [(false, true), (true, true), (false, false)] {
            for_staff(|chrome| {
                let inputs = names.into_iter().zip(kinds());
                let inputs: Vec<_> =
                    inputs.map(|(name, kind)| Input::new(name, "項目", "ヒント", kind).value("b")).collect();
                let wrong =
                    inputs.iter().filter(|_| is_wrong).map(|i| Wrong::at(i.id(), "項目：書いてください"));
                MovePage {
                    chrome,
                    receipt: "K7MN-4128-83".into(),
                    revision: 2,
                    code: "transfer",
                    matter: "見本の手続き　見本 花子".into(),
                    wrong: wrong.collect(),
                    ask: Ask {
                        shown: vec![("決定", "拒否".into())],
                        ..Ask::new("移す", "移します。", inputs, "移す")
                    },
                    meanwhile: (!is_open).then_some("審査中"),
                    is_open,
                }
            });
        }
    }
}
