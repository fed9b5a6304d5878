//! What must hold for a place to be reached.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use madoguchi_vocab::{Date, FieldKey, PageKey};

use crate::{
    Page, Paper,
    logic::{Expr, Expression, Function, Node},
};

/// A place in a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page.
    Page(PageKey),
    /// A question.
    Field(FieldKey),
    /// The end: nothing left to answer, no exit on the way.
    Submit,
}

/// A condition that must hold, or must not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conjunct<'p> {
    pub condition: &'p Expression,
    pub holds: bool,
}

impl Conjunct<'_> {
    pub(super) fn in_words(&self, paper: &Paper) -> String {
        let said = self.condition.in_words(paper);
        if self.holds { said } else { format!("（{said}）ではない") }
    }
}

/// Conditions that must all come out as wanted.
#[derive(Clone)]
pub(super) struct Goal<'p> {
    pub paper: &'p Paper,
    pub conjuncts: Vec<Conjunct<'p>>,
    /// What must come to nothing.
    pub absent: Option<&'p Expression>,
    /// The page up to which answers are wanted; all of them for the end.
    pub until: Option<&'p Page>,
}

impl<'p> Goal<'p> {
    /// `None` for a place the paper does not have.
    pub(super) fn reaching(paper: &'p Paper, target: &Target) -> Option<Self> {
        let (page, own) = match target {
            Target::Page(key) => (Some(paper.page(key.as_str())?), None),
            Target::Field(key) => {
                (Some(paper.page_of(key.as_str())?), paper.field(key.as_str())?.when.as_ref())
            }
            Target::Submit => (None, None),
        };
        let before = paper.pages.iter().take_while(|p| page.is_none_or(|page| p.key != page.key));
        let exits = before.filter(|p| p.exit.is_some()).filter_map(|p| p.when.as_ref());
        let must_not = exits.map(|condition| Conjunct { condition, holds: false });
        let must = page.and_then(|p| p.when.as_ref()).into_iter().chain(own);
        let must = must.map(|condition| Conjunct { condition, holds: true });
        // The own conditions first: what contradicts itself is told without the exits.
        Some(Self { paper, conjuncts: must.chain(must_not).collect(), absent: None, until: page })
    }

    /// Being there, but for the own condition; `None` where there is none.
    pub(super) fn missing(paper: &'p Paper, target: &Target) -> Option<Self> {
        let mut goal = Self::reaching(paper, target)?;
        let own = match target {
            Target::Page(key) => paper.page(key.as_str())?.when.as_ref()?,
            Target::Field(key) => paper.field(key.as_str())?.when.as_ref()?,
            Target::Submit => return None,
        };
        let own = goal.conjuncts.iter_mut().find(|c| std::ptr::eq(c.condition, own))?;
        own.holds = false;
        Some(goal)
    }

    /// The days on which it is tried: an ordinary one, and both sides of every day the conditions name, for
    /// what they ask may be asked of today.
    pub(super) fn days(&self) -> Vec<Date> {
        let mut days = BTreeSet::new();
        let mut reads_today = false;
        for expr in self.trees() {
            expr.each(&mut |e| match e.node {
                Node::Today => reads_today = true,
                Node::Date(day) => {
                    days.extend([day.pred_opt(), Some(day), day.succ_opt()].into_iter().flatten())
                }
                _ => {}
            });
        }
        let options = self.paper.fields().flat_map(|(_, f)| f.kind.options());
        for day in options.flat_map(|o| [o.from, o.until]).flatten() {
            reads_today = true;
            days.extend([day.pred_opt(), Some(day), day.succ_opt()].into_iter().flatten());
        }
        let ordinary = Date::from_ymd_opt(2026, 6, 15).into_iter();
        if !reads_today {
            return ordinary.collect();
        }
        // `age` and shifted days move with today: a year before and behind is another side too.
        let year = TimeDelta::days(366);
        let around =
            days.clone().into_iter().flat_map(|d| [d.checked_sub_signed(year), d.checked_add_signed(year)]);
        let around: Vec<Date> = around.flatten().collect();
        ordinary.chain(days).chain(around).collect()
    }

    /// The conditions with everything they read by name, each once.
    pub(super) fn trees(&self) -> Vec<&'p Expr> {
        let mut seen = BTreeSet::new();
        let mut trees: Vec<&'p Expr> =
            self.conjuncts.iter().map(|c| c.condition).chain(self.absent).map(|e| &e.tree).collect();
        let mut at = 0;
        while at < trees.len() {
            let mut names = Vec::new();
            outer_names(trees[at], &mut names);
            for name in names {
                if seen.insert(name.to_owned()) {
                    trees.extend(self.behind(name));
                }
            }
            at += 1;
        }
        trees
    }

    /// What decides over a name: how it is worked out, or when it is asked.
    fn behind(&self, name: &str) -> Vec<&'p Expr> {
        let paper = self.paper;
        let named = paper.when.iter().find(|w| w.key.as_str() == name).map(|w| &w.condition);
        let computed = paper.computes.iter().find(|c| c.key.as_str() == name).map(|c| &c.value);
        let field = paper.field(name);
        let page = paper.page_of(name);
        let asked = [field.and_then(|f| f.when.as_ref()), page.and_then(|p| p.when.as_ref())];
        let bounds = field.map(|f| f.kind.behaviour().bounds()).unwrap_or_default();
        [named, computed].into_iter().chain(asked).chain(bounds).flatten().map(|e| &e.tree).collect()
    }
}

/// The names an expression reads; of what is said over rows, only the group.
fn outer_names<'e>(expr: &'e Expr, names: &mut Vec<&'e str>) {
    match &expr.node {
        Node::Name(name) => names.push(name),
        Node::Call(Function::Any | Function::All | Function::Sum, args) => {
            names.extend(super::search::group_of(args))
        }
        Node::List(items) | Node::Call(_, items) => items.iter().for_each(|i| outer_names(i, names)),
        Node::Not(inner) | Node::Minus(inner) => outer_names(inner, names),
        Node::Binary(_, a, b) => {
            outer_names(a, names);
            outer_names(b, names);
        }
        Node::Column(..) | Node::Int(_) | Node::Str(_) | Node::Bool(_) | Node::Date(_) | Node::Today => {}
    }
}
