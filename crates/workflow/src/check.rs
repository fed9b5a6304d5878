//! What is wrong with a definition, before anybody's submission gets stuck in it.

use std::collections::BTreeSet;

use madoguchi_vocab::StepKey;

use crate::{
    action::ActionName,
    case::Flow,
    definition::{Definition, Goal, Move, Need, Trigger, Who},
    stage::StageName,
};

/// Something wrong with a definition. Each names the step or the move (by its place in the list) it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No way leads to this step.
    Unreachable(StepKey),
    /// No way leads out of this step, though it is not an end.
    DeadEnd(StepKey),
    /// Nothing more can be decided from here: no way leads to an end by anybody at city hall.
    NoEnd(StepKey),
    /// Nobody can ever make this move: it is for the person in whose hands it is, and at this step it is in nobody's.
    Nobody(usize, StepKey),
    /// This action cannot lead to that kind of step.
    WrongGoal(usize),
    /// This action has to lead somewhere, or must not.
    Aimless(usize),
    /// The same action leads from one step to two.
    Ambiguous(usize, StepKey),
    /// The law knows no such action in this flow (行政手続法37条: a notification is not refused).
    AgainstTheLaw(usize),
    /// Residents may withdraw at every step before the end (REQ-WF-8).
    NoWithdrawal(StepKey),
    /// What residents are asked to mend they must be able to mend.
    NoCorrection(StepKey),
    /// Nothing that decides against a resident happens by itself (REQ-WF-3).
    DecidesByItself(usize),
    /// Steps follow on each other by themselves for ever.
    Loop(StepKey),
    /// It would happen by itself, though somebody has to tick the checklist before.
    ChecklistByItself(usize),
}

/// Everything wrong with a definition, in the order of its steps and moves.
pub fn flaws(d: &Definition) -> Vec<Flaw> {
    let mut out = Vec::new();
    for (i, m) in d.moves.iter().enumerate() {
        check_move(d, i, m, &mut out);
    }
    let reached = reached(d);
    for step in d.steps.iter().filter(|s| !reached.contains(&s.key)) {
        // Ends a paper does not use are no harm: what leads there was taken away on purpose.
        if !step.stage.is_final() {
            out.push(Flaw::Unreachable(step.key.clone()));
        }
    }
    for step in d.steps.iter().filter(|s| !s.stage.is_final() && reached.contains(&s.key)) {
        let key = step.key.as_str();
        // That the resident may give up, or another department may have it, is no way on.
        let leaves = |m: &&Move| !matches!(m.action, ActionName::Withdraw | ActionName::Transfer);
        let ways = d.at(key).filter(|m| m.to != Goal::Stay).filter(leaves);
        let mut by_office = ways.filter(|m| m.who != Who::Resident).peekable();
        let by_resident = d.at(key).any(|m| m.action == ActionName::Correct);
        if by_office.peek().is_none() && !by_resident {
            out.push(Flaw::DeadEnd(step.key.clone()));
        } else if !ends(d, &step.key) {
            out.push(Flaw::NoEnd(step.key.clone()));
        }
        if d.find(ActionName::Withdraw, key).is_none() {
            out.push(Flaw::NoWithdrawal(step.key.clone()));
        }
        if step.stage == StageName::AwaitingCorrection && !by_resident {
            out.push(Flaw::NoCorrection(step.key.clone()));
        }
    }
    out.extend(looping(d).map(Flaw::Loop));
    out
}

fn check_move(d: &Definition, i: usize, m: &Move, out: &mut Vec<Flaw>) {
    let kinds = m.action.leads_to();
    match &m.to {
        Goal::Step(to) => {
            if kinds.is_empty() {
                out.push(Flaw::Aimless(i));
            } else if d.step(to.as_str()).is_none_or(|s| !kinds.contains(&s.stage)) {
                out.push(Flaw::WrongGoal(i));
            }
        }
        Goal::Ruling if !matches!(m.action, ActionName::Approve | ActionName::Draw) => {
            out.push(Flaw::WrongGoal(i));
        }
        Goal::Stay if !kinds.is_empty() && m.action != ActionName::Assign => out.push(Flaw::Aimless(i)),
        Goal::Ruling | Goal::Stay => {}
    }
    let lawful = match m.action {
        ActionName::Grant | ActionName::GrantInPart | ActionName::Refuse => d.flow() == Flow::Ruling,
        ActionName::Propose | ActionName::Approve => d.flow() == Flow::Ruling,
        ActionName::Acknowledge => d.flow() == Flow::Completion,
        ActionName::Draw => d.flow() == Flow::Draw,
        _ => true,
    };
    if !lawful {
        out.push(Flaw::AgainstTheLaw(i));
    }
    for from in &m.from {
        let step = d.step(from.as_str());
        if m.who == Who::Holder && step.is_some_and(|s| !s.stage.has_holder()) {
            out.push(Flaw::Nobody(i, from.clone()));
        }
        if d.moves[..i].iter().any(|o| o.action == m.action && o.from.contains(from)) {
            out.push(Flaw::Ambiguous(i, from.clone()));
        }
    }
    if m.by_itself.is_some() && !matches!(m.action, ActionName::Accept | ActionName::Acknowledge) {
        out.push(Flaw::DecidesByItself(i));
    }
    if m.needs.contains(&Need::Checklist) && m.by_itself.is_some() && !d.checklist.is_empty() {
        out.push(Flaw::ChecklistByItself(i));
    }
}

/// The steps a submission can come to.
fn reached(d: &Definition) -> BTreeSet<StepKey> {
    let mut reached: BTreeSet<StepKey> =
        d.step(StageName::Received.code()).map(|s| s.key.clone()).into_iter().collect();
    loop {
        let next: Vec<StepKey> = d
            .moves
            .iter()
            .filter(|m| m.from.iter().any(|f| reached.contains(f)))
            .flat_map(|m| d.goals(m).into_iter().map(|s| s.key.clone()))
            .filter(|s| !reached.contains(s))
            .collect();
        if next.is_empty() {
            return reached;
        }
        reached.extend(next);
    }
}

/// Whether the office can bring it to an end from there.
fn ends(d: &Definition, from: &StepKey) -> bool {
    let mut seen = BTreeSet::from([from.clone()]);
    let mut todo = vec![from.clone()];
    while let Some(at) = todo.pop() {
        for step in d.at(at.as_str()).filter(|m| m.action != ActionName::Withdraw).flat_map(|m| d.goals(m)) {
            if step.stage.is_final() {
                return true;
            }
            if seen.insert(step.key.clone()) {
                todo.push(step.key.clone());
            }
        }
    }
    false
}

/// A step that follows on itself without anybody doing anything.
fn looping(d: &Definition) -> Option<StepKey> {
    let next = |at: &StepKey| {
        let m = d.at(at.as_str()).find(|m| matches!(m.by_itself, Some(Trigger::Arrival)))?;
        match &m.to {
            Goal::Step(to) => Some(to.clone()),
            Goal::Ruling | Goal::Stay => None,
        }
    };
    d.steps.iter().find_map(|s| {
        let (mut at, mut seen) = (s.key.clone(), BTreeSet::new());
        while seen.insert(at.clone()) {
            at = next(&at)?;
        }
        Some(s.key.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;

    #[test]
    fn the_templates_are_sound() {
        for template in Template::ALL {
            assert_eq!(flaws(&template.definition()), [], "{template:?}");
        }
    }

    #[test]
    fn a_notification_can_never_be_refused_or_granted() {
        let d = Template::Notification.definition();
        for action in [
            ActionName::Grant,
            ActionName::GrantInPart,
            ActionName::Refuse,
            ActionName::Propose,
            ActionName::Approve,
        ] {
            assert!(!d.knows(action), "{action:?}");
        }
    }

    /// A template with one thing changed.
    fn changed(template: Template, change: impl FnOnce(&mut Definition)) -> Vec<Flaw> {
        let mut d = template.definition();
        change(&mut d);
        flaws(&d)
    }

    fn key(text: &str) -> StepKey {
        StepKey::parse(text).unwrap()
    }

    fn position(d: &Definition, action: ActionName) -> usize {
        d.moves.iter().position(|m| m.action == action).unwrap()
    }

    #[test]
    fn each_flaw_is_found() {
        let nowhere = changed(Template::Permit, |d| {
            let step = crate::Step { key: key("lost"), stage: StageName::Accepted, title: None, days: None };
            d.steps.push(step);
        });
        assert_eq!(nowhere, [Flaw::Unreachable(key("lost"))]);

        let stuck = changed(Template::TwoReviews, |d| {
            let stays = [ActionName::Withdraw, ActionName::Note];
            for m in d.moves.iter_mut().filter(|m| !stays.contains(&m.action)) {
                m.from.retain(|f| f.as_str() != "second_review");
            }
        });
        assert!(stuck.contains(&Flaw::DeadEnd(key("second_review"))), "{stuck:?}");

        let endless = changed(Template::Permit, |d| {
            d.moves.retain(|m| {
                !matches!(
                    m.action,
                    ActionName::Grant | ActionName::GrantInPart | ActionName::Refuse | ActionName::Redirect
                )
            });
        });
        assert!(endless.contains(&Flaw::NoEnd(key("received"))), "{endless:?}");

        let nobody = changed(Template::Permit, |d| {
            let i = position(d, ActionName::Accept);
            d.moves[i].who = Who::Holder;
        });
        assert!(matches!(nobody[..], [Flaw::Nobody(_, _)]), "{nobody:?}");

        let refused = changed(Template::Notification, |d| {
            let mut m = d.moves[position(d, ActionName::Acknowledge)].clone();
            m.action = ActionName::Refuse;
            d.moves.push(m);
        });
        assert!(refused.iter().any(|f| matches!(f, Flaw::AgainstTheLaw(_))), "{refused:?}");

        let kept = changed(Template::Permit, |d| {
            let i = position(d, ActionName::Withdraw);
            d.moves[i].from.retain(|f| f.as_str() != "in_review");
        });
        assert_eq!(kept, [Flaw::NoWithdrawal(key("in_review"))]);

        let helpless = changed(Template::Permit, |d| d.moves.retain(|m| m.action != ActionName::Correct));
        assert!(helpless.contains(&Flaw::NoCorrection(key("awaiting_correction"))), "{helpless:?}");

        let machine = changed(Template::Permit, |d| {
            let i = position(d, ActionName::Refuse);
            d.moves[i].by_itself = Some(Trigger::AfterDays(14));
        });
        assert!(machine.iter().any(|f| matches!(f, Flaw::DecidesByItself(_))), "{machine:?}");

        let turning = changed(Template::Permit, |d| {
            let i = position(d, ActionName::Accept);
            d.moves[i].by_itself = Some(Trigger::Arrival);
            d.moves[i].from.push(key("accepted"));
        });
        assert!(turning.iter().any(|f| matches!(f, Flaw::Loop(_))), "{turning:?}");

        let twice = changed(Template::Permit, |d| {
            let m = d.moves[position(d, ActionName::Grant)].clone();
            d.moves.push(m);
        });
        assert!(twice.iter().any(|f| matches!(f, Flaw::Ambiguous(_, _))), "{twice:?}");

        let aimless = changed(Template::Permit, |d| {
            let i = position(d, ActionName::Grant);
            d.moves[i].to = Goal::Stay;
        });
        assert!(aimless.iter().any(|f| matches!(f, Flaw::Aimless(_))), "{aimless:?}");

        let astray = changed(Template::Permit, |d| {
            let i = position(d, ActionName::Grant);
            d.moves[i].to = Goal::Step(key("refused"));
        });
        assert!(astray.iter().any(|f| matches!(f, Flaw::WrongGoal(_))), "{astray:?}");
    }
}
