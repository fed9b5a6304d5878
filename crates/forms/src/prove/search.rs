//! Looking for values with which everything comes out as wanted.

use std::collections::BTreeMap;

use madoguchi_vocab::Date;

use super::{
    domain::{Constants, Domain},
    goal::Goal,
    partial::{Chosen, Partial, Var, over_rows},
    witness::Witness,
};
use crate::{
    Field, Page, Paper,
    logic::{Expr, Function, Node, V},
};

/// The most combinations that are looked at for one place and day.
pub(super) const STEPS: usize = 20_000;
/// The most solutions of the conditions that are tried on the engine.
const TRIES: usize = 20;

/// What came of looking.
pub(super) enum Found {
    Witness(Box<Witness>),
    /// There is nothing to be found.
    Nothing,
    /// There may be something.
    Unknown,
}

/// A condition and what it must come to.
pub(super) type Wanted<'p> = (&'p Expr, bool);

pub(super) struct Search<'p> {
    pub paper: &'p Paper,
    pub today: Date,
    pub wanted: Vec<Wanted<'p>>,
    /// What must come to nothing.
    pub absent: Option<&'p Expr>,
    /// In the order of the paper, so that whether something is asked is known when its turn comes.
    pub vars: Vec<Var>,
    pub constants: Constants,
    pub over_rows: BTreeMap<Var, &'p Expr>,
    steps: usize,
    whole: bool,
}

/// Looks for answers with which the engine arrives.
pub(super) fn search(
    paper: &Paper,
    goal: &Goal<'_>,
    today: Date,
    arrives: &dyn Fn(&Witness) -> bool,
) -> Found {
    let mut search = Search::of(paper, goal, today);
    let mut tries = 0;
    let mut found = None;
    search.run(&mut |search, chosen| {
        tries += 1;
        found = Witness::made_of(search, goal, chosen).filter(|w| arrives(w));
        found.is_some() || tries >= TRIES
    });
    match found {
        Some(witness) => Found::Witness(Box::new(witness)),
        None if search.whole && tries == 0 => Found::Nothing,
        None => Found::Unknown,
    }
}

/// Whether it is proved that nothing comes out as wanted.
pub(super) fn is_empty(paper: &Paper, goal: &Goal<'_>, today: Date) -> bool {
    let mut search = Search::of(paper, goal, today);
    let mut solved = false;
    search.run(&mut |_, _| {
        solved = true;
        true
    });
    search.whole && !solved
}

impl<'p> Search<'p> {
    fn of(paper: &'p Paper, goal: &Goal<'p>, today: Date) -> Self {
        let trees = goal.trees();
        let wanted = goal.conjuncts.iter().map(|c| (&c.condition.tree, c.holds)).collect();
        let mut search = Self::new(paper, today, wanted, &trees);
        search.absent = goal.absent.map(|e| &e.tree);
        search
    }

    pub(super) fn new(paper: &'p Paper, today: Date, wanted: Vec<Wanted<'p>>, trees: &[&'p Expr]) -> Self {
        let mut search = Self {
            paper,
            today,
            wanted,
            absent: None,
            vars: Vec::new(),
            constants: Constants::of(paper, today, trees),
            over_rows: BTreeMap::new(),
            steps: 0,
            whole: true,
        };
        trees.iter().for_each(|tree| search.read_by(tree));
        search.vars.sort_by_cached_key(|v| search_place(paper, v));
        search.vars.dedup();
        search
    }

    /// Adds what an expression reads.
    fn read_by(&mut self, expr: &'p Expr) {
        match &expr.node {
            Node::Int(_) | Node::Str(_) | Node::Bool(_) | Node::Date(_) | Node::Today | Node::Column(..) => {}
            Node::Name(name) => {
                if self.paper.field(name).is_some() {
                    self.vars.push(Var::Field(name.clone()));
                } else if group(self.paper, name).is_some() {
                    self.vars.push(Var::Count(name.clone()));
                }
            }
            Node::List(items) => items.iter().for_each(|i| self.read_by(i)),
            Node::Not(inner) | Node::Minus(inner) => self.read_by(inner),
            Node::Binary(_, a, b) => {
                self.read_by(a);
                self.read_by(b);
            }
            Node::Call(Function::Any | Function::All | Function::Sum, args) => {
                let var = over_rows(expr);
                if let Some(name) = group_of(args) {
                    self.vars.push(Var::Count(name.to_owned()));
                }
                self.over_rows.insert(var.clone(), expr);
                self.vars.push(var);
            }
            Node::Call(_, args) => args.iter().for_each(|a| self.read_by(a)),
        }
    }

    /// Calls `solved` with values that make everything come out as wanted, until it says that is enough.
    pub(super) fn run(&mut self, solved: &mut dyn FnMut(&Self, &Chosen) -> bool) {
        self.go_on(&mut Chosen::new(), 0, solved);
    }

    /// As [`Search::run`], with some values known.
    pub(super) fn run_from(&mut self, mut chosen: Chosen, solved: &mut dyn FnMut(&Self, &Chosen) -> bool) {
        self.go_on(&mut chosen, 0, solved);
    }

    /// Whether to stop.
    fn go_on(
        &mut self,
        chosen: &mut Chosen,
        at: usize,
        solved: &mut dyn FnMut(&Self, &Chosen) -> bool,
    ) -> bool {
        self.steps += 1;
        if self.steps > STEPS {
            self.whole = false;
            return true;
        }
        match self.outcome(chosen) {
            Some(true) => return solved(self, chosen),
            Some(false) => return false,
            None => {}
        }
        let Some(var) = self.vars.get(at).cloned() else {
            // Something is read that nothing here stands for.
            self.whole = false;
            return false;
        };
        if chosen.contains_key(&var) {
            return self.go_on(chosen, at + 1, solved);
        }
        let domain = self.domain(&var, &Partial::new(self.paper, self.today, chosen));
        self.whole &= domain.whole;
        for value in domain.values {
            chosen.insert(var.clone(), value);
            if self.go_on(chosen, at + 1, solved) {
                return true;
            }
        }
        chosen.remove(&var);
        false
    }

    /// Whether everything comes out as wanted; `None` while that is open.
    fn outcome(&self, chosen: &Chosen) -> Option<bool> {
        let known = Partial::new(self.paper, self.today, chosen);
        let mut open = false;
        for (expr, wanted) in &self.wanted {
            match known.holds(expr) {
                Some(came) if came != *wanted => return Some(false),
                Some(_) => {}
                None => open = true,
            }
        }
        match self.absent.map(|expr| known.at(expr)) {
            Some(Some(V::Absent)) | None => {}
            Some(Some(_)) => return Some(false),
            Some(None) => open = true,
        }
        (!open).then_some(true)
    }

    fn domain(&self, var: &Var, known: &Partial<'_>) -> Domain {
        let only = |value| Domain { values: vec![value], whole: true };
        match var {
            Var::Field(name) => {
                let Some((page, field)) = self.paper.fields().find(|(_, f)| f.key.as_str() == name) else {
                    return only(V::Absent);
                };
                match self.asked(page, field, known) {
                    Some(false) => only(V::Absent),
                    _ => self.constants.of_field(field, known, page.repeat.is_some()),
                }
            }
            Var::Count(name) => match group(self.paper, name) {
                Some(page) if reached(page, known) != Some(false) => {
                    let most = page.repeat.as_ref().map_or(0, |r| r.max);
                    let least = page.repeat.as_ref().map_or(0, |r| r.min);
                    let counts = (least..=most).map(|n| V::Int(i64::from(n)));
                    Domain { values: counts.collect(), whole: true }
                }
                _ => only(V::Absent),
            },
            Var::OverRows(_) => {
                let Some(Node::Call(function, args)) = self.over_rows.get(var).map(|e| &e.node) else {
                    return only(V::Absent);
                };
                let count = group_of(args).and_then(|g| known.chosen.get(&Var::Count(g.to_owned())));
                let none = matches!(count, Some(V::Absent | V::Int(0)));
                match (function, none) {
                    (Function::Sum, true) => only(V::Int(0)),
                    (Function::Sum, false) => self.constants.sums(),
                    (Function::Any, true) => only(V::Bool(false)),
                    (_, true) => only(V::Bool(true)),
                    (_, false) => Domain { values: vec![V::Bool(true), V::Bool(false)], whole: true },
                }
            }
        }
    }

    fn asked(&self, page: &Page, field: &Field, known: &Partial<'_>) -> Option<bool> {
        let count = page.repeat.as_ref().and_then(|r| known.chosen.get(&Var::Count(r.key.to_string())));
        if count == Some(&V::Int(0)) {
            return Some(false);
        }
        match (reached(page, known), field.when.as_ref().map_or(Some(true), |w| known.holds(&w.tree))) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (a, b) => Some(a? && b?),
        }
    }
}

fn reached(page: &Page, known: &Partial<'_>) -> Option<bool> {
    page.when.as_ref().map_or(Some(true), |w| known.holds(&w.tree))
}

fn group<'p>(paper: &'p Paper, name: &str) -> Option<&'p Page> {
    paper.pages.iter().find(|p| p.repeat.as_ref().is_some_and(|r| r.key.as_str() == name))
}

/// The group that `any`, `all` and `sum` go over.
pub(super) fn group_of(args: &[Expr]) -> Option<&str> {
    match &args.first()?.node {
        Node::Name(name) | Node::Column(name, _) => Some(name),
        _ => None,
    }
}

/// Where something gets its value: page, then the rows, then the questions, then what is said over the rows.
fn search_place(paper: &Paper, var: &Var) -> (usize, usize, Var) {
    let page_of = |name: &str| {
        paper.pages.iter().position(|p| {
            p.repeat.as_ref().is_some_and(|r| r.key.as_str() == name)
                || p.fields.iter().any(|f| f.key.as_str() == name)
        })
    };
    let (page, inside) = match var {
        Var::Field(name) => {
            let page = page_of(name).unwrap_or(usize::MAX);
            let field =
                paper.pages.get(page).and_then(|p| p.fields.iter().position(|f| f.key.as_str() == name));
            (page, 1 + field.unwrap_or(0))
        }
        Var::Count(name) => (page_of(name).unwrap_or(usize::MAX), 0),
        Var::OverRows(text) => {
            let name = text.split(['(', ',', '.', ' ']).nth(1).unwrap_or_default();
            (page_of(name).unwrap_or(usize::MAX), usize::MAX)
        }
    };
    (page, inside, var.clone())
}
