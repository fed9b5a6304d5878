//! It is somebody else's: another department's of this city, or another authority's.

use madoguchi_app::{App, CaseFile};
use madoguchi_workflow::Action;

use super::ask::{Ask, Input, Kind, text};
use crate::{complaint::Wrong, form_state::Fields, problem::Problem};

/// 所管替え
pub async fn transfer(app: &App, case: &CaseFile) -> Result<Ask, Problem> {
    let s = &case.submission;
    let others = app.open_departments().await?.into_iter().filter(|(id, _)| *id != s.department);
    let others = others.map(|(id, name)| (id.to_string(), name)).collect();
    let means = format!(
        "届いた日は {} のまま変わりません。申請者に新しい担当課を知らせます。移したあと、この課からは見られなくなります。",
        s.arrived_at.date()
    );
    let inputs = vec![
        Input::new("to", "移す先の課", "この申請を担当する課です。", Kind::Choose(others)),
        Input::reason("移す先の課が読みます。"),
    ];
    Ok(Ask::new("ほかの課へ移す", &means, inputs, "この課へ移す"))
}

pub fn transferred(app: &App, fields: &Fields) -> Result<Action, Vec<Wrong>> {
    let departments = app.departments();
    let to = departments.iter().find(|d| d.id.to_string() == fields.first("to"));
    let to = to.ok_or_else(|| vec![Wrong::at("to", "移す先の課：選んでください")])?;
    Ok(Action::Transfer { to: to.id.clone(), name: to.name.clone(), reason: text(fields, "reason") })
}

/// 移送・案内
pub fn redirect() -> Ask {
    let means =
        "この市で決めることではないとして終えます。案内先と理由は、申請者の申請状況のページに出ます。";
    let inputs = vec![
        Input::new("to", "案内先の機関", "奈良県中和保健所 のように。", Kind::Line),
        Input::new(
            "reason",
            "理由と、申請者がすること",
            "申請者が読んで動けるように書いてください。",
            Kind::Lines,
        ),
    ];
    Ask::new("ほかの機関を案内して終える", means, inputs, "案内して終える")
}

pub fn redirected(fields: &Fields) -> Action {
    Action::Redirect { to: text(fields, "to"), reason: text(fields, "reason") }
}
