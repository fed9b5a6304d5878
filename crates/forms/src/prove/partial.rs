//! Conditions while only some answers are known.

use std::{cell::RefCell, collections::BTreeMap};

use madoguchi_vocab::Date;

use crate::{
    Paper,
    logic::{Expr, Function, Node, Op, V, binary, call_on, equal},
};

/// Something whose value is chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Var {
    /// A question; inside a repeating page, of one row.
    Field(String),
    /// The rows of a group.
    Count(String),
    /// `any`, `all` or `sum`, by its text: what comes of the rows.
    OverRows(String),
}

/// What has been chosen so far.
pub(super) type Chosen = BTreeMap<Var, V>;

pub(super) struct Partial<'a> {
    pub paper: &'a Paper,
    pub today: Date,
    pub chosen: &'a Chosen,
    memo: RefCell<BTreeMap<String, Option<V>>>,
}

impl<'a> Partial<'a> {
    pub(super) fn new(paper: &'a Paper, today: Date, chosen: &'a Chosen) -> Self {
        Self { paper, today, chosen, memo: RefCell::default() }
    }

    /// Whether a condition holds; `None` while that depends on what is not known.
    pub(super) fn holds(&self, expr: &Expr) -> Option<bool> {
        match &expr.node {
            Node::Not(inner) => Some(!self.holds(inner)?),
            Node::Binary(Op::And, a, b) => match (self.holds(a), self.holds(b)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (a, b) => Some(a? && b?),
            },
            Node::Binary(Op::Or, a, b) => match (self.holds(a), self.holds(b)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (a, b) => Some(a? || b?),
            },
            _ => self.at(expr).map(|v| v.holds()),
        }
    }

    /// What an expression comes to; `None` while that depends on what is not known.
    pub(super) fn at(&self, expr: &Expr) -> Option<V> {
        Some(match &expr.node {
            Node::Int(n) => V::Int(*n),
            Node::Str(s) => V::Str(s.clone()),
            Node::Bool(b) => V::Bool(*b),
            Node::Date(d) => V::Date(*d),
            Node::Today => V::Date(self.today),
            Node::Name(name) => self.name(name)?,
            Node::Column(..) | Node::List(_) => V::Absent,
            Node::Not(_) | Node::Binary(Op::And | Op::Or, ..) => V::Bool(self.holds(expr)?),
            Node::Minus(inner) => match self.at(inner)? {
                V::Int(n) => n.checked_neg().map_or(V::Absent, V::Int),
                _ => V::Absent,
            },
            Node::Binary(Op::In, a, b) => self.is_in(&self.at(a)?, b)?,
            Node::Binary(op, a, b) => binary(*op, &self.at(a)?, &self.at(b)?),
            Node::Call(function, args) => self.call(*function, args, expr)?,
        })
    }

    fn is_in(&self, item: &V, list: &Expr) -> Option<V> {
        let Node::List(items) = &list.node else {
            return Some(V::Bool(match (item, self.at(list)?) {
                (V::Str(key), V::Set(keys)) => keys.contains(key),
                (item, one) => equal(item, &one) == Some(true),
            }));
        };
        let mut known = true;
        for each in items {
            match self.at(each) {
                Some(v) if equal(item, &v) == Some(true) => return Some(V::Bool(true)),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(V::Bool(false))
    }

    fn name(&self, name: &str) -> Option<V> {
        if let Some(known) = self.memo.borrow().get(name) {
            return known.clone();
        }
        let computed = self.paper.computes.iter().find(|c| c.key.as_str() == name).map(|c| &c.value);
        let named = || self.paper.when.iter().find(|w| w.key.as_str() == name).map(|w| &w.condition);
        match computed.or_else(named) {
            Some(expression) => {
                let value = self.at(&expression.tree);
                self.memo.borrow_mut().insert(name.to_owned(), value.clone());
                value
            }
            None => self.chosen.get(&Var::Field(name.to_owned())).cloned(),
        }
    }

    fn call(&self, function: Function, args: &[Expr], whole: &Expr) -> Option<V> {
        let arg = |i: usize| args.get(i).map_or(Some(V::Absent), |e| self.at(e));
        Some(match function {
            Function::Any | Function::All | Function::Sum => self.chosen.get(&over_rows(whole)).cloned()?,
            Function::Count | Function::Answered => match args.first().map(|e| &e.node) {
                Some(Node::Name(group)) if self.is_group(group) => {
                    let count = self.chosen.get(&Var::Count(group.clone())).cloned()?;
                    match (function, &count) {
                        (Function::Answered, V::Int(n)) => V::Bool(*n > 0),
                        // A page that is not reached has no rows.
                        (Function::Answered, _) => V::Bool(false),
                        (_, V::Absent) => V::Int(0),
                        _ => count,
                    }
                }
                _ if function == Function::Answered => V::Bool(arg(0)? != V::Absent),
                _ => match arg(0)? {
                    V::Set(keys) => i64::try_from(keys.len()).map_or(V::Absent, V::Int),
                    _ => V::Int(0),
                },
            },
            Function::If => match self.holds(args.first()?) {
                Some(true) => arg(1)?,
                Some(false) => arg(2)?,
                None => {
                    let (a, b) = (arg(1)?, arg(2)?);
                    if a == b { a } else { return None }
                }
            },
            Function::Age if args.len() == 1 => call_on(function, &arg(0)?, &V::Date(self.today)),
            Function::Age | Function::FiscalYear | Function::DaysBetween => {
                call_on(function, &arg(0)?, &arg(1)?)
            }
        })
    }

    fn is_group(&self, name: &str) -> bool {
        self.paper.pages.iter().any(|p| p.repeat.as_ref().is_some_and(|r| r.key.as_str() == name))
    }
}

/// The variable that stands for `any`, `all` or `sum`.
pub(super) fn over_rows(expr: &Expr) -> Var {
    Var::OverRows(expr.canonical())
}
