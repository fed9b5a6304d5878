//! What happens to a submission after it has arrived, drawn and in words, for those who write its paper.

use madoguchi_workflow::{
    Definition, Goal, Move, Need, Step, Trigger, Who,
    picture::{Words, arrows, everywhere, svg},
};

use crate::staff::labels;

const WORDS: Words = Words { stage: labels::stage, action: labels::action, who };

/// The picture and the list of its arrows.
pub struct Life {
    /// Made by [`svg`], which escapes what a paper says.
    pub picture: String,
    pub arrows: Vec<ArrowLine>,
    pub everywhere: Vec<MoveLine>,
    /// What does not move a submission but may be done.
    pub besides: String,
    pub checklist: Vec<String>,
}

pub struct ArrowLine {
    pub from: String,
    pub to: String,
    pub moves: Vec<MoveLine>,
}

pub struct MoveLine {
    pub action: &'static str,
    pub who: &'static str,
    pub to: String,
    /// What must be so before, or when it happens by itself.
    pub terms: String,
}

/// The picture alone, with the words of the office.
pub fn picture(title: &str, d: &Definition) -> String {
    svg(d, &format!("{title}：届いたあとの流れ"), &WORDS)
}

impl Life {
    pub fn of(title: &str, d: &Definition) -> Self {
        let name = |s: &Step| WORDS.step(s).to_owned();
        let arrow = |a: madoguchi_workflow::picture::Arrow<'_>| ArrowLine {
            from: name(a.from),
            to: name(a.to),
            moves: a.moves.iter().map(|m| move_line(d, m)).collect(),
        };
        let mut besides: Vec<_> =
            d.moves.iter().filter(|m| m.to == Goal::Stay).map(|m| labels::action(m.action)).collect();
        besides.dedup();
        Self {
            picture: picture(title, d),
            arrows: arrows(d).into_iter().map(arrow).collect(),
            everywhere: everywhere(d).into_iter().map(|m| move_line(d, m)).collect(),
            besides: besides.join("、"),
            checklist: d.checklist.iter().map(|i| i.label.clone()).collect(),
        }
    }
}

fn move_line(d: &Definition, m: &Move) -> MoveLine {
    let to: Vec<_> = d.goals(m).into_iter().map(|s| WORDS.step(s)).collect();
    let by_itself = m.by_itself.map(|t| match t {
        Trigger::Arrival => "届いたときに自動で".to_owned(),
        Trigger::AfterDays(n) => format!("{n}開庁日たつと自動で"),
    });
    let needs = m.needs.iter().map(|n| {
        match n {
            Need::Checklist => "確認リストのすべての印",
            Need::Fee => "手数料が済んでいること",
        }
        .to_owned()
    });
    MoveLine {
        action: labels::action(m.action),
        who: who(m.who),
        to: to.join("・"),
        terms: by_itself.into_iter().chain(needs).collect::<Vec<_>>().join("、"),
    }
}

fn who(who: Who) -> &'static str {
    match who {
        Who::Resident => "申請した人",
        Who::Reception => "受付",
        Who::Clerk => "審査",
        Who::Holder => "担当者（または課管理者）",
        Who::Approver => "決裁（起案した人を除く）",
        Who::Head => "課管理者",
        Who::Asked => "意見を聞かれた課",
    }
}
