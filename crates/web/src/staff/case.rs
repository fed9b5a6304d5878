//! One submission: what it says, where it stands, what may be done with it now.

mod parts;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::Response,
};
use madoguchi_app::{App, CaseFile, Present, Scan, StaffPerson};
use madoguchi_vocab::{Instant, Lang, ReceiptNumber};
use madoguchi_workflow::{Action, ActionName, Call, StageName};
use serde::Deserialize;

use self::parts::{
    Alike, Due, InPlace, Message, Queue, Section, came, due, files, messages, originals, queue, sections,
    stage,
};
use super::{
    given::GivenFile,
    jottings::Jotted,
    labels,
    moves::{self, Moves},
    notice,
    story::{Post, Seen, Step, post, steps},
};
use crate::{
    chrome::Chrome,
    complaint,
    form_state::Fields,
    headers,
    page::{Answer, go_to, show},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}";

/// The address of a submission.
pub fn path(receipt: &ReceiptNumber) -> String {
    format!("/staff/a/{receipt}")
}

/// The number in an address; what is none is not there.
pub fn number(text: &str) -> Result<ReceiptNumber, Problem> {
    ReceiptNumber::parse(text).map_err(|_| Problem::Missing)
}

/// An item of the checklist.
pub struct Tick {
    pub key: String,
    pub label: String,
    pub done: bool,
}

#[derive(Template)]
#[template(path = "staff/case.html")]
pub struct Case {
    chrome: Chrome,
    receipt: String,
    title: String,
    stage: String,
    holder: String,
    arrived: String,
    received: String,
    begun: String,
    ended: String,
    due: Due,
    elapsed: u32,
    applicant: String,
    kana: String,
    /// Who acts for the applicant, and by what authority.
    proxy: Option<String>,
    phone: String,
    email: String,
    lang: &'static str,
    /// How it came.
    came: String,
    /// What is there in place of files.
    originals: Vec<InPlace>,
    /// Whether something of it is still to come.
    awaits: bool,
    /// What may be done with it now.
    moves: Moves,
    writable: bool,
    asked: Option<String>,
    sections: Vec<Section>,
    /// Every file of the answers, with the label of its question.
    files: Vec<(String, GivenFile)>,
    steps: Vec<Step>,
    messages: Vec<Message>,
    post: Vec<Post>,
    issued: Vec<notice::Line>,
    today: String,
    has_parked: bool,
    /// A file has to be asked for again.
    has_lost: bool,
    /// The last day of a correction that has passed.
    late: Option<String>,
    /// The filter of the queue somebody came from, as it stands in addresses.
    from: String,
    queue: Option<Queue>,
    /// Colleagues who have it open, in words.
    present: Vec<String>,
    /// When this person looked before.
    looked: String,
    alike: Vec<Alike>,
    /// What may be written down.
    notable: bool,
    callable: bool,
    tickable: bool,
    checklist: Vec<Tick>,
    jotted: Jotted,
}

impl Case {
    fn news(&self) -> usize {
        self.steps.iter().filter(|s| s.fresh).count()
    }

    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.jotted.wrong, target)
    }

    fn calls(&self) -> Vec<(&'static str, &'static str, bool)> {
        Call::ALL.map(|c| (c.code(), labels::call(c), self.jotted.outcome == c.code())).into()
    }
}

/// From where somebody came.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Came {
    from: String,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
    Query(came): Query<Came>,
) -> Answer {
    let case = app.open_case(&person, &number(&receipt)?).await?;
    let page = drawn(&app, chrome, &case, &person, &came.from, Jotted::default()).await?;
    app.has_looked(&person, &case.submission).await?;
    framing(show(&page)?)
}

/// The page may show PDFs in frames; only those we serve.
pub fn framing(mut answer: Response) -> Answer {
    let policy = HeaderValue::from_static(headers::FRAMING_POLICY);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

/// The address of a submission, for who came from a queue.
pub fn path_from(receipt: &ReceiptNumber, from: &str) -> String {
    if from.is_empty() {
        return path(receipt);
    }
    let from: String = url::form_urlencoded::byte_serialize(from.as_bytes()).collect();
    format!("{}?from={from}", path(receipt))
}

pub async fn take(
    State(app): State<App>,
    Staff(person): Staff,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    app.act(&person, &receipt, fields.revision.unwrap_or_default(), Action::Take).await?;
    let next = if fields.first("then") == "decide" { "/decide" } else { "" };
    go_to(&format!("{}{next}", path(&receipt)))
}

pub async fn accept(
    State(app): State<App>,
    Staff(person): Staff,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    app.act(&person, &receipt, fields.revision.unwrap_or_default(), Action::Accept).await?;
    go_to(&path(&receipt))
}

/// Notes that a document has come that was to follow by post.
pub async fn paper_came(
    State(app): State<App>,
    Staff(person): Staff,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Answer {
    let receipt = number(&receipt)?;
    app.paper_came(&person, &receipt, fields.first("input")).await?;
    go_to(&path(&receipt))
}

/// The page, with what was written on it and is not right yet.
pub async fn drawn(
    app: &App,
    chrome: Chrome,
    case: &CaseFile,
    person: &StaffPerson,
    from: &str,
    jotted: Jotted,
) -> Result<Case, Problem> {
    let s = &case.submission;
    let look = app.look(person, s).await?;
    let seen = Seen { by: person.id, until: look.before.map(|(_, revision)| revision) };
    // Whoever was asked for an opinion sees this one, not what else there is of the person.
    let alike = if s.department == person.department { app.alike(s).await? } else { vec![] };
    let may = |name| case.allowed.contains(&name);
    let present = |p: &Present| match p.minutes {
        0 => format!("{}さんが開いています", p.name),
        minutes => format!("{}さんが開いています（{minutes}分前）", p.name),
    };
    let ticked = |item: &str| match &jotted.ticks {
        Some(ticks) => ticks.iter().any(|t| t == item),
        None => case.facts.ticked.iter().any(|t| t.as_str() == item),
    };
    let checklist = s.paper.workflow.checklist.iter().map(|item| Tick {
        key: item.key.to_string(),
        label: item.label.clone(),
        done: ticked(item.key.as_str()),
    });
    let phone = s.paper.applicant(&s.answers).phone;
    let issued = notice::lines(s, app.issued(s).await?);
    let mut moves = moves::links(case, person);
    moves.add_notice(!issued.is_empty());
    Ok(Case {
        checklist: checklist.collect(),
        queue: queue(app, person, s, from).await?,
        from: from.to_owned(),
        present: look.present.iter().map(present).collect(),
        looked: look.before.map(|(at, _)| at.to_seconds()).unwrap_or_default(),
        alike: alike
            .into_iter()
            .map(|row| Alike {
                receipt: row.receipt.to_string(),
                stage: StageName::parse(&row.stage).map_or("", labels::stage),
                arrived: row.arrived_at.date().to_string(),
                name: row.applicant_name,
            })
            .collect(),
        notable: may(ActionName::Note),
        callable: may(ActionName::Call),
        tickable: may(ActionName::Tick),
        receipt: s.receipt.to_string(),
        title: s.paper.procedure.title.ja.clone(),
        stage: stage(s),
        holder: case.holder_name.clone().unwrap_or_else(|| "未割当".to_owned()),
        // Of what came on paper, only the day is known.
        arrived: s
            .entry
            .as_ref()
            .and_then(|e| e.paper_day)
            .map_or_else(|| s.arrived_at.to_seconds(), |day| format!("{day}（書類が届いた日）")),
        came: came(s),
        originals: originals(s),
        awaits: s.entry.iter().flat_map(|e| e.originals.values()).any(|o| o.is_awaited()),
        received: s.received_at.map(Instant::to_seconds).unwrap_or_default(),
        begun: s.review_started_at.map(Instant::to_seconds).unwrap_or_default(),
        ended: s.decided_at.map(Instant::to_seconds).unwrap_or_default(),
        due: due(case, app.today()),
        elapsed: case.elapsed,
        applicant: s.applicant_name.clone(),
        kana: s.applicant_kana.clone(),
        proxy: s.paper.proxy(&s.answers).map(|p| format!("{}（{}）", p.name, p.kind.name().ja)),
        phone: phone.unwrap_or_else(|| "なし".to_owned()),
        email: s.email.clone().unwrap_or_else(|| "なし（電話で連絡）".to_owned()),
        lang: match s.lang {
            Lang::Ja => "日本語",
            Lang::Easy => "やさしい日本語",
            Lang::En => "英語",
        },
        moves,
        writable: may(ActionName::Write),
        asked: s.asked_at.map(|at| at.to_seconds()),
        sections: sections(s, seen),
        files: files(case),
        messages: messages(case, seen),
        steps: steps(case, seen),
        post: post(case),
        issued,
        today: app.today().to_string(),
        has_lost: case.unopened.values().any(|s| *s != Scan::Waiting),
        late: case
            .submission
            .stage
            .mending_until()
            .filter(|due| *due < app.today())
            .map(|due| due.to_string()),
        has_parked: case.letters.iter().any(|l| l.parked),
        jotted,
        chrome,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            given::Shown,
            story::{self, Before},
        },
        parts::Answered,
        *,
    };
    use crate::{complaint::Wrong, page::tests::for_staff};

    #[test]
    fn the_page_draws_with_every_move() {
        for_staff(|chrome| Case {
            chrome,
            receipt: "K7MN-4128-83".into(),
            title: "住民票の写しの交付請求".into(),
            stage: "補正済（要確認）".into(),
            holder: "見本 一郎".into(),
            arrived: "2026-11-20 09:00:00".into(),
            received: "2026-11-20 09:10:00".into(),
            begun: String::new(),
            ended: "2026-11-24 10:00:00".into(),
            due: Due { day: "2026-11-25".into(), left: "（1 日超過）".into(), over: true },
            elapsed: 2,
            applicant: "見本 花子".into(),
            kana: "ミホン ハナコ".into(),
            proxy: Some("代理 次郎（家族）".into()),
            phone: "0744224001".into(),
            email: "なし".into(),
            lang: "日本語",
            came: "窓口".into(),
            originals: [true, false]
                .map(|awaited| InPlace {
                    input: "id_photo".into(),
                    label: "本人確認書類".into(),
                    words: "後日郵送".into(),
                    note: "<運転免許証>".into(),
                    came: (!awaited).then(|| "2026-11-24 見本 一郎".into()),
                    awaited,
                })
                .into(),
            awaits: true,
            moves: Moves::sample(),
            writable: true,
            asked: Some("2026-11-21 10:00:00".into()),
            sections: vec![Section {
                title: "請求する人".into(),
                answers: vec![Answered {
                    label: "電話番号".into(),
                    answer: "090-1234-5678".into(),
                    before: Some(Before { words: "0744-22-4001".into(), fresh: true }),
                    has_files: true,
                    names: "免許証.jpg".into(),
                }],
            }],
            files: [Shown::Picture, Shown::Sheet, Shown::Elsewhere]
                .into_iter()
                .flat_map(|shown| [(shown, None), (shown, Some("調べています"))])
                .map(|(shown, why)| ("本人確認書類".to_owned(), GivenFile::sample(shown, why)))
                .collect(),
            steps: vec![story::tests::sample()],
            messages: vec![Message { from_office: true, step: story::tests::sample() }],
            post: vec![Post {
                at: "2026-11-21".into(),
                what: "受け付けました",
                state: "送りました".into(),
                parked: true,
            }],
            issued: vec![notice::Line {
                id: "x".into(),
                title: "見本　決定通知書".into(),
                about: "令8橿市民第1号".into(),
                digest: "00ff".into(),
                url: "/staff/a/K7MN-4128-83/documents/x".into(),
                superseded: true,
                way: "紙で送る".into(),
                to_post: true,
            }],
            today: "2026-11-23".into(),
            has_parked: true,
            has_lost: true,
            late: Some("2026-11-20".into()),
            from: "q=見本&due=overdue".into(),
            queue: Some(Queue {
                url: "/staff/queue".into(),
                counted: "12 件中 3".into(),
                previous: Some("/p".into()),
                next: None,
            }),
            present: vec!["見本 一郎さんが開いています（2分前）".into()],
            looked: "2026-11-20 09:00:00".into(),
            alike: vec![Alike {
                receipt: "K7MN-4128-84".into(),
                stage: "審査中",
                arrived: "2026-11-20".into(),
                name: "見本 花子".into(),
            }],
            notable: true,
            callable: true,
            tickable: true,
            checklist: vec![Tick { key: "name".into(), label: "氏名が一致".into(), done: true }],
            jotted: Jotted {
                wrong: vec![Wrong::at("note", "メモを書いてください")], ..Jotted::default()
            },
        });
    }
}
