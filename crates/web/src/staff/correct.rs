//! 補正を依頼する: point at questions, say why and by when.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use chrono::Datelike;
use madoguchi_app::{App, CaseFile, Trouble};
use madoguchi_vocab::{Date, Lang, normalise};
use madoguchi_workflow::{Action, ActionName, CorrectionItem, Missing, Refusal, Topic};

use super::{
    case::{number, path},
    phrases::{self, Group},
    story::{Step, since},
};
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}/correct";

/// The usual time to mend something, in calendar days.
const USUAL_DAYS: i64 = 14;

struct Item {
    field: String,
    label: String,
    answer: String,
    ticked: bool,
    /// The sentences to choose from, and the one that is chosen.
    phrases: Vec<Group>,
    phrase: String,
    /// In the clerk's own words.
    reason: String,
    wrong: Option<&'static str>,
}

impl Item {
    /// What the resident reads.
    fn said(&self) -> String {
        phrases::join(&self.phrase, &self.reason)
    }
}

/// What the resident will read, before it is sent.
struct Preview {
    items: Vec<(String, String)>,
    due: String,
}

#[derive(Template)]
#[template(path = "staff/correct.html")]
struct Correct {
    chrome: Chrome,
    receipt: String,
    procedure: String,
    applicant: String,
    revision: i64,
    items: Vec<Item>,
    preview: Option<Preview>,
    year: String,
    month: String,
    day: String,
    due_wrong: Option<&'static str>,
    wrong: Vec<Wrong>,
    /// Somebody was quicker: what happened since the page was drawn.
    meanwhile: Vec<Step>,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
) -> Answer {
    let case = app.open_case(&person, &number(&receipt)?).await?;
    if !case.allowed.contains(&ActionName::AskCorrection) {
        return Err(Problem::NotNow);
    }
    let due = app.calendar().open_from(app.today() + chrono::Days::new(USUAL_DAYS as u64));
    let date = [due.year().to_string(), due.month().to_string(), due.day().to_string()];
    let own = phrases::own(&app, &case.submission, Topic::Correction).await?;
    show(&Correct::new(chrome, &case, &own, &Fields::default(), date))
}

pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    let due = date(&fields);
    let items = fields
        .all("field")
        .map(|field| {
            let [phrase, own] = ["phrase", "reason"].map(|part| fields.first(&format!("{part}.{field}")));
            let reason = normalise::prose(&phrases::join(phrase, own));
            Ok(CorrectionItem { field: field.parse().map_err(|_| Problem::Unreadable)?, reason })
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    let complaint = match due {
        None => Refusal::DueOutOfReach,
        Some(_) if items.is_empty() => Refusal::Missing(Missing::Items),
        Some(_) if items.iter().any(|i| i.reason.trim().is_empty()) => Refusal::Missing(Missing::ItemReason),
        Some(due) if fields.action == "preview" => {
            let case = app.open_case(&person, &receipt).await?;
            let own = phrases::own(&app, &case.submission, Topic::Correction).await?;
            let mut page = Correct::new(chrome, &case, &own, &fields, typed_day(&fields));
            let due = page.chrome.day(&app.calendar().open_from(due));
            let ticked = page.items.iter().filter(|i| i.ticked);
            let items = ticked.map(|i| (i.label.clone(), i.said())).collect();
            page.preview = Some(Preview { items, due });
            return show(&page);
        }
        Some(due) => {
            let ask = Action::AskCorrection { items, due };
            match app.act(&person, &receipt, fields.revision.unwrap_or_default(), ask).await {
                Ok(()) => return go_to(&format!("{}?done=ask_correction", path(&receipt))),
                Err(Trouble::Overtaken) => {
                    let case = app.open_case(&person, &receipt).await?;
                    if !case.allowed.contains(&ActionName::AskCorrection) {
                        return Err(Problem::NotNow);
                    }
                    let seen = fields.revision.unwrap_or_default();
                    let own = phrases::own(&app, &case.submission, Topic::Correction).await?;
                    let mut page = Correct::new(chrome, &case, &own, &fields, typed_day(&fields));
                    page.meanwhile = since(&case, seen, person.id);
                    page.revision = case.submission.revision;
                    return Ok((StatusCode::CONFLICT, show(&page)?).into_response());
                }
                Err(Trouble::Refused(refusal)) => refusal,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let case = app.open_case(&person, &receipt).await?;
    let own = phrases::own(&app, &case.submission, Topic::Correction).await?;
    let mut page = Correct::new(chrome.with_errors(), &case, &own, &fields, typed_day(&fields));
    page.complain(&complaint)?;
    show_again(&page)
}

fn typed_day(fields: &Fields) -> [String; 3] {
    ["year", "month", "day"].map(|part| fields.first(&format!("due.{part}")).to_owned())
}

fn date(fields: &Fields) -> Option<Date> {
    let number = |part: &str| normalise::integer(fields.first(&format!("due.{part}")));
    Date::from_ymd_opt(
        i32::try_from(number("year")?).ok()?,
        u32::try_from(number("month")?).ok()?,
        u32::try_from(number("day")?).ok()?,
    )
}

impl Correct {
    fn new(
        chrome: Chrome,
        case: &CaseFile,
        own: &[Group],
        fields: &Fields,
        [year, month, day]: [String; 3],
    ) -> Self {
        let s = &case.submission;
        let lines: Vec<_> = s.show(Lang::Ja).into_iter().flat_map(|section| section.lines).collect();
        let items = s
            .correctable()
            .iter()
            .map(|key| {
                let line = lines.iter().find(|l| l.field == *key);
                let group = || s.paper.page_of(key.as_str()).map(|p| p.title.ja.clone());
                let kind = s.paper.field(key.as_str()).map(|f| &f.kind);
                let phrase = fields.first(&format!("phrase.{key}"));
                Item {
                    phrases: phrases::with_chosen(phrases::for_question(own, kind), phrase),
                    phrase: phrase.to_owned(),
                    label: line.map(|l| l.label.clone()).or_else(group).unwrap_or_default(),
                    answer: line.map_or_else(String::new, |l| {
                        if l.files.is_empty() {
                            l.answer.clone()
                        } else {
                            l.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join("、")
                        }
                    }),
                    ticked: fields.has("field", key.as_str()),
                    reason: fields.first(&format!("reason.{key}")).to_owned(),
                    wrong: None,
                    field: key.to_string(),
                }
            })
            .collect();
        Self {
            chrome,
            receipt: s.receipt.to_string(),
            procedure: s.paper.procedure.title.ja.clone(),
            applicant: s.applicant_name.clone(),
            revision: fields.revision.unwrap_or(s.revision),
            items,
            preview: None,
            year,
            month,
            day,
            due_wrong: None,
            wrong: vec![],
            meanwhile: vec![],
        }
    }

    fn complain(&mut self, refusal: &Refusal) -> Result<(), Problem> {
        match refusal {
            Refusal::Missing(Missing::Items) => {
                let first = self.items.first().map_or_else(String::new, |i| format!("f-{}", i.field));
                self.wrong.push(Wrong::at(first, "直してほしい項目を 1 つ以上選んでください"));
            }
            Refusal::Missing(_) => {
                for item in self.items.iter_mut().filter(|i| i.ticked && i.said().trim().is_empty()) {
                    item.wrong = Some("理由を選ぶか書いてください。申請者はこの文を読んで直します");
                    self.wrong.push(Wrong::at(
                        format!("r-{}", item.field),
                        format!("{}：理由を書いてください", item.label),
                    ));
                }
            }
            Refusal::DueOutOfReach => {
                self.due_wrong = Some("明日から 92 日までの日付を書いてください");
                self.wrong.push(Wrong::at("due-year", "期限：明日から 92 日までの日付を書いてください"));
            }
            Refusal::HeldByAnother => return Err(Problem::Held),
            _ => return Err(Problem::NotNow),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_complaints() {
        for refusal in
            [Refusal::Missing(Missing::Items), Refusal::Missing(Missing::ItemReason), Refusal::DueOutOfReach]
        {
            for_staff(|chrome| {
                let item = Item {
                    field: "phone".into(),
                    label: "電話番号".into(),
                    answer: "0744".into(),
                    ticked: true,
                    phrases: phrases::for_question(&phrases::tests::sample(), None),
                    phrase: String::new(),
                    reason: String::new(),
                    wrong: None,
                };
                let mut page = Correct {
                    chrome,
                    receipt: "K7MN-4128-83".into(),
                    procedure: "見本の手続き".into(),
                    applicant: "見本 花子".into(),
                    revision: 2,
                    items: vec![item],
                    preview: Some(Preview {
                        items: vec![("電話番号".into(), "つながりません".into())],
                        due: "12月7日".into(),
                    }),
                    year: "2026".into(),
                    month: "12".into(),
                    day: "7".into(),
                    due_wrong: None,
                    wrong: vec![],
                    meanwhile: vec![super::super::story::tests::sample()],
                };
                page.complain(&refusal).unwrap();
                assert_eq!(page.wrong.len(), 1);
                page
            });
        }
    }
}
