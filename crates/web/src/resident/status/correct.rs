//! 補正: only what was pointed at, with the clerk's reason above it; then before and after; then sent.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use madoguchi_app::{App, Submission, Trouble};
use madoguchi_forms::{FieldKind, FileFact, Typed};
use madoguchi_vocab::FieldKey;
use madoguchi_workflow::{Change, Refusal, Stage};

use super::{path, show::label_of, submission_of};
use crate::{
    chrome::{Chrome, READINGS, SPEAK},
    complaint::{Wrong, about_file},
    form_state::{Fields, Upload},
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    questions::{Sheet, Source},
    resident::apply::{add_row, drop_row, look_up_address},
    session::{append, readings_cookie},
    who::Resident,
    widget::control_id,
};

/// The form of both pages.
const FORM: &str = "correction";
/// What the address of what was posted says where before and after were shown.
const COMPARED: &str = "compared";

/// One thing to mend on the screen.
struct Item {
    label: String,
    reason: String,
    sheet: Sheet,
}

#[derive(Template)]
#[template(path = "resident/status/correct.html")]
struct Page {
    chrome: Chrome,
    name: String,
    due: String,
    back: String,
    revision: i64,
    items: Vec<Item>,
    wrong: Vec<Wrong>,
    takes_files: bool,
}

#[derive(Template)]
#[template(path = "resident/status/compare.html")]
struct Compare {
    chrome: Chrome,
    name: String,
    action: String,
    revision: i64,
    changes: Vec<Change>,
    /// What is sent when the button is pressed.
    kept: Vec<(String, String)>,
}

/// What the pages of a correction are made from.
struct Desk<'a> {
    submission: &'a Submission,
    files: BTreeMap<String, FileFact>,
    typed: Typed,
    /// Whether what is not right yet is said.
    said: bool,
    wrong: Vec<Wrong>,
}

impl Desk<'_> {
    fn page(self, chrome: Chrome) -> Result<Page, Problem> {
        let Stage::AwaitingCorrection { due, .. } = &self.submission.stage else {
            return Err(Problem::NotNow);
        };
        let today = self.submission.read_on();
        let complaints =
            if self.said { self.submission.read_as(&self.typed, &self.files).complaints } else { vec![] };
        let base = chrome.url(&path(&self.submission.receipt));
        let source = Source {
            chrome: &chrome,
            paper: &self.submission.paper,
            typed: &self.typed,
            files: &self.files,
            today,
            complaints,
            file_path: Some(format!("{base}/files")),
            buttons: false,
            desk: None,
        };
        let mut wrong = self.wrong;
        let mut items = Vec::new();
        for item in self.submission.to_mend() {
            let mut sheet = sheet_of(&source, &item.field)?;
            wrong.append(&mut sheet.wrong);
            items.push(Item {
                label: label_of(self.submission, &item.field, &chrome),
                reason: item.reason.clone(),
                sheet,
            });
        }
        Ok(Page {
            name: chrome.text(&self.submission.paper.procedure.title).to_owned(),
            due: chrome.day(due),
            back: base,
            revision: self.submission.revision,
            takes_files: self.submission.mendable().iter().any(|key| takes_files(self.submission, key)),
            items,
            chrome: if wrong.is_empty() { chrome } else { chrome.with_errors() }.keeping(FORM),
            wrong,
        })
    }
}

/// The question, or all rows of the group, that a key names.
fn sheet_of(source: &Source<'_>, key: &FieldKey) -> Result<Sheet, Problem> {
    let page = source.paper.page_of(key.as_str()).ok_or(Problem::Missing)?;
    if page.repeat.as_ref().is_some_and(|r| r.key == *key) {
        return source.sheet(page);
    }
    let mut sheet = Sheet::default();
    let field: Vec<_> = page.fields.iter().filter(|f| f.key == *key).cloned().collect();
    sheet.fields = source.fields(&field, None, &mut sheet.wrong)?;
    Ok(sheet)
}

fn takes_files(submission: &Submission, key: &FieldKey) -> bool {
    submission.paper.field(key.as_str()).is_some_and(|f| matches!(f.kind, FieldKind::Attachment(_)))
}

/// Shows what is to be mended.
pub async fn get(resident: Resident, State(app): State<App>, Path(receipt): Path<String>) -> Answer {
    let submission = submission_of(&app, &resident, &receipt).await?;
    if submission.to_mend().is_empty() {
        return go_to(&resident.chrome.url(&path(&submission.receipt)));
    }
    let chrome = resident.chrome.with_help_of(&app, &submission.department);
    let files = app.correction_files(&submission).await?;
    let typed = submission.typed();
    show(&Desk { submission: &submission, files, typed, said: false, wrong: vec![] }.page(chrome)?)
}

/// Takes what was mended: shows it again, before and after, or sends it.
pub async fn post(
    mut resident: Resident,
    State(app): State<App>,
    Path(receipt): Path<String>,
    RawQuery(query): RawQuery,
    fields: Fields,
) -> Answer {
    let compared = query.as_deref() == Some(COMPARED);
    if fields.action != READINGS {
        return take(&app, &resident, &receipt, fields, compared).await;
    }
    let shown = !resident.chrome.shows_readings();
    resident.chrome = resident.chrome.with_readings(shown);
    let mut answer = take(&app, &resident, &receipt, fields, compared).await?;
    append(&mut answer, readings_cookie(&app, shown));
    Ok(answer)
}

async fn take(app: &App, resident: &Resident, receipt: &str, mut fields: Fields, compared: bool) -> Answer {
    let submission = submission_of(app, resident, receipt).await?;
    let chrome = resident.chrome.clone().with_help_of(app, &submission.department);
    let here = chrome.url(&path(&submission.receipt));
    if submission.to_mend().is_empty() {
        return go_to(&here);
    }
    let uploads = std::mem::take(&mut fields.files);
    let (mut posted, wrong) = take_files(app, &chrome, &submission, fields.typed(), uploads).await?;
    let files = app.correction_files(&submission).await?;
    if fields.action == "send" {
        let revision = fields.revision.ok_or(Problem::Unreadable)?;
        match app.correct(&submission.receipt, &resident.visitor, revision, posted.clone()).await {
            Ok(()) => return go_to(&here),
            Err(Trouble::Incomplete(_) | Trouble::Refused(Refusal::NothingChanged)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    // Nobody has asked what is not right: the page is the same, in other words.
    let reworded = !compared && [SPEAK, READINGS].contains(&fields.action.as_str());
    let asked = reworded || side_step(app, &submission, &mut posted, &fields.action);
    let mut desk = Desk { submission: &submission, files, typed: Typed::default(), said: !asked, wrong };
    let correction = submission.read_correction(posted.clone(), &desk.files, chrome.lang)?;
    desk.typed = correction.typed;
    let complete = correction.reading.first_incomplete().is_none();
    if asked || !complete || !desk.wrong.is_empty() || fields.action == "edit" {
        let page = desk.page(chrome)?;
        return if reworded && page.wrong.is_empty() { show(&page) } else { show_again(&page) };
    }
    if correction.changes.is_empty() {
        let first = submission.mendable().first().map(|k| control_id(k.as_str())).unwrap_or_default();
        desk.wrong.push(Wrong::at(first, chrome.say("correct.nothing_changed")));
        return show_again(&desk.page(chrome)?);
    }
    let kept =
        posted.0.into_iter().flat_map(|(name, values)| values.into_iter().map(move |v| (name.clone(), v)));
    show(&Compare {
        name: chrome.text(&submission.paper.procedure.title).to_owned(),
        action: format!("{here}/correct"),
        revision: submission.revision,
        changes: correction.changes,
        kept: kept.collect(),
        chrome: chrome.at(format!("{}/correct?{COMPARED}", path(&submission.receipt))).keeping(FORM),
    })
}

/// Whether a button was pressed that changes the page and asks again.
fn side_step(app: &App, submission: &Submission, posted: &mut Typed, action: &str) -> bool {
    let page_of =
        |row: &dyn Fn(&madoguchi_forms::Page) -> bool| submission.paper.pages.iter().find(|p| row(p));
    let mendable = submission.mendable();
    let group = |p: &madoguchi_forms::Page| p.repeat.as_ref().is_some_and(|r| mendable.contains(&r.key));
    match action.split_once(':').unwrap_or((action, "")) {
        ("add", _) => page_of(&group).is_some_and(|page| add_row(page, posted).is_some()),
        ("drop", row) => page_of(&group).is_some_and(|page| {
            drop_row(page, posted, row);
            true
        }),
        ("lookup", input) => {
            look_up_address(app, posted, input);
            true
        }
        _ => false,
    }
}

async fn take_files(
    app: &App,
    chrome: &Chrome,
    submission: &Submission,
    mut posted: Typed,
    uploads: Vec<Upload>,
) -> Result<(Typed, Vec<Wrong>), Problem> {
    let mut wrong = Vec::new();
    for upload in uploads {
        let field: FieldKey = upload.input.parse().map_err(|_| Problem::Unreadable)?;
        match app.attach_to_correction(submission, &field, &upload.name, upload.file).await {
            Ok(id) => posted.push(upload.input, id.to_string()),
            Err(Trouble::File(trouble)) => {
                wrong.push(Wrong::at(control_id(&upload.input), about_file(chrome, &upload.name, &trouble)));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok((posted, wrong))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page::tests::in_every_language, questions::Drawn, ruby::Html};

    #[test]
    fn the_page_is_drawn_in_every_language() {
        in_every_language(|chrome| Page {
            chrome,
            name: "見本".into(),
            due: "12月6日".into(),
            back: "/status/x".into(),
            revision: 2,
            items: vec![Item {
                label: "写真".into(),
                reason: "裏面も必要です".into(),
                sheet: Sheet {
                    fields: vec![Drawn {
                        wrappers: vec![],
                        live: None,
                        html: Html::made("<p>写真</p>".into()),
                    }],
                    ..Sheet::default()
                },
            }],
            wrong: vec![Wrong::at("f-photo", "写真を選んでください")],
            takes_files: true,
        });
    }

    #[test]
    fn before_and_after_are_drawn_in_every_language() {
        let change = Change {
            field: "name".parse().unwrap(),
            label: "氏名".into(),
            before: "見本".into(),
            after: "見本 花子".into(),
        };
        in_every_language(|chrome| Compare {
            chrome,
            name: "見本".into(),
            action: "/status/x/correct".into(),
            revision: 2,
            changes: vec![change.clone()],
            kept: vec![("name".into(), "見本 \"花子\"".into())],
        });
    }
}
