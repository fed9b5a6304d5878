//! Conditions from text to tree.

use std::ops::Range;

use super::{
    DEPTH_LIMIT, Expr, Fault, Function, LENGTH_LIMIT, Node, Op,
    lex::{Token, fault, lex},
};
use crate::check::near;

/// Reads one expression; the whole text must be one.
pub(crate) fn parse(source: &str) -> Result<Expr, Fault> {
    if source.chars().count() > LENGTH_LIMIT {
        let message = format!("条件が長すぎます（{LENGTH_LIMIT} 文字まで）");
        return Err(fault(0..source.len(), &message, "[when] で名前を付けて分けてください"));
    }
    let tokens = lex(source)?;
    let mut parser = Parser { tokens: &tokens, at: 0, end: source.len(), nesting: 0 };
    let tree = parser.expression(0)?;
    match parser.peek() {
        None => Ok(tree),
        Some((token, span)) => Err(surplus(token, span.clone())),
    }
}

struct Parser<'t> {
    tokens: &'t [(Token, Range<usize>)],
    at: usize,
    end: usize,
    nesting: usize,
}

/// Operators from the loosest to the tightest; comparisons do not chain.
const LEVELS: [&[(&str, Op)]; 5] = [
    &[("or", Op::Or)],
    &[("and", Op::And)],
    &[
        ("==", Op::Equal),
        ("!=", Op::NotEqual),
        ("<=", Op::AtMost),
        (">=", Op::AtLeast),
        ("<", Op::Less),
        (">", Op::More),
        ("in", Op::In),
    ],
    &[("+", Op::Add), ("-", Op::Subtract)],
    &[("*", Op::Multiply)],
];
const COMPARISON: usize = 2;

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t (Token, Range<usize>)> {
        self.tokens.get(self.at)
    }

    fn takes(&mut self, wanted: &str) -> bool {
        let here = match self.peek() {
            Some((Token::Sign(s), _)) => *s == wanted,
            Some((Token::Word(w), _)) => w == wanted,
            _ => false,
        };
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, wanted: &str) -> Result<usize, Fault> {
        let span = self.peek().map_or(self.end..self.end, |(_, s)| s.clone());
        if self.takes(wanted) {
            return Ok(span.end);
        }
        Err(fault(span, &format!("ここに「{wanted}」が必要です"), "かっことコンマの数を確かめてください"))
    }

    fn expression(&mut self, level: usize) -> Result<Expr, Fault> {
        if level == COMPARISON && self.takes("not") {
            return self.prefixed(Node::Not, COMPARISON);
        }
        let Some(operators) = LEVELS.get(level) else { return self.operand() };
        let mut left = self.expression(level + 1)?;
        loop {
            let Some((_, op)) = operators.iter().find(|(sign, _)| self.takes(sign)) else { return Ok(left) };
            let right = self.expression(level + 1)?;
            let span = left.span.start..right.span.end;
            left = build(Node::Binary(*op, Box::new(left), Box::new(right)), span)?;
            if level == COMPARISON {
                return Ok(left);
            }
        }
    }

    fn prefixed(&mut self, node: fn(Box<Expr>) -> Node, level: usize) -> Result<Expr, Fault> {
        let start = self.tokens[self.at - 1].1.start;
        self.deeper(start)?;
        let inner = self.expression(level)?;
        self.nesting -= 1;
        let span = start..inner.span.end;
        build(node(Box::new(inner)), span)
    }

    fn deeper(&mut self, at: usize) -> Result<(), Fault> {
        self.nesting += 1;
        if self.nesting > DEPTH_LIMIT { Err(too_deep(at..self.end)) } else { Ok(()) }
    }

    fn operand(&mut self) -> Result<Expr, Fault> {
        let Some((token, span)) = self.peek() else {
            return Err(fault(self.end..self.end, "条件が途中で終わっています", "続きを書いてください"));
        };
        self.at += 1;
        let node = match token {
            Token::Int(n) => Node::Int(*n),
            Token::Str(s) => Node::Str(s.clone()),
            Token::Date(d) => Node::Date(*d),
            Token::Word(word) => return self.word(word, span.clone()),
            Token::Sign("-") => return self.prefixed(Node::Minus, LEVELS.len()),
            Token::Sign("(") => return self.brackets(span.start),
            Token::Sign(_) => return Err(surplus(token, span.clone())),
        };
        build(node, span.clone())
    }

    /// `(a)` is a; `(a, b)` is a list.
    fn brackets(&mut self, start: usize) -> Result<Expr, Fault> {
        let (mut items, end) = self.items(start)?;
        if items.len() == 1 {
            return Ok(items.remove(0));
        }
        build(Node::List(items), start..end)
    }

    fn items(&mut self, start: usize) -> Result<(Vec<Expr>, usize), Fault> {
        self.deeper(start)?;
        let mut items = vec![self.expression(0)?];
        while self.takes(",") {
            items.push(self.expression(0)?);
        }
        let end = self.expect(")")?;
        self.nesting -= 1;
        Ok((items, end))
    }

    fn word(&mut self, word: &str, span: Range<usize>) -> Result<Expr, Fault> {
        if self.takes("(") {
            return self.call(word, span);
        }
        let node = match word {
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            "today" => Node::Today,
            "and" | "or" | "in" | "not" | "if" => {
                return Err(surplus(&Token::Word(word.to_owned()), span));
            }
            _ if self.takes(".") => return self.column(word, span),
            _ => Node::Name(word.to_owned()),
        };
        build(node, span)
    }

    fn column(&mut self, group: &str, span: Range<usize>) -> Result<Expr, Fault> {
        match self.peek() {
            Some((Token::Word(field), end)) => {
                self.at += 1;
                build(Node::Column(group.to_owned(), field.clone()), span.start..end.end)
            }
            _ => Err(fault(span, "「.」のあとに項目の名前が必要です", "children.age のように書いてください")),
        }
    }

    fn call(&mut self, word: &str, span: Range<usize>) -> Result<Expr, Fault> {
        let Some((name, function, arity)) = Function::ALL.into_iter().find(|(n, ..)| *n == word) else {
            let hint = near::did_you_mean(word, Function::ALL.iter().map(|(n, ..)| *n))
                .unwrap_or_else(|| near::one_of("使える関数", Function::ALL.iter().map(|(n, ..)| *n)));
            return Err(fault(span, &format!("「{word}」という関数はありません"), &hint));
        };
        let (items, end) = self.items(span.start)?;
        if !arity.contains(&items.len()) {
            let message = format!("{name} に渡す値の数が違います（今は {} 個）", items.len());
            let wanted = if arity.len() == 1 {
                format!("{} 個にしてください", arity.start)
            } else {
                format!("{} 個か {} 個にしてください", arity.start, arity.end - 1)
            };
            return Err(fault(span.start..end, &message, &wanted));
        }
        build(Node::Call(function, items), span.start..end)
    }
}

fn build(node: Node, span: Range<usize>) -> Result<Expr, Fault> {
    let below = match &node {
        Node::Int(_)
        | Node::Str(_)
        | Node::Bool(_)
        | Node::Date(_)
        | Node::Today
        | Node::Name(_)
        | Node::Column(..) => 0,
        Node::List(items) | Node::Call(_, items) => items.iter().map(|i| i.depth).max().unwrap_or(0),
        Node::Not(inner) | Node::Minus(inner) => inner.depth,
        Node::Binary(_, a, b) => a.depth.max(b.depth),
    };
    if below >= DEPTH_LIMIT {
        return Err(too_deep(span));
    }
    Ok(Expr { node, span, depth: below + 1 })
}

fn too_deep(span: Range<usize>) -> Fault {
    let message = format!("条件の入れ子が深すぎます（{DEPTH_LIMIT} 段まで）");
    fault(span, &message, "[when] で名前を付けて分けてください")
}

fn surplus(token: &Token, span: Range<usize>) -> Fault {
    let (what, hint) = match token {
        Token::Sign("=") => ("=".to_owned(), "等しいことは == と書いてください"),
        Token::Sign(s) => ((*s).to_owned(), "前後に and や or が抜けていないか確かめてください"),
        Token::Word(w) => (w.clone(), "前後に and や or が抜けていないか確かめてください"),
        Token::Int(n) => (n.to_string(), "前後に記号が抜けていないか確かめてください"),
        Token::Str(s) => (format!("'{s}'"), "前後に == などが抜けていないか確かめてください"),
        Token::Date(d) => (format!("d'{d}'"), "前後に == などが抜けていないか確かめてください"),
    };
    fault(span, &format!("ここに「{what}」は置けません"), hint)
}
