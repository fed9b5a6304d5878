//! 意見照会: asking a department or an expert, and writing down what they say.

use chrono::Days;
use madoguchi_app::{App, CaseFile, StaffPerson};
use madoguchi_workflow::{Action, Asked, Opinion};

use super::ask::{Ask, Input, Kind, day, text};
use crate::{complaint::Wrong, form_state::Fields, problem::Problem};

/// So many days are offered for an answer.
const USUAL_DAYS: u64 = 14;
/// The choice of somebody outside of city hall.
const EXPERT: &str = "-";

pub async fn ask(app: &App, case: &CaseFile) -> Result<Ask, Problem> {
    let others = app.open_departments().await?.into_iter();
    let others = others.filter(|(id, _)| *id != case.submission.department);
    let others = others.map(|(id, name)| (id.to_string(), name));
    let others = others.chain([(EXPERT.to_owned(), "市役所の外の人（下に名前を書く）".to_owned())]).collect();
    let due = app.calendar().open_from(app.today() + Days::new(USUAL_DAYS));
    let means = "照会した課は、答えるまでこの申請を見られます。市役所の外の人には見えません（答えはこの課が書き取ります）。審査は続けられます。";
    let inputs = vec![
        Input::new("of", "意見を聞く相手", "課を選ぶか、市役所の外の人を選びます。", Kind::Choose(others)),
        Input::new("name", "外の人の名前", "市役所の外の人に聞くときだけ書きます。", Kind::Line).optional(),
        Input::new("text", "聞くこと", "相手が読みます。", Kind::Lines),
        Input::new("due", "いつまで", "今日か、今日よりあとの日。", Kind::Day).value(due.to_string()),
    ];
    Ok(Ask::new("意見を聞く", means, inputs, "意見を照会する"))
}

pub fn asked(app: &App, fields: &Fields) -> Result<Action, Vec<Wrong>> {
    let (of, name) = (fields.first("of"), text(fields, "name"));
    let departments = app.departments();
    let of = match departments.iter().find(|d| d.id.to_string() == of) {
        Some(d) if name.is_empty() => Asked::Department { id: d.id.clone(), name: d.name.clone() },
        Some(_) => {
            let words = "外の人の名前：課に聞くときは書かないでください。外の人に聞くときは、相手で「市役所の外の人」を選んでください";
            return Err(vec![Wrong::at("name", words)]);
        }
        None if name.is_empty() => {
            return Err(vec![Wrong::at("name", "外の人の名前：書いてください")]);
        }
        None => Asked::Expert { name },
    };
    match day(fields.first("due")) {
        Some(due) if due >= app.today() => Ok(Action::AskOpinion { of, question: text(fields, "text"), due }),
        _ => Err(vec![Wrong::at("due", "いつまで：今日か、今日よりあとの日を書いてください")]),
    }
}

/// The questions this person may answer: those to their department, and those to experts where their own asked.
pub fn answerable<'c>(case: &'c CaseFile, person: &StaffPerson) -> Vec<&'c Opinion> {
    let own = case.submission.department == person.department;
    let theirs = |o: &&Opinion| match &o.of {
        Asked::Department { id, .. } => *id == person.department,
        Asked::Expert { .. } => own,
    };
    case.facts.open_opinions().filter(theirs).collect()
}

pub fn give(case: &CaseFile, person: &StaffPerson) -> Result<Ask, Problem> {
    let open = answerable(case, person);
    let first = open.first().ok_or(Problem::NotNow)?;
    let choices = open
        .iter()
        .map(|o| (o.number.to_string(), format!("{}. {}へ（{} まで）", o.number, o.of.name(), o.due)));
    let number =
        Input::new("number", "どの照会か", "答える照会を選びます。", Kind::Radios(choices.collect()));
    let inputs = vec![
        number.value(first.number.to_string()),
        Input::new("text", "意見", "照会した課が読みます。申請者には見えません。", Kind::Lines),
    ];
    let means = "意見は経過に残り、あとから変えられません。決めるのは照会した課です。";
    let mut ask = Ask::new("意見を書く", means, inputs, "意見を送る");
    ask.shown = open.iter().map(|o| ("聞かれたこと", format!("{}. {}", o.number, o.question))).collect();
    Ok(ask)
}

pub fn given(fields: &Fields) -> Result<Action, Vec<Wrong>> {
    let number = fields.first("number").parse();
    let number = number.map_err(|_| vec![Wrong::at("number-1", "どの照会か：選んでください")])?;
    Ok(Action::GiveOpinion { number, text: text(fields, "text") })
}
