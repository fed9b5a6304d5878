//! Conditions and computed values: a small language that always ends.
//!
//! `== != < <= > >= and or not in + - *`, strings `'x'`, whole numbers, `true` and `false`, `today`,
//! `d'2026-04-01'`, and the functions of [`Function`]. Names are the keys of questions, computed values and
//! named conditions.
//!
//! **An absent value** (not asked, not answered, not well formed, or arithmetic that does not fit) makes
//! every comparison with it false, `!=` included, and every sum or product with it absent. Where a condition
//! is expected it counts as false; so `not (a == 1)` holds while `a` is absent and `a != 1` does not.
//! `answered(x)` tells. `sum` passes over absent values, `count` counts rows.

mod eval;
mod explain;
mod lex;
mod parse;
mod types;
mod wire;

use std::ops::Range;

use madoguchi_vocab::Date;

pub(crate) use eval::{Memo, V, World, binary, call_on, equal};
pub(crate) use parse::parse;
pub(crate) use types::{Checker, Place, Symbol, Symbols, Type};

/// How deeply a condition may nest.
pub const DEPTH_LIMIT: usize = 64;

/// How long a condition may be, in characters.
pub const LENGTH_LIMIT: usize = 2_000;

/// A condition or a computed value, as written in a paper.
#[derive(Clone, Debug)]
pub struct Expression {
    /// As written.
    pub source: String,
    pub(crate) tree: Expr,
    /// Where the text between the quotes lies in the file.
    pub(crate) at: Range<usize>,
    /// Whether every byte of the text is that byte of the file (no escapes).
    pub(crate) exact: bool,
}

impl Expression {
    /// The place in the file of a place in the text.
    pub(crate) fn place(&self, inside: &Range<usize>) -> Range<usize> {
        place(&self.at, self.exact, inside)
    }
}

/// The place in the file of a place in an expression.
pub(crate) fn place(at: &Range<usize>, exact: bool, inside: &Range<usize>) -> Range<usize> {
    if exact { at.start + inside.start..at.start + inside.end } else { at.clone() }
}

/// Why a condition cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub code: &'static str,
    /// Bytes of the expression.
    pub span: Range<usize>,
    pub message: String,
    pub hint: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub node: Node,
    pub span: Range<usize>,
    pub depth: usize,
}

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Int(i64),
    Str(String),
    Bool(bool),
    Date(Date),
    Today,
    Name(String),
    /// `children.age`
    Column(String, String),
    List(Vec<Expr>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Binary(Op, Box<Expr>, Box<Expr>),
    Call(Function, Vec<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
    Add,
    Subtract,
    Multiply,
}

/// The functions of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `answered(x)`: there is an answer.
    Answered,
    /// `age(birthday)`, `age(birthday, day)`: full years. A year is full at the end of the day before the
    /// birthday (年齢計算に関する法律); days being whole here, that is from the birthday on, and from
    /// 1 March for those born on 29 February.
    Age,
    /// `fiscal_year(day)`: the year of the April before.
    FiscalYear,
    /// `days_between(a, b)`: from a to b; negative when b is earlier.
    DaysBetween,
    /// `count(children)`: rows of a repeating page, or options chosen.
    Count,
    /// `sum(children.amount)`
    Sum,
    /// `any(children, condition)`
    Any,
    /// `all(children, condition)`: true where there are no rows.
    All,
    /// `if(condition, a, b)`
    If,
}

impl Op {
    /// How it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Op::Or => "or",
            Op::And => "and",
            Op::Equal => "==",
            Op::NotEqual => "!=",
            Op::Less => "<",
            Op::AtMost => "<=",
            Op::More => ">",
            Op::AtLeast => ">=",
            Op::In => "in",
            Op::Add => "+",
            Op::Subtract => "-",
            Op::Multiply => "*",
        }
    }
}

impl Function {
    /// How it is written.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, f, _)| *f == self).map_or("", |(name, ..)| name)
    }

    pub(crate) const ALL: [(&'static str, Function, Range<usize>); 9] = [
        ("answered", Function::Answered, 1..2),
        ("age", Function::Age, 1..3),
        ("fiscal_year", Function::FiscalYear, 1..2),
        ("days_between", Function::DaysBetween, 2..3),
        ("count", Function::Count, 1..2),
        ("sum", Function::Sum, 1..2),
        ("any", Function::Any, 2..3),
        ("all", Function::All, 2..3),
        ("if", Function::If, 3..4),
    ];
}

/// Words that cannot be keys, because conditions mean something else by them.
pub(crate) const RESERVED: [&str; 8] = ["and", "or", "not", "in", "true", "false", "today", "if"];

impl Expr {
    /// Calls `see` with every node, the whole first.
    pub(crate) fn each<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        see(self);
        match &self.node {
            Node::List(items) | Node::Call(_, items) => items.iter().for_each(|i| i.each(see)),
            Node::Not(inner) | Node::Minus(inner) => inner.each(see),
            Node::Binary(_, a, b) => {
                a.each(see);
                b.each(see);
            }
            _ => {}
        }
    }

    /// One text for all ways of writing the same expression; read again, it is the same expression.
    pub(crate) fn canonical(&self) -> String {
        let list = |items: &[Expr]| items.iter().map(Expr::canonical).collect::<Vec<_>>().join(",");
        match &self.node {
            Node::Int(n) => n.to_string(),
            Node::Str(s) => format!("'{s}'"),
            Node::Bool(b) => b.to_string(),
            Node::Date(d) => format!("d'{d}'"),
            Node::Today => "today".to_owned(),
            Node::Name(name) => name.clone(),
            Node::Column(group, field) => format!("{group}.{field}"),
            Node::List(items) => format!("({})", list(items)),
            Node::Not(inner) => format!("(not {})", inner.canonical()),
            Node::Minus(inner) => format!("(- {})", inner.canonical()),
            Node::Binary(op, a, b) => format!("({} {} {})", a.canonical(), op.sign(), b.canonical()),
            Node::Call(function, args) => format!("{}({})", function.name(), list(args)),
        }
    }

    /// Calls `see` with every name read, with the group it is read from in `children.age`, `any` and `all`.
    pub(crate) fn names<'e>(&'e self, see: &mut dyn FnMut(&'e str)) {
        match &self.node {
            Node::Int(_) | Node::Str(_) | Node::Bool(_) | Node::Date(_) | Node::Today => {}
            Node::Name(name) => see(name),
            Node::Column(group, field) => {
                see(group);
                see(field);
            }
            Node::List(items) | Node::Call(_, items) => items.iter().for_each(|i| i.names(see)),
            Node::Not(inner) | Node::Minus(inner) => inner.names(see),
            Node::Binary(_, a, b) => {
                a.names(see);
                b.names(see);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    fn source() -> impl Strategy<Value = String> {
        let leaf = select(&["a", "日付", "1", "'x'", "true", "today", "d'2026-04-01'", "rows.b"][..]);
        leaf.prop_map(str::to_owned).prop_recursive(5, 30, 3, |inner| {
            let sign =
                select(&["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", " and ", " or ", " in "][..]);
            prop_oneof![
                (inner.clone(), sign, inner.clone()).prop_map(|(a, s, b)| format!("({a}){s}({b})")),
                inner.clone().prop_map(|a| format!("not {a}")),
                inner.clone().prop_map(|a| format!("- {a}")),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("days_between({a} , {b})")),
                (inner.clone(), inner).prop_map(|(a, b)| format!("x in ({a},{b})")),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_again_is_read_again_the_same(source in source()) {
            if let Ok(tree) = parse(&source) {
                let canonical = tree.canonical();
                let again = parse(&canonical).map_err(|f| TestCaseError::fail(format!("{canonical}: {}", f.message)))?;
                prop_assert_eq!(again.canonical(), canonical);
            }
        }
    }
}
