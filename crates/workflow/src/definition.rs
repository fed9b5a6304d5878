//! The definition of a life: which steps there are and which moves lead from one to the other. It is part of a paper:
//! a template ([`crate::template`]) with what the paper adds to it. [`crate::check`] says what is wrong with one.

use madoguchi_vocab::{Role, StepKey};

use crate::{action::ActionName, case::Flow, stage::StageName, template::Template};

/// A life as it is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What it was made of.
    pub template: Template,
    /// Where a submission may stand.
    pub steps: Vec<Step>,
    /// What may happen.
    pub moves: Vec<Move>,
    /// 確認リスト: what is looked at before the moves that need it.
    pub checklist: Vec<CheckItem>,
}

/// Somewhere a submission may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name in files and columns; that of its stage where there is only one of the kind.
    pub key: StepKey,
    /// What kind of step it is in law.
    pub stage: StageName,
    /// What the office calls it; the stage's own word where none is given.
    pub title: Option<String>,
    /// So many open days something should rest here at most; after them it is shown as waiting too long.
    pub days: Option<u32>,
}

/// Something that may happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// What.
    pub action: ActionName,
    /// At which steps.
    pub from: Vec<StepKey>,
    /// Where it leads.
    pub to: Goal,
    /// To whom it is open.
    pub who: Who,
    /// What must be so before.
    pub needs: Vec<Need>,
    /// When it happens by itself; then nobody does it.
    pub by_itself: Option<Trigger>,
}

/// Where a move leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To a step.
    Step(StepKey),
    /// To the end that the ruling says.
    Ruling,
    /// Nowhere: words, notes and ticks change nothing about where it stands.
    Stay,
}

/// To whom a move is open. Those who may more may also this: 受付 < 審査 < 決裁 < 課管理者.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person who submitted.
    Resident,
    /// 受付 and above.
    Reception,
    /// 審査 and above.
    Clerk,
    /// The person in whose hands it is, or the head of the department.
    Holder,
    /// 決裁 and above, and who stands in for one of them; never the person who proposed.
    Approver,
    /// 課管理者, and who stands in for them.
    Head,
    /// A member of another department that was asked.
    Asked,
}

impl Who {
    /// Every word there is.
    pub const ALL: [Who; 7] =
        [Who::Resident, Who::Reception, Who::Clerk, Who::Holder, Who::Approver, Who::Head, Who::Asked];

    /// Those a paper may write.
    pub const WRITTEN: [Who; 5] = [Who::Reception, Who::Clerk, Who::Holder, Who::Approver, Who::Head];

    /// The word in a paper.
    pub fn code(self) -> &'static str {
        match self {
            Who::Resident => "resident",
            Who::Reception => "reception",
            Who::Clerk => "clerk",
            Who::Holder => "holder",
            Who::Approver => "approver",
            Who::Head => "head",
            Who::Asked => "asked",
        }
    }

    /// The one of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.code() == word)
    }
}

/// How far a role reaches at the desk of a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 受付
    Reception,
    /// 審査
    Clerk,
    /// 決裁
    Approver,
    /// 課管理者
    Head,
}

impl Level {
    /// That of a role; none for those who do not work on submissions.
    pub fn of(role: Role) -> Option<Self> {
        match role {
            Role::Receptionist => Some(Level::Reception),
            Role::Clerk => Some(Level::Clerk),
            Role::Approver => Some(Level::Approver),
            Role::DepartmentHead => Some(Level::Head),
            Role::DxManager | Role::Administrator | Role::Auditor => None,
        }
    }
}

/// What must be so before a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Every item of the checklist is ticked.
    Checklist,
    /// No fee is owed: it was paid, waived or never asked.
    Fee,
}

impl Need {
    /// Every need.
    pub const ALL: [Need; 2] = [Need::Checklist, Need::Fee];

    /// The word in a paper.
    pub fn code(self) -> &'static str {
        match self {
            Need::Checklist => "checklist",
            Need::Fee => "fee",
        }
    }

    /// The one of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|n| n.code() == word)
    }
}

/// When a move happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// As soon as the submission has arrived.
    Arrival,
    /// When it has stood there for so many open days.
    AfterDays(u32),
}

/// Something to look at before a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckItem {
    /// Its name.
    pub key: StepKey,
    /// What to look at.
    pub label: String,
}

impl Definition {
    /// One more step. What may happen at every open step (to withdraw, to note, to transfer) may happen there too.
    pub fn add(&mut self, step: Step) {
        let open: Vec<_> = self.steps.iter().filter(|s| !s.stage.is_final()).map(|s| &s.key).collect();
        for m in self.moves.iter_mut().filter(|m| open.iter().all(|s| m.from.contains(s))) {
            m.from.push(step.key.clone());
        }
        self.steps.push(step);
    }

    /// The step of that name.
    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.key.as_str() == key)
    }

    /// The move of an action at a step.
    pub fn find(&self, action: ActionName, at: &str) -> Option<&Move> {
        self.moves.iter().find(|m| m.action == action && m.from.iter().any(|s| s.as_str() == at))
    }

    /// Whether the life knows an action at all.
    pub fn knows(&self, action: ActionName) -> bool {
        self.moves.iter().any(|m| m.action == action)
    }

    /// The moves at a step.
    pub fn at<'a>(&'a self, step: &'a str) -> impl Iterator<Item = &'a Move> {
        self.moves.iter().filter(move |m| m.from.iter().any(|s| s.as_str() == step))
    }

    /// The shape of the life in law.
    pub fn flow(&self) -> Flow {
        self.template.flow()
    }

    /// Where a move leads: one step, or each end that a ruling of this life may have.
    pub fn goals(&self, m: &Move) -> Vec<&Step> {
        match &m.to {
            Goal::Step(key) => self.step(key.as_str()).into_iter().collect(),
            Goal::Ruling => self.steps.iter().filter(|s| m.action.may_end_in(self.flow(), s.stage)).collect(),
            Goal::Stay => vec![],
        }
    }
}
