//! A life drawn for people: as text ([`mermaid`]) and as a picture ([`svg`]). `life-of-a-submission.md` and the pages
//! of those who write papers show what they give.

mod layout;
mod mermaid;
mod svg;

pub use mermaid::mermaid;
pub use svg::svg;

use crate::{
    action::ActionName,
    definition::{Definition, Move, Step, Who},
    stage::StageName,
};

/// What those who look at the picture call its parts.
#[derive(Clone, Copy)]
pub struct Words {
    /// A stage; a step with a title of its own is called by that.
    pub stage: fn(StageName) -> &'static str,
    /// A move.
    pub action: fn(ActionName) -> &'static str,
    /// To whom it is open.
    pub who: fn(Who) -> &'static str,
}

impl Words {
    /// What a step is called.
    pub fn step<'a>(&self, step: &'a Step) -> &'a str {
        step.title.as_deref().unwrap_or((self.stage)(step.stage))
    }
}

/// One arrow: all the moves that lead from one step to another.
pub struct Arrow<'a> {
    /// Where it begins.
    pub from: &'a Step,
    /// Where it ends.
    pub to: &'a Step,
    /// What leads there.
    pub moves: Vec<&'a Move>,
}

/// The arrows of a life in the order of their numbers, without what may happen at every open step or after every
/// decision (see [`everywhere`]): drawn, that would hide the rest. What leads nowhere (messages, notes, fees, taking
/// over from a colleague) is no arrow.
pub fn arrows(d: &Definition) -> Vec<Arrow<'_>> {
    let mut out: Vec<Arrow<'_>> = vec![];
    for from in &d.steps {
        for m in d.at(from.key.as_str()).filter(|m| !is_everywhere(d, m)) {
            for to in d.goals(m).into_iter().filter(|to| to.key != from.key) {
                match out.iter_mut().find(|a| a.from.key == from.key && a.to.key == to.key) {
                    Some(arrow) => arrow.moves.push(m),
                    None => out.push(Arrow { from, to, moves: vec![m] }),
                }
            }
        }
    }
    out
}

/// What leads somewhere from every open step (withdrawing, handing over to another department) or from every decision
/// (looking at it again).
pub fn everywhere(d: &Definition) -> Vec<&Move> {
    d.moves.iter().filter(|m| is_everywhere(d, m) && !d.goals(m).is_empty()).collect()
}

fn is_everywhere(d: &Definition, m: &Move) -> bool {
    let all = |which: fn(&Step) -> bool| {
        let mut these = d.steps.iter().filter(|s| which(s)).peekable();
        these.peek().is_some() && these.all(|s| m.from.contains(&s.key))
    };
    all(|s| !s.stage.is_final()) || all(|s| s.stage.is_decision())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;

    #[test]
    fn every_way_is_an_arrow_or_leads_from_everywhere() {
        for template in Template::ALL {
            let d = template.definition();
            for m in &d.moves {
                for to in d.goals(m).into_iter().filter(|to| m.from != [to.key.clone()]) {
                    let drawn = |a: &Arrow<'_>| a.to.key == to.key && a.moves.contains(&m);
                    let drawn = arrows(&d).iter().any(drawn) || everywhere(&d).contains(&m);
                    assert!(drawn, "{template:?}: {:?} to {}", m.action, to.key);
                }
            }
        }
    }

    #[test]
    fn what_may_happen_everywhere_is_no_arrow() {
        let d = Template::Permit.definition();
        let names: Vec<_> = everywhere(&d).iter().map(|m| m.action).collect();
        assert_eq!(names, [ActionName::Withdraw, ActionName::Transfer, ActionName::Reopen]);
        assert!(arrows(&d).iter().all(|a| a.to.stage != StageName::Withdrawn));
    }
}
