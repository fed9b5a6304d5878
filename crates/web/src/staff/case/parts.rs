//! The parts of the page of a submission: what it says, where it stands in a list, when it is due.

use madoguchi_app::{App, CaseFile, QueueFilter, StaffPerson, Submission, Way};
use madoguchi_auth::Deed;
use madoguchi_vocab::{Actor, Date, Lang, ReceiptNumber};
use madoguchi_workflow::Event;

use super::{
    super::{
        desk,
        given::GivenFile,
        labels, queue,
        story::{self, Before, Seen, Step, steps},
    },
    path_from,
};
use crate::problem::Problem;

pub struct Answered {
    pub label: String,
    pub answer: String,
    pub before: Option<Before>,
    pub has_files: bool,
    pub names: String,
}

/// What is there in place of a file.
pub struct InPlace {
    pub input: String,
    pub label: String,
    pub words: String,
    pub note: String,
    /// When it came, and who took it.
    pub came: Option<String>,
    pub awaited: bool,
}

pub struct Section {
    pub title: String,
    pub answers: Vec<Answered>,
}

/// A message between the office and the applicant.
pub struct Message {
    pub from_office: bool,
    pub step: Step,
}

/// 「← 申請一覧へ（12 件中 3）　前 | 次」
pub struct Queue {
    pub url: String,
    pub counted: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// What seems to be there twice.
pub struct Alike {
    pub receipt: String,
    pub stage: &'static str,
    pub arrived: String,
    pub name: String,
}

/// When a decision is expected.
pub struct Due {
    pub day: String,
    pub left: String,
    pub over: bool,
}

/// Where it stands in the queue somebody came from. Who came from nowhere is told nothing.
pub async fn queue(
    app: &App,
    person: &StaffPerson,
    submission: &Submission,
    from: &str,
) -> Result<Option<Queue>, Problem> {
    if from.is_empty() || !person.may_at_home(Deed::SeeQueue) {
        return Ok(None);
    }
    let filter = QueueFilter { after: None, ..queue::Asked::read(from).filter() };
    let near = app.neighbours(person, &filter, submission).await?;
    let total = queue::counted(near.total, near.at_least);
    let link = |receipt: ReceiptNumber| path_from(&receipt, from);
    Ok(Some(Queue {
        url: queue::url(&filter),
        counted: match near.place {
            Some(place) => format!("{total} 件中 {place}"),
            None => format!("{total} 件。この申請は、いまはこの条件に当てはまりません"),
        },
        previous: near.previous.map(link),
        next: near.next.map(link),
    }))
}

/// あと何日, or how many days over.
pub fn due(case: &CaseFile, today: Date) -> Due {
    let Some(day) = case.due else {
        return Due { day: "標準処理期間の定めなし".to_owned(), left: String::new(), over: false };
    };
    let left = (day - today).num_days();
    let is_over = case.submission.stage.name().is_final();
    Due {
        day: day.to_string(),
        left: match left {
            _ if is_over => String::new(),
            _ if case.stands_still => "（申請者を待つ間は止まっています）".to_owned(),
            0 => "（今日まで）".to_owned(),
            1.. => format!("（あと {left} 日）"),
            ..0 => format!("（{} 日超過）", -left),
        },
        over: !is_over && !case.stands_still && left < 0,
    }
}

/// What the office calls the step at which it stands.
pub fn stage(s: &Submission) -> String {
    let step = s.paper.workflow.step(s.stage.step());
    step.and_then(|step| step.title.clone()).unwrap_or_else(|| labels::stage(s.stage.name()).to_owned())
}

/// オンライン, or by whom of the office it was entered, and when.
pub fn came(s: &Submission) -> String {
    let Some(entry) = &s.entry else { return "オンライン".to_owned() };
    let way = Way::parse(&s.channel).map_or("", desk::way);
    let begun = if entry.begun_online { "。本人がオンラインで始めたもの" } else { "" };
    format!("{way}（{} {} が代行入力{begun}）", entry.entered_at.to_seconds(), entry.staff_name)
}

pub fn originals(s: &Submission) -> Vec<InPlace> {
    let label = |input: &str| {
        let key = input.rsplit('.').next().unwrap_or(input);
        s.paper.field(key).map_or_else(|| input.to_owned(), |f| f.label.ja.clone())
    };
    let originals = s.entry.iter().flat_map(|entry| &entry.originals);
    originals
        .map(|(input, original)| InPlace {
            input: input.clone(),
            label: label(input),
            words: original.words().ja,
            note: original.note.clone(),
            came: original.came.as_ref().map(|(at, who)| format!("{} {who}", at.to_seconds())),
            awaited: original.is_awaited(),
        })
        .collect()
}

/// The answers, with what stood there before the last correction.
pub fn sections(s: &Submission, seen: Seen) -> Vec<Section> {
    let mut before = story::before(s, seen);
    s.show(Lang::Ja)
        .into_iter()
        .map(|section| Section {
            title: section.title,
            answers: section
                .lines
                .into_iter()
                .map(|l| Answered {
                    before: before.remove(l.field.as_str()),
                    has_files: !l.files.is_empty(),
                    names: l.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join("、"),
                    label: l.label,
                    answer: l.answer,
                })
                .collect(),
        })
        .collect()
}

/// Every file of the answers, in their order, with the label of its question.
pub fn files(case: &CaseFile) -> Vec<(String, GivenFile)> {
    let lines = case.submission.show(Lang::Ja).into_iter().flat_map(|section| section.lines);
    lines
        .flat_map(|l| {
            let of = |(id, name): (&str, &str)| (l.label.clone(), GivenFile::new(case, id, name));
            l.files.iter().map(|f| of((&f.id, &f.name))).collect::<Vec<_>>()
        })
        .collect()
}

/// Messages between the office and the applicant, oldest first.
pub fn messages(case: &CaseFile, seen: Seen) -> Vec<Message> {
    let history = &case.submission.history;
    let wrote: Vec<i64> =
        history.iter().filter(|h| matches!(h.event, Event::Wrote { .. })).map(|h| h.seq).collect();
    let office: Vec<i64> =
        history.iter().filter(|h| matches!(h.actor, Actor::Staff { .. })).map(|h| h.seq).collect();
    let mut messages: Vec<_> = steps(case, seen)
        .into_iter()
        .filter(|step| wrote.contains(&step.number))
        .map(|step| Message { from_office: office.contains(&step.number), step })
        .collect();
    messages.reverse();
    messages
}
