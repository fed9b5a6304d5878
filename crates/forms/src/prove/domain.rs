//! Few values that stand for all the values of a question.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, TimeDelta};
use madoguchi_vocab::Date;

use super::partial::{Chosen, Partial};
use crate::{
    Field, FieldKind, Paper,
    logic::{Expr, Function, Node, Op, Type, V},
};

/// A range of numbers this wide is tried number by number.
const NARROW: i64 = 120;
/// At most so many boxes are ticked in every combination.
const BOXES: usize = 6;
/// Ages and periods beyond these are nobody's.
const YEARS: i64 = 150;
const DAYS: i64 = 36_525;

/// What may be chosen for something.
#[derive(Debug)]
pub(super) struct Domain {
    pub values: Vec<V>,
    /// Whether no other value makes a difference.
    pub whole: bool,
}

/// What the conditions compare answers with.
#[derive(Default, Debug)]
pub(super) struct Constants {
    ints: BTreeSet<i64>,
    days: BTreeSet<Date>,
    words: BTreeSet<String>,
    functions: Vec<Function>,
    /// What is added to answers before they are compared, and what they are multiplied with.
    shifts: BTreeSet<i64>,
    factors: BTreeSet<i64>,
    /// Whether a sum over rows is used other than by being compared.
    sums_entangled: bool,
    /// Names used other than by being compared with something known beforehand.
    entangled: BTreeSet<String>,
}

impl Constants {
    pub(super) fn of(paper: &Paper, today: Date, trees: &[&Expr]) -> Self {
        let nothing = Chosen::new();
        let known = Partial::new(paper, today, &nothing);
        let mut constants = Self::default();
        for tree in trees {
            tree.each(&mut |e| match known.at(e) {
                Some(V::Int(n)) => _ = constants.ints.insert(n),
                Some(V::Date(d)) => _ = constants.days.insert(d),
                Some(V::Str(s)) => _ = constants.words.insert(s),
                _ => {
                    if let Node::Call(function, _) = e.node {
                        constants.functions.push(function);
                    }
                }
            });
            constants.entangle(&known, tree, true);
        }
        // What is worked out from entangled values entangles what it reads.
        let mut spread = true;
        while spread {
            spread = false;
            for compute in &paper.computes {
                if !constants.entangled.contains(compute.key.as_str()) {
                    continue;
                }
                let mut names = Vec::new();
                compute.value.tree.names(&mut |n| names.push(n.to_owned()));
                for name in names {
                    spread |= constants.entangled.insert(name);
                }
                compute.value.tree.each(&mut |e| {
                    constants.sums_entangled |= matches!(e.node, Node::Call(Function::Sum, _));
                });
            }
        }
        constants
    }

    /// `plain`: the value is a condition, the result, or compared with something known.
    fn entangle(&mut self, known: &Partial<'_>, expr: &Expr, plain: bool) {
        match &expr.node {
            Node::Name(name) if !plain => _ = self.entangled.insert(name.clone()),
            Node::Name(_) | Node::Int(_) | Node::Str(_) | Node::Bool(_) | Node::Date(_) | Node::Today => {}
            Node::Column(..) => {}
            Node::List(items) => items.iter().for_each(|i| self.entangle(known, i, false)),
            Node::Not(inner) => self.entangle(known, inner, true),
            Node::Minus(inner) => self.entangle(known, inner, false),
            Node::Binary(Op::And | Op::Or, a, b) => {
                self.entangle(known, a, true);
                self.entangle(known, b, true);
            }
            Node::Binary(op @ (Op::Add | Op::Subtract | Op::Multiply), a, b) => {
                let moved = plain && self.moves(known, *op, a, b);
                self.entangle(known, a, moved);
                self.entangle(known, b, moved);
            }
            Node::Binary(_, a, b) => {
                self.entangle(known, a, is_known(known, b));
                self.entangle(known, b, is_known(known, a));
            }
            Node::Call(function, args) => match (function, args.as_slice()) {
                // These see rows, each a variable of its own, or only whether there is an answer.
                (Function::Sum, _) => self.sums_entangled |= !plain,
                (Function::Any | Function::All | Function::Count | Function::Answered, _) => {}
                (Function::If, [condition, a, b]) => {
                    self.entangle(known, condition, true);
                    self.entangle(known, a, plain);
                    self.entangle(known, b, plain);
                }
                (_, [one]) => self.entangle(known, one, plain),
                (_, [a, b]) => {
                    self.entangle(known, a, plain && is_known(known, b));
                    self.entangle(known, b, plain && is_known(known, a));
                }
                _ => {}
            },
        }
    }

    /// Whether an answer is only moved by something known before it is compared: then so are its corners.
    fn moves(&mut self, known: &Partial<'_>, op: Op, a: &Expr, b: &Expr) -> bool {
        let number = |e: &Expr| match known.at(e) {
            Some(V::Int(n)) => Some(n),
            _ => None,
        };
        let of_days = [Function::Age, Function::FiscalYear, Function::DaysBetween];
        let movable = |e: &Expr| match &e.node {
            Node::Name(_) => true,
            Node::Call(function, _) => of_days.contains(function),
            _ => false,
        };
        let by = if movable(a) {
            number(b)
        } else if movable(b) && op != Op::Subtract {
            number(a)
        } else {
            None
        };
        let Some(by) = by else { return false };
        if op == Op::Multiply {
            self.factors.insert(by)
        } else {
            self.shifts.insert(by)
        };
        true
    }

    /// The sums that are compared with these numbers.
    pub(super) fn sums(&self) -> Domain {
        Domain { values: self.around([]).into_iter().map(V::Int).collect(), whole: !self.sums_entangled }
    }

    /// Both sides of every number that answers are compared with, and of these.
    fn around(&self, also: impl IntoIterator<Item = i64>) -> BTreeSet<i64> {
        let mut corners: BTreeSet<i64> = self.ints.iter().copied().chain([0, 1]).chain(also).collect();
        for factor in self.factors.iter().filter(|f| **f != 0) {
            corners.extend(corners.clone().into_iter().filter_map(|n| n.checked_div(*factor)));
        }
        for shift in &self.shifts {
            let moved = corners.clone().into_iter();
            corners.extend(moved.flat_map(|n| [n.checked_sub(*shift), n.checked_add(*shift)]).flatten());
        }
        corners.iter().flat_map(|n| [n.saturating_sub(1), *n, n.saturating_add(1)]).collect()
    }

    /// The values of a question that is asked.
    pub(super) fn of_field(&self, field: &Field, known: &Partial<'_>, in_row: bool) -> Domain {
        let behaviour = field.kind.behaviour();
        let entangled = self.entangled.contains(field.key.as_str());
        // Some options are not offered on every day.
        let offered =
            |key: &String| field.kind.options().iter().any(|o| o.key == *key && o.is_offered_on(known.today));
        let mut domain = match behaviour.logic() {
            Type::YesNo if matches!(field.kind, FieldKind::Consent(_)) => whole(vec![V::Bool(true)]),
            Type::YesNo => whole(vec![V::Bool(true), V::Bool(false)]),
            Type::OneOf(keys) => whole(keys.into_iter().filter(offered).map(V::Str).collect()),
            Type::AnyOf(keys) => self.boxes(&keys.into_iter().filter(offered).collect::<Vec<_>>()),
            Type::Number => self.number(field, known, entangled),
            Type::Date => self.day(field, known, entangled),
            Type::Text => {
                let words = self.words.iter().cloned().chain(["見本".to_owned()]);
                // Text in a row is not compared with text outside.
                Domain { values: words.map(V::Str).collect(), whole: !entangled || in_row }
            }
            Type::Opaque | Type::Rows | Type::Nothing | Type::Unknown => whole(vec![V::Thing]),
        };
        if !field.required {
            domain.values.push(V::Absent);
        }
        domain
    }

    fn boxes(&self, keys: &[String]) -> Domain {
        let (named, others): (Vec<&String>, Vec<&String>) =
            keys.iter().partition(|k| self.words.contains(*k));
        let whole = named.len() <= BOXES;
        let mut sets: BTreeSet<Vec<String>> = (1..=keys.len()).map(|n| keys[..n].to_vec()).collect();
        for mask in 0..1usize << named.len().min(BOXES) {
            let ticked: Vec<&String> =
                named.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, k)| *k).collect();
            for other in [None, others.first()] {
                let set = |k: &&String| ticked.contains(k) || other == Some(k);
                sets.insert(keys.iter().filter(set).cloned().collect());
            }
        }
        sets.remove(&Vec::new());
        Domain { values: sets.into_iter().map(V::Set).collect(), whole }
    }

    fn number(&self, field: &Field, known: &Partial<'_>, entangled: bool) -> Domain {
        let bounds = field.kind.behaviour().bounds().map(|b| match known.at(&b?.tree) {
            Some(V::Int(n)) => Some(n),
            _ => None,
        });
        if let [Some(low), Some(high)] = bounds
            && high.saturating_sub(low) <= NARROW
        {
            return whole((low..=high).map(V::Int).collect());
        }
        let [low, high] = bounds;
        let fits = |n: &i64| low.is_none_or(|low| *n >= low) && high.is_none_or(|high| *n <= high);
        let values = self.around(low.into_iter().chain(high)).into_iter().filter(fits);
        Domain { values: values.map(V::Int).collect(), whole: !entangled }
    }

    fn day(&self, field: &Field, known: &Partial<'_>, entangled: bool) -> Domain {
        let bounds = field.kind.behaviour().bounds().map(|b| match known.at(&b?.tree) {
            Some(V::Date(day)) => Some(day),
            _ => None,
        });
        let [first, last] = bounds;
        let today = known.today;
        let mut corners: BTreeSet<Date> =
            self.days.iter().copied().chain([today]).chain(first).chain(last).collect();
        let reads = |function| self.functions.contains(&function);
        let numbers = self.around([]);
        let small = |limit: i64| numbers.iter().copied().filter(move |n| (0..=limit).contains(n));
        if reads(Function::Age) {
            let ages: Vec<u32> = small(YEARS).filter_map(|n| u32::try_from(n).ok()).collect();
            for on in corners.clone() {
                corners.extend(ages.iter().filter_map(|n| on.checked_sub_months(Months::new(12 * n))));
                corners.extend(ages.iter().filter_map(|n| on.checked_sub_months(Months::new(12 * (n + 1)))));
            }
        }
        if reads(Function::DaysBetween) {
            let spans: Vec<TimeDelta> = small(DAYS).filter_map(TimeDelta::try_days).collect();
            for day in corners.clone() {
                corners.extend(spans.iter().filter_map(|s| day.checked_add_signed(*s)));
                corners.extend(spans.iter().filter_map(|s| day.checked_sub_signed(*s)));
            }
        }
        if reads(Function::FiscalYear) {
            let years = small(9998).filter_map(|n| i32::try_from(n).ok()).filter(|y| *y >= 1873);
            corners.extend(
                years.flat_map(|y| [Date::from_ymd_opt(y, 4, 1), Date::from_ymd_opt(y + 1, 3, 31)]).flatten(),
            );
        }
        for shift in self.shifts.iter().filter_map(|n| TimeDelta::try_days(*n)) {
            for day in corners.clone() {
                corners.extend(
                    [day.checked_add_signed(shift), day.checked_sub_signed(shift)].into_iter().flatten(),
                );
            }
        }
        let latest = matches!(field.kind, FieldKind::Birthday(_)).then_some(today);
        let fits = |day: &Date| {
            first.is_none_or(|first| *day >= first)
                && last.into_iter().chain(latest).all(|last| *day <= last)
                && (1873..=9999).contains(&day.year())
        };
        let around = corners.iter().flat_map(|d| [d.pred_opt(), Some(*d), d.succ_opt()]).flatten();
        let values: BTreeSet<Date> = around.filter(fits).collect();
        Domain { values: values.into_iter().map(V::Date).collect(), whole: !entangled }
    }
}

fn whole(values: Vec<V>) -> Domain {
    Domain { values, whole: true }
}

fn is_known(known: &Partial<'_>, expr: &Expr) -> bool {
    match &expr.node {
        Node::List(items) => items.iter().all(|i| is_known(known, i)),
        _ => known.at(expr).is_some(),
    }
}
