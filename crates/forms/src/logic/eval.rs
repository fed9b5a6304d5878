//! What conditions come to. Total: there is an outcome for every tree and every set of answers.

use std::{cell::RefCell, cmp::Ordering, collections::BTreeMap};

use chrono::{Datelike, TimeDelta};
use madoguchi_vocab::{Date, FieldKey, time::fiscal_year};

use super::{Expr, Expression, Function, Node, Op};
use crate::{
    answers::{Answers, Value},
    paper::Paper,
};

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum V {
    Absent,
    Int(i64),
    Bool(bool),
    Str(String),
    Date(Date),
    /// Options chosen.
    Set(Vec<String>),
    /// There is an answer, but nothing to compare: an address, an account, files.
    Thing,
}

impl V {
    /// Where a condition is expected, absent is false.
    pub(crate) fn holds(&self) -> bool {
        matches!(self, V::Bool(true))
    }
}

impl From<&Value> for V {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(s) | Value::Choice(s) => V::Str(s.clone()),
            Value::Int(n) => V::Int(*n),
            Value::YesNo(b) | Value::Consent(b) => V::Bool(*b),
            Value::Date(d) => V::Date(*d),
            Value::Choices(keys) => V::Set(keys.clone()),
            Value::Address(_) | Value::Bank(_) | Value::Files(_) => V::Thing,
        }
    }
}

/// What named values came to; good for one state of the answers. Keeps work linear in the size of a paper.
pub(crate) type Memo = RefCell<BTreeMap<String, V>>;

/// What an expression may see.
pub(crate) struct World<'a> {
    pub paper: &'a Paper,
    pub answers: &'a Answers,
    pub row: Option<&'a BTreeMap<FieldKey, Value>>,
    /// Absent where nobody knows any more: in answers read back later.
    pub today: Option<Date>,
    pub memo: &'a Memo,
}

/// Deeper than any checked paper goes; a guard for the stack, not a rule of the language.
const GUARD: usize = 400;

impl<'a> World<'a> {
    /// What an expression comes to.
    pub(crate) fn eval(&self, expression: &Expression) -> V {
        self.at(&expression.tree, 0)
    }

    /// What a tree comes to.
    pub(crate) fn of(&self, tree: &Expr) -> V {
        self.at(tree, 0)
    }

    /// Whether a condition holds; one that was not written always does.
    pub(crate) fn holds(&self, condition: Option<&Expression>) -> bool {
        condition.is_none_or(|c| self.eval(c).holds())
    }

    fn at(&self, expr: &Expr, depth: usize) -> V {
        if depth > GUARD {
            return V::Absent;
        }
        let deeper = |e: &Expr| self.at(e, depth + 1);
        match &expr.node {
            Node::Int(n) => V::Int(*n),
            Node::Str(s) => V::Str(s.clone()),
            Node::Bool(b) => V::Bool(*b),
            Node::Date(d) => V::Date(*d),
            Node::Today => self.today(),
            Node::Name(name) => self.name(name, depth),
            // A column or a list alone is nothing; `sum` and `in` look inside.
            Node::Column(..) | Node::List(_) => V::Absent,
            Node::Not(inner) => V::Bool(!deeper(inner).holds()),
            Node::Minus(inner) => match deeper(inner) {
                V::Int(n) => n.checked_neg().map_or(V::Absent, V::Int),
                _ => V::Absent,
            },
            Node::Binary(Op::And, a, b) => V::Bool(deeper(a).holds() && deeper(b).holds()),
            Node::Binary(Op::Or, a, b) => V::Bool(deeper(a).holds() || deeper(b).holds()),
            Node::Binary(Op::In, a, b) => V::Bool(self.is_in(&deeper(a), b, depth)),
            Node::Binary(op, a, b) => binary(*op, &deeper(a), &deeper(b)),
            Node::Call(function, args) => self.call(*function, args, depth),
        }
    }

    fn today(&self) -> V {
        self.today.map_or(V::Absent, V::Date)
    }

    fn is_in(&self, item: &V, list: &Expr, depth: usize) -> bool {
        match &list.node {
            Node::List(items) => items.iter().any(|i| equal(item, &self.at(i, depth + 1)) == Some(true)),
            _ => match (item, self.at(list, depth + 1)) {
                (V::Str(key), V::Set(keys)) => keys.contains(key),
                (item, one) => equal(item, &one) == Some(true),
            },
        }
    }

    fn name(&self, name: &str, depth: usize) -> V {
        if let Some(value) = self.row.and_then(|r| r.get(name)).or_else(|| self.answers.values.get(name)) {
            return V::from(value);
        }
        if let Some(known) = self.memo.borrow().get(name) {
            return known.clone();
        }
        let computed = self.paper.computes.iter().find(|c| c.key.as_str() == name).map(|c| &c.value);
        let named = || self.paper.when.iter().find(|w| w.key.as_str() == name).map(|w| &w.condition);
        let Some(expression) = computed.or_else(named) else { return V::Absent };
        // What has a name sees no row: it means the same wherever it is read.
        let outside = World { row: None, ..*self };
        let value = outside.at(&expression.tree, depth + 1);
        self.memo.borrow_mut().insert(name.to_owned(), value.clone());
        value
    }

    fn call(&self, function: Function, args: &[Expr], depth: usize) -> V {
        let arg = |i: usize| args.get(i).map_or(V::Absent, |e| self.at(e, depth + 1));
        match function {
            Function::Answered => V::Bool(match args.first().map(|e| &e.node) {
                Some(Node::Name(group)) if self.answers.rows.contains_key(group.as_str()) => {
                    self.answers.rows.get(group.as_str()).is_some_and(|rows| !rows.is_empty())
                }
                _ => arg(0) != V::Absent,
            }),
            Function::Age if args.len() == 1 => call_on(function, &arg(0), &self.today()),
            Function::Age | Function::FiscalYear | Function::DaysBetween => {
                call_on(function, &arg(0), &arg(1))
            }
            Function::Count => match args.first().map(|e| &e.node) {
                Some(Node::Name(name)) => self.count(name, depth),
                _ => V::Absent,
            },
            Function::Sum => match args.first().map(|e| &e.node) {
                Some(Node::Column(group, field)) => self.sum(group, field),
                _ => V::Absent,
            },
            Function::Any => V::Bool(self.rows(args, depth).into_iter().any(|held| held)),
            Function::All => V::Bool(self.rows(args, depth).into_iter().all(|held| held)),
            Function::If => arg(if arg(0).holds() { 1 } else { 2 }),
        }
    }

    fn count(&self, name: &str, depth: usize) -> V {
        let length = match self.answers.rows.get(name) {
            Some(rows) => rows.len(),
            None => match self.name(name, depth) {
                V::Set(keys) => keys.len(),
                _ => 0,
            },
        };
        i64::try_from(length).map_or(V::Absent, V::Int)
    }

    fn sum(&self, group: &str, field: &str) -> V {
        let rows = self.answers.rows.get(group).map_or(&[][..], Vec::as_slice);
        let amounts = rows.iter().filter_map(|r| match r.values.get(field) {
            Some(Value::Int(n)) => Some(*n),
            _ => None,
        });
        amounts.into_iter().try_fold(0i64, i64::checked_add).map_or(V::Absent, V::Int)
    }

    /// Whether the condition of `any` and `all` holds, row by row.
    fn rows(&self, args: &[Expr], depth: usize) -> Vec<bool> {
        let [Expr { node: Node::Name(group), .. }, condition] = args else { return Vec::new() };
        let rows = self.answers.rows.get(group.as_str()).map_or(&[][..], Vec::as_slice);
        rows.iter()
            .map(|row| World { row: Some(&row.values), ..*self }.at(condition, depth + 1).holds())
            .collect()
    }
}

/// The functions over days. The second is not looked at by those that take one.
pub(crate) fn call_on(function: Function, a: &V, b: &V) -> V {
    match (function, a, b) {
        (Function::Age, V::Date(born), V::Date(on)) => age(*born, *on).map_or(V::Absent, V::Int),
        (Function::FiscalYear, V::Date(day), _) => V::Int(i64::from(fiscal_year(*day))),
        (Function::DaysBetween, V::Date(a), V::Date(b)) => V::Int(b.signed_duration_since(*a).num_days()),
        _ => V::Absent,
    }
}

pub(crate) fn binary(op: Op, a: &V, b: &V) -> V {
    match op {
        Op::Add => match (a, b) {
            (V::Int(a), V::Int(b)) => a.checked_add(*b).map_or(V::Absent, V::Int),
            (V::Date(d), V::Int(n)) | (V::Int(n), V::Date(d)) => shift(*d, *n).map_or(V::Absent, V::Date),
            _ => V::Absent,
        },
        Op::Subtract => match (a, b) {
            (V::Int(a), V::Int(b)) => a.checked_sub(*b).map_or(V::Absent, V::Int),
            (V::Date(d), V::Int(n)) => n.checked_neg().and_then(|n| shift(*d, n)).map_or(V::Absent, V::Date),
            _ => V::Absent,
        },
        Op::Multiply => match (a, b) {
            (V::Int(a), V::Int(b)) => a.checked_mul(*b).map_or(V::Absent, V::Int),
            _ => V::Absent,
        },
        Op::Equal => V::Bool(equal(a, b) == Some(true)),
        Op::NotEqual => V::Bool(equal(a, b) == Some(false)),
        Op::Less => V::Bool(order(a, b) == Some(Ordering::Less)),
        Op::AtMost => V::Bool(order(a, b).is_some_and(Ordering::is_le)),
        Op::More => V::Bool(order(a, b) == Some(Ordering::Greater)),
        Op::AtLeast => V::Bool(order(a, b).is_some_and(Ordering::is_ge)),
        // These three are decided before both sides are looked at.
        Op::And | Op::Or | Op::In => V::Absent,
    }
}

/// Whether two values are the same; nothing can be said about an absent one.
pub(crate) fn equal(a: &V, b: &V) -> Option<bool> {
    match (a, b) {
        (V::Absent | V::Thing, _) | (_, V::Absent | V::Thing) => None,
        (a, b) => Some(a == b),
    }
}

fn order(a: &V, b: &V) -> Option<Ordering> {
    match (a, b) {
        (V::Int(a), V::Int(b)) => Some(a.cmp(b)),
        (V::Date(a), V::Date(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn shift(day: Date, n: i64) -> Option<Date> {
    let days = TimeDelta::try_days(n)?;
    // Years of four digits only: everything that shows or posts a day counts on it.
    day.checked_add_signed(days).filter(|d| (1..=9999).contains(&d.year()))
}

/// Full years lived on a day; `None` before birth.
fn age(born: Date, on: Date) -> Option<i64> {
    if on < born {
        return None;
    }
    let not_yet = (on.month(), on.day()) < (born.month(), born.day());
    Some(i64::from(on.year()) - i64::from(born.year()) - i64::from(not_yet))
}
