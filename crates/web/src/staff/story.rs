//! What happened, in the words of the office: the lines of a history and the details under each.

use std::collections::BTreeMap;

use madoguchi_app::{CaseFile, Happened, LetterLine, Submission, Way};
use madoguchi_vocab::{Actor, StaffId, StepKey, number::thousands};
use madoguchi_workflow::{Change, Event, Ruling, Settled};

use super::{given::GivenFile, labels};

/// What somebody has seen of a history: all that came behind that number, done by others, is new to them.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Who looks.
    pub by: StaffId,
    /// The number of the last thing they know; none if they never looked.
    pub until: Option<i64>,
}

impl Seen {
    /// Whether something is new to them. To whom never looked nothing is: everything is.
    pub fn is_news(self, happened: &Happened) -> bool {
        let own = matches!(&happened.actor, Actor::Staff { id, .. } if *id == self.by);
        !own && self.until.is_some_and(|until| happened.seq > until)
    }
}

/// One line of a history.
pub struct Step {
    /// 1, 2, 3 …
    pub number: i64,
    pub at: String,
    pub who: String,
    pub what: &'static str,
    /// What kind of thing it was: the name of the filter that shows it.
    pub kind: Kind,
    /// New since one's last look.
    pub fresh: bool,
    pub details: Vec<String>,
    pub files: Vec<GivenFile>,
    pub changes: Vec<Change>,
}

/// Kinds of things that happen, as a history is filtered by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Where it stands, and in whose hands.
    Moves,
    /// What was asked to be mended and what was.
    Corrections,
    /// Letters, messages and calls.
    Words,
    /// What the office wrote down for itself.
    Notes,
    /// Who looked.
    Looks,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [Kind::Moves, Kind::Corrections, Kind::Words, Kind::Notes, Kind::Looks];

    /// Its name in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Moves => "moves",
            Kind::Corrections => "corrections",
            Kind::Words => "words",
            Kind::Notes => "notes",
            Kind::Looks => "looks",
        }
    }

    /// Its name on the page.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Moves => "手続きの動き",
            Kind::Corrections => "補正",
            Kind::Words => "連絡・メール・電話",
            Kind::Notes => "庁内のメモ・確認",
            Kind::Looks => "閲覧",
        }
    }

    fn of(event: &Event) -> Self {
        match event {
            Event::CorrectionAsked { .. } | Event::CorrectionGiven { .. } => Kind::Corrections,
            Event::Wrote { .. } | Event::Called { .. } => Kind::Words,
            Event::Noted { .. } | Event::Ticked { .. } => Kind::Notes,
            Event::Submitted { .. }
            | Event::Accepted
            | Event::Taken { .. }
            | Event::Assigned { .. }
            | Event::Released { .. }
            | Event::Forwarded { .. }
            | Event::SentBack { .. }
            | Event::Proposed { .. }
            | Event::Approved { .. }
            | Event::Transferred { .. }
            | Event::OpinionAsked { .. }
            | Event::OpinionGiven { .. }
            | Event::FeeCharged { .. }
            | Event::FeeSettled { .. }
            | Event::Decided { .. }
            | Event::Reopened { .. }
            | Event::Disposed
            | Event::Withdrawn { .. } => Kind::Moves,
        }
    }
}

/// A whole history, the latest first.
pub fn steps(case: &CaseFile, seen: Seen) -> Vec<Step> {
    case.submission.history.iter().rev().map(|h| step(case, h, seen)).collect()
}

/// What happened behind that number, oldest first: what a colleague did while somebody was writing.
pub fn since(case: &CaseFile, revision: i64, by: StaffId) -> Vec<Step> {
    let seen = Seen { by, until: None };
    case.submission.history.iter().filter(|h| h.seq > revision).map(|h| step(case, h, seen)).collect()
}

fn step(case: &CaseFile, h: &Happened, seen: Seen) -> Step {
    let s = &case.submission;
    let label = |key: &str| s.paper.field(key).map_or_else(|| key.to_owned(), |f| f.label.ja.clone());
    let (details, changes) = match &h.event {
        Event::Submitted { .. } => (entry_details(s), vec![]),
        Event::CorrectionAsked { due, items } => {
            let items = items.iter().map(|i| format!("{}：{}", label(i.field.as_str()), i.reason));
            (items.chain([format!("期限 {due}")]).collect(), vec![])
        }
        Event::CorrectionGiven { changes, .. } => (vec![], changes.clone()),
        other => (details(other, s), vec![]),
    };
    let files = match &h.event {
        Event::Wrote { files, .. } => {
            files.iter().map(|f| GivenFile::new(case, &f.id.to_string(), &f.name)).collect()
        }
        _ => vec![],
    };
    Step {
        number: h.seq,
        at: h.at.to_seconds(),
        who: labels::actor(&h.actor).to_owned(),
        what: match (&h.event, Way::parse(&s.channel)) {
            (Event::Submitted { .. }, Some(way)) => labels::entered(way),
            (event, _) => labels::event(event),
        },
        kind: Kind::of(&h.event),
        fresh: seen.is_news(h),
        details: details.into_iter().filter(|d| !d.is_empty()).collect(),
        files,
        changes,
    }
}

fn entry_details(s: &Submission) -> Vec<String> {
    let Some(entry) = &s.entry else { return vec![] };
    let day = entry.paper_day.map(|day| format!("書類が届いた日：{day}"));
    let why = Some(&entry.late_reason).filter(|why| !why.is_empty());
    let begun = entry.begun_online.then(|| "本人がオンラインで始めたものを再開コードで引き継ぎ".to_owned());
    day.into_iter().chain(why.map(|why| format!("登録がおそくなった理由：{why}"))).chain(begun).collect()
}

/// What stood in an answer before its last correction.
pub struct Before {
    /// The words that stood there.
    pub words: String,
    /// New since one's last look.
    pub fresh: bool,
}

/// What stood in each corrected answer before.
pub fn before(s: &Submission, seen: Seen) -> BTreeMap<&str, Before> {
    let mut before = BTreeMap::new();
    for happened in &s.history {
        if let Event::CorrectionGiven { changes, .. } = &happened.event {
            let fresh = seen.is_news(happened);
            before.extend(
                changes.iter().map(|c| (c.field.as_str(), Before { words: c.before.clone(), fresh })),
            );
        }
    }
    before
}

/// A letter to the applicant.
pub struct Post {
    pub at: String,
    pub what: &'static str,
    pub state: String,
    pub parked: bool,
}

/// The letters to the applicant, the latest first.
pub fn post(case: &CaseFile) -> Vec<Post> {
    let state = |l: &LetterLine| match (l.sent_at, l.parked) {
        (Some(_), _) => match l.wording {
            Some(version) => format!("送りました（課の文 第{version}版）"),
            None => "送りました".to_owned(),
        },
        (None, true) => "届きませんでした。電話で連絡してください".to_owned(),
        (None, false) => "送るところです".to_owned(),
    };
    case.letters
        .iter()
        .rev()
        .map(|l| Post {
            at: l.sent_at.unwrap_or(l.written_at).to_seconds(),
            what: labels::letter(&l.letter),
            state: state(l),
            parked: l.parked,
        })
        .collect()
}

/// The details of what happened; those of corrections are drawn apart.
pub fn details(event: &Event, submission: &Submission) -> Vec<String> {
    let step = |key: &Option<StepKey>| {
        let key = key.as_ref()?.as_str();
        submission.paper.workflow.step(key)?.title.clone()
    };
    let lines = match event {
        Event::Submitted { .. }
        | Event::Accepted
        | Event::Disposed
        | Event::CorrectionAsked { .. }
        | Event::CorrectionGiven { .. } => vec![],
        Event::Taken { step: at } | Event::Forwarded { step: at } => step(at).into_iter().collect(),
        Event::Assigned { name, .. } => vec![name.clone()],
        Event::Released { name, reason } => vec![format!("{name}：{reason}")],
        Event::SentBack { reason, step: at, .. } => step(at).into_iter().chain([reason.clone()]).collect(),
        Event::Proposed { ruling, .. } => ruled(ruling),
        Event::Approved { authority, .. } => vec![labels::authority(authority)],
        Event::Transferred { name, reason, .. } => vec![format!("{name}へ"), reason.clone()],
        Event::Noted { text } => vec![text.clone()],
        Event::Called { outcome, text } => vec![labels::call(*outcome).to_owned(), text.clone()],
        Event::Ticked { done } => {
            vec![format!("{} / {} 項目", done.len(), submission.paper.workflow.checklist.len())]
        }
        Event::OpinionAsked { number, of, question, due } => {
            vec![format!("{number}. {}へ（{due} まで）", of.name()), question.clone()]
        }
        Event::OpinionGiven { number, name, text } => vec![format!("{number}. {name}"), text.clone()],
        Event::FeeCharged { yen, how } => {
            vec![format!("{} 円", thousands(i64::from(*yen))), how.clone()]
        }
        Event::FeeSettled { settled } => match settled {
            Settled::Paid { on } => vec![format!("納付日 {on}")],
            Settled::Waived { reason } | Settled::Refunded { reason } => vec![reason.clone()],
        },
        Event::Decided { ruling, authority } => {
            authority.iter().map(labels::authority).chain(ruled(ruling)).collect()
        }
        Event::Withdrawn { reason: text } | Event::Reopened { reason: text } | Event::Wrote { text, .. } => {
            vec![text.clone()]
        }
    };
    lines.into_iter().filter(|l| !l.trim().is_empty()).collect()
}

fn ruled(ruling: &Ruling) -> Vec<String> {
    match ruling {
        Ruling::Granted { note } => vec!["認容".to_owned(), note.clone()],
        Ruling::Acknowledged { note } => vec![note.clone()],
        Ruling::GrantedInPart { part, basis, facts, remedy } => vec![
            "一部認容".to_owned(),
            format!("認める内容：{part}"),
            format!("基準・条項：{basis}"),
            format!("事実：{facts}"),
            remedy.clone(),
        ],
        Ruling::Refused { basis, facts, remedy } => {
            vec!["拒否".to_owned(), format!("基準・条項：{basis}"), format!("事実：{facts}"), remedy.clone()]
        }
        Ruling::Redirected { to, reason } => vec![to.clone(), reason.clone()],
        Ruling::Chosen { rank, of } | Ruling::NotChosen { rank, of } => {
            vec![format!("{of}人のうち {rank} 番")]
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A line with everything a line may have.
    pub fn sample() -> Step {
        Step {
            number: 3,
            at: "2026-11-21 10:00:00".into(),
            who: "申請者".into(),
            what: "補正",
            kind: Kind::Corrections,
            fresh: true,
            details: vec!["期限".into()],
            files: vec![],
            changes: vec![Change {
                field: "phone".parse().unwrap(),
                label: "電話".into(),
                before: "a".into(),
                after: "b".into(),
            }],
        }
    }

    #[test]
    fn news_are_what_others_did_since_the_last_look() {
        let [me, other]: [StaffId; 2] = [1, 2].map(|n| format!("{n:032x}").parse().unwrap());
        let done = |by: StaffId, seq| Happened {
            seq,
            at: madoguchi_vocab::Instant::parse("2026-11-24T09:00:00+09:00").unwrap(),
            actor: Actor::Staff {
                id: by,
                role: madoguchi_vocab::Role::Clerk,
                department: madoguchi_vocab::DepartmentId("shimin".into()),
                name: "見本".into(),
            },
            event: Event::Accepted,
        };
        for (until, by, seq, news) in [
            (None, other, 5, false),
            (Some(4), other, 5, true),
            (Some(5), other, 5, false),
            (Some(4), me, 5, false),
        ] {
            assert_eq!(Seen { by: me, until }.is_news(&done(by, seq)), news, "{until:?} {seq}");
        }
    }
}
