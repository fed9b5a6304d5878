//! Moves between the hands of the office: who reviews, what goes on, what comes back, what is approved.

use madoguchi_app::{App, CaseFile, StaffPerson};
use madoguchi_auth::Deed;
use madoguchi_vocab::Role;
use madoguchi_workflow::{Action, Stage};

use super::ask::{Ask, Input, Kind, text};
use crate::{complaint::Wrong, form_state::Fields, problem::Problem, staff::said};

/// 担当を決める
pub async fn assign(app: &App, case: &CaseFile) -> Result<Ask, Problem> {
    let all = app.colleagues(&case.submission.department).await?;
    let reviews = |role| matches!(role, Role::Clerk | Role::Approver | Role::DepartmentHead);
    let people = all.into_iter().filter(|p| reviews(p.role) && p.may_at_home(Deed::WorkOnSubmission));
    let people = people.map(|p| (p.id.to_string(), p.name)).collect();
    let holder = case.submission.holder.map(|id| id.to_string()).unwrap_or_default();
    let input =
        Input::new("to", "担当する人", "この課で審査ができる人です。", Kind::Choose(people)).value(holder);
    let means = "選んだ人の担当になります。申請者には知らせません。";
    Ok(Ask::new("担当を決める", means, vec![input], "この人に決める"))
}

pub async fn assigned(app: &App, case: &CaseFile, fields: &Fields) -> Result<Action, Vec<Wrong>> {
    let gone = || vec![Wrong::at("to", "担当する人：選んでください")];
    let all = app.colleagues(&case.submission.department).await.map_err(|_| gone())?;
    let chosen = all.into_iter().find(|p| p.id.to_string() == fields.first("to")).ok_or_else(gone)?;
    Ok(Action::Assign { to: chosen.id, name: chosen.name })
}

/// 担当を外す
pub fn release(case: &CaseFile) -> Ask {
    let means = "担当を外し、未割当に戻します。いまの段階は変わりません。申請者には知らせません。";
    let reason = Input::reason("なぜ外すのかを書いてください。職員だけが見ます。");
    let mut ask = Ask::new("担当を外す", means, vec![reason], "担当を外す");
    ask.shown = vec![("いまの担当", case.holder_name.clone().unwrap_or_default())];
    ask
}

pub fn released(case: &CaseFile, fields: &Fields) -> Action {
    let name = case.holder_name.clone().unwrap_or_default();
    Action::Release { name, reason: text(fields, "reason") }
}

/// 次の審査へ
pub fn forward() -> Ask {
    let means = "この審査を終えて、次の審査の担当が見られるようにします。申請者には知らせません。";
    Ask::new("次の審査へ回す", means, vec![], "次の審査へ回す")
}

/// 差戻し
pub fn send_back(case: &CaseFile) -> Ask {
    let means = "前に審査した人の担当に戻します。職員の中だけのことで、申請者には知らせません。";
    let reason = Input::reason("何を直してほしいかを書いてください。職員だけが見ます。");
    let mut ask = Ask::new("差し戻す", means, vec![reason], "差し戻す");
    ask.shown = proposed(case);
    ask
}

pub fn sent_back(fields: &Fields) -> Action {
    Action::SendBack { reason: text(fields, "reason") }
}

/// 引戻し
pub fn pull_back(case: &CaseFile) -> Ask {
    let means = "決裁を待つのをやめて、審査に戻します。起案は経過に残ります。";
    let mut ask = Ask::new("決裁から引き戻す", means, vec![], "引き戻す");
    ask.shown = proposed(case);
    ask
}

/// 承認, with the whole proposal in sight.
pub async fn approve(app: &App, person: &StaffPerson, case: &CaseFile) -> Result<Ask, Problem> {
    let only = std::slice::from_ref(&case.submission.receipt);
    let approval = app.approvals_of(person, only).await?.into_iter().next().ok_or(Problem::NotNow)?;
    let means = "下の内容を承認します。最後の承認であれば決定になり、申請者に知らせます。";
    let mut ask = Ask::new("承認する", means, vec![], "この内容で承認する");
    if let Some(instead) = approval.ground.as_ref().ok().and_then(said::instead) {
        ask.means.push(format!("{instead}承認します。記録に残ります。"));
    }
    ask.shown = vec![("起案した人", approval.proposer)];
    if !approval.approved.is_empty() {
        ask.shown.push(("承認した人", approval.approved.join("、")));
    }
    ask.shown.extend(proposed(case));
    if let Some(back) = &approval.sent_back {
        let reason = if back.reason.is_empty() { "（引戻し）".to_owned() } else { back.reason.clone() };
        ask.shown.push(("前回の差戻し", format!("{}：{reason}", back.by)));
        ask.shown.push(("前回の案", said::summary(&back.before)));
        let changes = back.changes.iter().map(|c| format!("{}：「{}」→「{}」", c.label, c.before, c.after));
        let changes = changes.collect::<Vec<_>>().join("\n");
        if !changes.is_empty() {
            ask.shown.push(("差戻しのあとの補正", changes));
        }
    }
    Ok(ask)
}

/// The whole proposal, word by word.
fn proposed(case: &CaseFile) -> Vec<said::Line> {
    match &case.submission.stage {
        Stage::AwaitingApproval { ruling, .. } => said::ruling(ruling),
        Stage::Received { .. }
        | Stage::Accepted { .. }
        | Stage::InReview { .. }
        | Stage::AwaitingCorrection { .. }
        | Stage::Corrected { .. }
        | Stage::Decided { .. }
        | Stage::Withdrawn { .. } => vec![],
    }
}
