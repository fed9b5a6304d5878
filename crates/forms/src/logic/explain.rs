//! Conditions said in words, for people who write papers and people who read them.

use madoguchi_vocab::{Lang, wareki};

use super::{Expr, Expression, Function, Node, Op};
use crate::paper::Paper;

impl Expression {
    /// The condition in Japanese, with the labels of questions in place of their keys:
    /// 「受け取り方法」が「郵送」
    pub fn in_words(&self, paper: &Paper) -> String {
        Words { paper, inside: false }.say(&self.tree)
    }
}

struct Words<'p> {
    paper: &'p Paper,
    /// Inside a named condition other names stay names: written out, they could double at every step.
    inside: bool,
}

impl Words<'_> {
    fn say(&self, expr: &Expr) -> String {
        match &expr.node {
            Node::Int(n) => n.to_string(),
            Node::Str(s) => format!("「{s}」"),
            Node::Bool(true) => "はい".to_owned(),
            Node::Bool(false) => "いいえ".to_owned(),
            Node::Date(d) => wareki::long(*d),
            Node::Today => "今日".to_owned(),
            Node::Name(name) => self.name(name),
            Node::Column(group, field) => format!("{}の{}", self.name(group), self.name(field)),
            Node::List(items) => items.iter().map(|i| self.say(i)).collect::<Vec<_>>().join("・"),
            Node::Not(inner) => format!("（{}）ではない", self.say(inner)),
            Node::Minus(inner) => format!("-{}", self.say(inner)),
            Node::Binary(op, a, b) => self.binary(*op, a, b),
            Node::Call(function, args) => self.call(*function, args),
        }
    }

    fn name(&self, name: &str) -> String {
        if let Some(field) = self.paper.field(name) {
            return format!("「{}」", field.label.get(Lang::Ja));
        }
        if let Some(named) = self.paper.when.iter().find(|w| w.key.as_str() == name).filter(|_| !self.inside)
        {
            return format!("（{}）", Words { inside: true, ..*self }.say(&named.condition.tree));
        }
        let computed = self.paper.computes.iter().find(|c| c.key.as_str() == name);
        let group =
            || self.paper.pages.iter().filter_map(|p| p.repeat.as_ref()).find(|r| r.key.as_str() == name);
        match computed.and_then(|c| c.label.as_ref()).or_else(|| group().map(|g| &g.row_title)) {
            Some(label) => format!("「{}」", label.get(Lang::Ja)),
            None => format!("「{name}」"),
        }
    }

    /// A literal beside a question is the label of that option.
    fn beside(&self, literal: &Expr, other: &Expr) -> String {
        if let (Node::Str(key), Node::Name(name)) = (&literal.node, &other.node)
            && let Some(field) = self.paper.field(name)
            && let Some(option) = field.kind.options().iter().find(|o| o.key == *key)
        {
            return format!("「{}」", option.label.get(Lang::Ja));
        }
        if let Node::List(items) = &literal.node {
            return items.iter().map(|i| self.beside(i, other)).collect::<Vec<_>>().join("・");
        }
        self.say(literal)
    }

    fn binary(&self, op: Op, a: &Expr, b: &Expr) -> String {
        let (left, right) = (self.beside(a, b), self.beside(b, a));
        match op {
            Op::Or => format!("{left}、または{right}"),
            Op::And => format!("{left}、かつ{right}"),
            Op::Equal => format!("{left}が{right}"),
            Op::NotEqual => format!("{left}が{right}以外"),
            Op::Less => format!("{left}が{right}より小さい"),
            Op::AtMost => format!("{left}が{right}以下"),
            Op::More => format!("{left}が{right}より大きい"),
            Op::AtLeast => format!("{left}が{right}以上"),
            Op::In => match &b.node {
                Node::Name(_) => format!("{right}に{left}を選んだ"),
                _ => format!("{left}が{right}のどれか"),
            },
            Op::Add => format!("{left}+{right}"),
            Op::Subtract => format!("{left}-{right}"),
            Op::Multiply => format!("{left}×{right}"),
        }
    }

    fn call(&self, function: Function, args: &[Expr]) -> String {
        let said: Vec<String> = args.iter().map(|a| self.say(a)).collect();
        let at = |i: usize| said.get(i).map_or("", String::as_str);
        match function {
            Function::Answered => format!("{}に答えた", at(0)),
            Function::Age if args.len() > 1 => format!("{}の{}の時点での年齢", at(0), at(1)),
            Function::Age => format!("{}の今日の年齢", at(0)),
            Function::FiscalYear => format!("{}の年度", at(0)),
            Function::DaysBetween => format!("{}から{}までの日数", at(0), at(1)),
            Function::Count => format!("{}の数", at(0)),
            Function::Sum => format!("{}の合計", at(0)),
            Function::Any => format!("{}のどれかで{}", at(0), at(1)),
            Function::All => format!("{}のすべてで{}", at(0), at(1)),
            Function::If => format!("{}なら{}、そうでなければ{}", at(0), at(1), at(2)),
        }
    }
}
