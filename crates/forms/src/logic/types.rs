//! What conditions may say: types, and what may be read where.

use std::{collections::BTreeMap, ops::Range};

use super::{Expr, Fault, Function, Node, Op};
use crate::check::near;

/// The type of a value in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Number,
    Text,
    Date,
    YesNo,
    /// One of these keys.
    OneOf(Vec<String>),
    /// Any of these keys.
    AnyOf(Vec<String>),
    /// A repeating group.
    Rows,
    /// An address, an account, files: only whether there is one can be asked.
    Opaque,
    /// A question that asks nothing.
    Nothing,
    /// Already complained about; fits everywhere so that one mistake is told once.
    Unknown,
}

impl Type {
    pub(crate) fn say(&self) -> &'static str {
        match self {
            Type::Number => "数",
            Type::Text => "文字",
            Type::Date => "日付",
            Type::YesNo => "はい・いいえ",
            Type::OneOf(_) => "一つの選択",
            Type::AnyOf(_) => "いくつかの選択",
            Type::Rows => "くり返し",
            Type::Opaque => "住所・口座・ファイル",
            Type::Nothing => "答えのない項目",
            Type::Unknown => "不明",
        }
    }
}

/// Where a value comes into being: page, then question. Later is greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(pub usize, pub usize);

/// What a name stands for.
#[derive(Clone, Debug)]
pub(crate) struct Symbol {
    pub kind: Type,
    /// The group whose rows it is in.
    pub group: Option<String>,
    pub place: Place,
}

pub(crate) type Symbols = BTreeMap<String, Symbol>;

/// Checks expressions against what there is to read.
pub(crate) struct Checker<'s> {
    pub symbols: &'s Symbols,
    /// The group in whose rows the expression stands.
    pub group: Option<&'s str>,
    /// Only what comes before this may be read.
    pub before: Option<Place>,
    pub faults: Vec<Fault>,
}

impl<'s> Checker<'s> {
    pub(crate) fn new(symbols: &'s Symbols) -> Self {
        Self { symbols, group: None, before: None, faults: Vec::new() }
    }

    fn fault(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: String,
        hint: Option<String>,
    ) -> Type {
        self.faults.push(Fault { code, span: span.clone(), message, hint });
        Type::Unknown
    }

    /// Complains unless the expression is a condition.
    pub(crate) fn condition(&mut self, expr: &'s Expr) {
        let kind = self.check(expr);
        if !matches!(kind, Type::YesNo | Type::Unknown) {
            let message = format!("ここには条件が必要ですが、これは{}です", kind.say());
            let hint = match kind {
                Type::AnyOf(_) => "'key' in 名前 のように書いてください",
                _ => "== などで比べるか、answered(…) を使ってください",
            };
            self.fault("P0403", &expr.span, message, Some(hint.to_owned()));
        }
    }

    /// Complains unless the expression has this type.
    pub(crate) fn expect(&mut self, expr: &'s Expr, wanted: &Type) {
        let kind = self.check(expr);
        let fits = kind == *wanted
            || kind == Type::Unknown
            || matches!((wanted, &kind), (Type::Text, Type::OneOf(_)));
        if !fits {
            let message = format!("ここには{}が必要ですが、これは{}です", wanted.say(), kind.say());
            self.fault("P0403", &expr.span, message, None);
        }
    }

    /// The type of an expression.
    pub(crate) fn check(&mut self, expr: &'s Expr) -> Type {
        match &expr.node {
            Node::Int(_) => Type::Number,
            Node::Str(_) => Type::Text,
            Node::Bool(_) => Type::YesNo,
            Node::Date(_) | Node::Today => Type::Date,
            Node::Name(name) => self.name(name, &expr.span),
            Node::Column(..) => self.fault(
                "P0403",
                &expr.span,
                "くり返しの項目はここでは読めません".to_owned(),
                Some(
                    "sum(グループ.項目)、any(グループ, 条件)、all(グループ, 条件) を使ってください"
                        .to_owned(),
                ),
            ),
            Node::List(items) => {
                for item in items {
                    self.check(item);
                }
                let message = "並びは in の右にだけ書けます".to_owned();
                self.fault("P0403", &expr.span, message, None)
            }
            Node::Not(inner) => {
                self.condition(inner);
                Type::YesNo
            }
            Node::Minus(inner) => {
                self.expect(inner, &Type::Number);
                Type::Number
            }
            Node::Binary(Op::And | Op::Or, a, b) => {
                self.condition(a);
                self.condition(b);
                Type::YesNo
            }
            Node::Binary(Op::In, a, b) => self.membership(a, b),
            Node::Binary(op @ (Op::Add | Op::Subtract | Op::Multiply), a, b) => {
                self.arithmetic(*op, expr, a, b)
            }
            Node::Binary(op, a, b) => self.comparison(*op, expr, a, b),
            Node::Call(function, args) => self.call(*function, args),
        }
    }

    fn name(&mut self, name: &str, span: &Range<usize>) -> Type {
        let Some(symbol) = self.symbols.get(name) else {
            let hint = near::did_you_mean(name, self.symbols.keys().map(String::as_str));
            return self.fault("P0402", span, format!("「{name}」という名前の項目はありません"), hint);
        };
        if let Some(group) = symbol.group.as_deref().filter(|g| self.group != Some(*g)) {
            let message = format!("「{name}」はくり返し「{group}」の中の項目です");
            let hint = format!("any({group}, …) か all({group}, …) の中で使ってください");
            return self.fault("P0406", span, message, Some(hint));
        }
        self.in_time(name, symbol.place, span);
        symbol.kind.clone()
    }

    fn in_time(&mut self, name: &str, place: Place, span: &Range<usize>) {
        if self.before.is_some_and(|before| place >= before) {
            let message = format!("「{name}」はこの条件より後で聞く項目です");
            let hint = "先のページで聞くか、この条件を後のページへ移してください".to_owned();
            self.fault("P0405", span, message, Some(hint));
        }
    }

    fn comparison(&mut self, op: Op, expr: &'s Expr, a: &'s Expr, b: &'s Expr) -> Type {
        let (left, right) = (self.check(a), self.check(b));
        let ordered = !matches!(op, Op::Equal | Op::NotEqual);
        let comparable = match (&left, &right) {
            (Type::Unknown, _) | (_, Type::Unknown) => true,
            (Type::Number, Type::Number) | (Type::Date, Type::Date) => true,
            (Type::Text, Type::Text) | (Type::YesNo, Type::YesNo) => !ordered,
            (Type::OneOf(keys), Type::Text) => !ordered && self.literal(b, keys),
            (Type::Text, Type::OneOf(keys)) => !ordered && self.literal(a, keys),
            (Type::OneOf(_), Type::OneOf(_)) => !ordered,
            _ => false,
        };
        if !comparable {
            let message = format!("{}と{}は比べられません", left.say(), right.say());
            let hint = match (&left, &right) {
                (Type::YesNo, Type::Text) | (Type::Text, Type::YesNo) => {
                    Some("true か false と比べてください")
                }
                (Type::AnyOf(_), Type::Text) | (Type::Text, Type::AnyOf(_)) => {
                    Some("'key' in 名前 のように書いてください")
                }
                (Type::Number, Type::Text) | (Type::Text, Type::Number) => {
                    Some("数は ' で囲まないでください")
                }
                (Type::Date, Type::Text) | (Type::Text, Type::Date) => {
                    Some("日付は d'2026-04-01' のように書いてください")
                }
                (Type::Opaque, _) | (_, Type::Opaque) => Some("answered(…) で答えの有無を調べてください"),
                _ if ordered => Some("< や > で比べられるのは数と日付だけです"),
                _ => None,
            };
            self.fault("P0403", &expr.span, message, hint.map(str::to_owned));
        }
        Type::YesNo
    }

    /// Complains if a literal is none of the options; always comparable, so that it is told once.
    fn literal(&mut self, expr: &'s Expr, keys: &[String]) -> bool {
        if let Node::Str(word) = &expr.node
            && !keys.contains(word)
        {
            let all = || keys.iter().map(String::as_str);
            let hint = near::did_you_mean(word, all()).unwrap_or_else(|| near::one_of("選べるもの", all()));
            self.fault("P0404", &expr.span, format!("「{word}」という選択肢はありません"), Some(hint));
        }
        true
    }

    fn membership(&mut self, a: &'s Expr, b: &'s Expr) -> Type {
        let left = self.check(a);
        let items: Vec<&Expr> = match &b.node {
            Node::List(items) => items.iter().collect(),
            // `x in ('a')`: one pair of brackets around one thing is just that thing.
            Node::Str(_) | Node::Int(_) | Node::Date(_) => vec![b],
            _ => return self.chosen(a, &left, b),
        };
        for item in items {
            let right = self.check(item);
            let fits = match (&left, &right) {
                (Type::Unknown, _) | (_, Type::Unknown) => true,
                (Type::OneOf(keys), Type::Text) => self.literal(item, keys),
                (Type::Number, Type::Number) | (Type::Text, Type::Text) | (Type::Date, Type::Date) => true,
                _ => false,
            };
            if !fits {
                let message = format!("{}と{}は比べられません", left.say(), right.say());
                self.fault("P0403", &item.span, message, None);
            }
        }
        Type::YesNo
    }

    fn chosen(&mut self, a: &'s Expr, left: &Type, b: &'s Expr) -> Type {
        match (left, self.check(b)) {
            (_, Type::Unknown) | (Type::Unknown, _) => {}
            (Type::Text, Type::AnyOf(keys)) => {
                self.literal(a, &keys);
            }
            (_, right) => {
                let message =
                    format!("in の右には並びか「いくつかの選択」が必要ですが、これは{}です", right.say());
                let hint = "名前 in ('a', 'b') か 'a' in 名前 のように書いてください".to_owned();
                self.fault("P0403", &b.span, message, Some(hint));
            }
        }
        Type::YesNo
    }

    fn arithmetic(&mut self, op: Op, expr: &'s Expr, a: &'s Expr, b: &'s Expr) -> Type {
        let (left, right) = (self.check(a), self.check(b));
        match (op, &left, &right) {
            (_, Type::Unknown, other) | (_, other, Type::Unknown) => {
                if *other == Type::Date {
                    Type::Unknown
                } else {
                    other.clone()
                }
            }
            (_, Type::Number, Type::Number) => Type::Number,
            (Op::Add | Op::Subtract, Type::Date, Type::Number) | (Op::Add, Type::Number, Type::Date) => {
                Type::Date
            }
            _ => {
                let message = format!("{}と{}は計算できません", left.say(), right.say());
                let dates = left == Type::Date && right == Type::Date;
                let hint = dates.then(|| "日数は days_between(a, b) で求めてください".to_owned());
                self.fault("P0403", &expr.span, message, hint)
            }
        }
    }

    fn call(&mut self, function: Function, args: &'s [Expr]) -> Type {
        match function {
            Function::Answered => {
                self.answerable(&args[0]);
                Type::YesNo
            }
            Function::Age | Function::DaysBetween | Function::FiscalYear => {
                args.iter().for_each(|a| self.expect(a, &Type::Date));
                Type::Number
            }
            Function::Count => {
                self.countable(&args[0]);
                Type::Number
            }
            Function::Sum => {
                self.column(&args[0]);
                Type::Number
            }
            Function::Any | Function::All => {
                self.over_rows(&args[0], &args[1]);
                Type::YesNo
            }
            Function::If => {
                self.condition(&args[0]);
                let kind = self.check(&args[1]);
                self.expect(&args[2], &kind);
                kind
            }
        }
    }

    fn answerable(&mut self, arg: &'s Expr) {
        let kind = self.check(arg);
        if !matches!(arg.node, Node::Name(_)) || kind == Type::Nothing {
            let message = "answered には答えのある項目の名前を渡してください".to_owned();
            self.fault("P0403", &arg.span, message, None);
        }
    }

    fn countable(&mut self, arg: &'s Expr) {
        let kind = self.check(arg);
        let named = matches!(arg.node, Node::Name(_));
        if !named || !matches!(kind, Type::Rows | Type::AnyOf(_) | Type::Unknown) {
            let message = "count にはくり返しか「いくつかの選択」の名前を渡してください".to_owned();
            self.fault("P0403", &arg.span, message, None);
        }
    }

    fn column(&mut self, arg: &'s Expr) {
        let Node::Column(group, field) = &arg.node else {
            let message = "sum には グループ.項目 を渡してください".to_owned();
            self.fault("P0403", &arg.span, message, Some("例：sum(children.amount)".to_owned()));
            return;
        };
        if self.group_of(group, &arg.span) {
            let outer = self.group.replace(group);
            let kind = self.name(field, &arg.span);
            self.group = outer;
            if !matches!(kind, Type::Number | Type::Unknown) {
                let message = format!("足せるのは数だけですが、「{field}」は{}です", kind.say());
                self.fault("P0403", &arg.span, message, None);
            }
        }
    }

    fn over_rows(&mut self, group: &'s Expr, condition: &'s Expr) {
        let Node::Name(name) = &group.node else {
            let message = "最初にはくり返しの名前を渡してください".to_owned();
            self.fault("P0403", &group.span, message, None);
            return;
        };
        if self.group_of(name, &group.span) {
            let outer = self.group.replace(name);
            self.condition(condition);
            self.group = outer;
        }
    }

    fn group_of(&mut self, name: &str, span: &Range<usize>) -> bool {
        let kind = self.name(name, span);
        if !matches!(kind, Type::Rows | Type::Unknown) {
            self.fault("P0403", span, format!("「{name}」はくり返しではありません"), None);
        }
        kind == Type::Rows
    }
}
