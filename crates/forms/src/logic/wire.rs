//! Conditions as browsers read them: small JSON trees, worked out by `static/logic.js` exactly as here.
//!
//! A value is `null` where it is absent, or a pair: `["int","5"]` (a string, for numbers of browsers end at
//! 2^53), `["bool",true]`, `["str","x"]`, `["date","2026-04-01"]`, `["set",["a"]]`, `["thing"]`. An expression
//! is a pair like these, or `["today"]`, `["name","x"]`, `["column","rows","x"]`, `["list",…]`, `["not",e]`,
//! `["minus",e]`, `["==",a,b]` and the like, `["call","age",…]`.

use std::{cell::RefCell, collections::BTreeMap};

use madoguchi_vocab::Date;
use serde_json::{Map, Value as Json, json};

use super::{Expr, Expression, Memo, Node, V, World, parse};
use crate::{Answers, Field, Page, Paper, Reading};

impl Expression {
    /// The expression for browsers.
    pub fn wire(&self) -> Json {
        expr(&self.tree)
    }
}

fn expr(e: &Expr) -> Json {
    let call = |head: Json, rest: &[Expr]| {
        let mut all = vec![head];
        all.extend(rest.iter().map(expr));
        Json::Array(all)
    };
    match &e.node {
        Node::Int(n) => json!(["int", n.to_string()]),
        Node::Str(s) => json!(["str", s]),
        Node::Bool(b) => json!(["bool", b]),
        Node::Date(d) => json!(["date", d.to_string()]),
        Node::Today => json!(["today"]),
        Node::Name(name) => json!(["name", name]),
        Node::Column(group, field) => json!(["column", group, field]),
        Node::List(items) => call("list".into(), items),
        Node::Not(inner) => json!(["not", expr(inner)]),
        Node::Minus(inner) => json!(["minus", expr(inner)]),
        Node::Binary(op, a, b) => json!([op.sign(), expr(a), expr(b)]),
        Node::Call(function, args) => {
            let mut all = vec![json!("call"), json!(function.name())];
            all.extend(args.iter().map(expr));
            Json::Array(all)
        }
    }
}

fn value(v: &V) -> Json {
    match v {
        V::Absent => Json::Null,
        V::Int(n) => json!(["int", n.to_string()]),
        V::Bool(b) => json!(["bool", b]),
        V::Str(s) => json!(["str", s]),
        V::Date(d) => json!(["date", d.to_string()]),
        V::Set(keys) => json!(["set", keys]),
        V::Thing => json!(["thing"]),
    }
}

/// What conditions can see: answers, rows, and what has a name.
fn world(paper: &Paper, answers: &Answers, today: Date, wanted: &dyn Fn(&str) -> bool) -> Json {
    let pick = |values: &BTreeMap<_, crate::Value>| -> Map<String, Json> {
        let wanted = values.iter().filter(|(key, _): &(&madoguchi_vocab::FieldKey, _)| wanted(key.as_str()));
        wanted.map(|(key, v)| (key.to_string(), value(&V::from(v)))).collect()
    };
    let rows = answers.rows.iter().filter(|(group, _)| wanted(group.as_str()));
    let rows: Map<String, Json> = rows
        .map(|(group, rows)| {
            (group.to_string(), rows.iter().map(|r| Json::Object(pick(&r.values))).collect())
        })
        .collect();
    let computes = paper.computes.iter().map(|c| (c.key.as_str(), &c.value));
    let named = paper.when.iter().map(|w| (w.key.as_str(), &w.condition));
    let names: Map<String, Json> = computes
        .chain(named)
        .filter(|(name, _)| wanted(name))
        .map(|(name, e)| (name.to_owned(), e.wire()))
        .collect();
    json!({ "today": today.to_string(), "values": pick(&answers.values), "rows": rows, "names": names })
}

impl Paper {
    /// What the conditions of a page read from elsewhere, for the browser that shows it; `None` where no
    /// condition of the page depends on an answer on the same page. Nothing is told that no condition reads.
    pub fn page_world(&self, page: &Page, reading: &Reading<'_>, today: Date) -> Option<Json> {
        let read = self.read_by(page.fields.iter().filter_map(|f| f.when.as_ref()));
        let here = |name: &str| page.fields.iter().any(|f| f.key.as_str() == name);
        read.iter()
            .any(|name| here(name))
            .then(|| world(self, &reading.answers, today, &|name| read.contains(&name) && !here(name)))
    }

    /// What the conditions of the whole paper read that is no answer: for a browser that shows all pages at once and
    /// finds the answers on the screen.
    pub fn whole_world(&self, today: Date) -> Json {
        world(self, &Answers::default(), today, &|_| true)
    }

    /// Whether a condition reads no questions but these, itself or by a name.
    pub fn reads_only(&self, condition: &Expression, fields: &[Field]) -> bool {
        let named = |name: &str| {
            self.computes.iter().any(|c| c.key.as_str() == name)
                || self.when.iter().any(|w| w.key.as_str() == name)
        };
        let here = |name: &str| fields.iter().any(|f| f.key.as_str() == name);
        self.read_by([condition]).iter().all(|name| here(name) || named(name))
    }

    /// Whether a condition reads one of these questions, itself or by a name.
    pub fn reads_any(&self, condition: &Expression, fields: &[Field]) -> bool {
        self.read_by([condition]).iter().any(|name| fields.iter().any(|f| f.key.as_str() == *name))
    }

    /// Every name these expressions read, themselves or by other names.
    pub(crate) fn read_by<'p>(
        &'p self,
        expressions: impl IntoIterator<Item = &'p Expression>,
    ) -> Vec<&'p str> {
        let mut read: Vec<&str> = Vec::new();
        for expression in expressions {
            expression.tree.names(&mut |name| read.push(name));
        }
        let mut at = 0;
        while at < read.len() {
            let name = read[at];
            let computed = self.computes.iter().find(|c| c.key.as_str() == name).map(|c| &c.value);
            let named = self.when.iter().find(|w| w.key.as_str() == name).map(|w| &w.condition);
            if let Some(expression) = computed.or(named) {
                let mut more = Vec::new();
                expression.tree.names(&mut |n| more.push(n));
                more.retain(|n| !read.contains(n));
                read.extend(more);
            }
            at += 1;
        }
        read
    }

    /// What an expression comes to with these answers, and what a browser needs to find the same: the world,
    /// the expression, the value. `None` if the text is no expression. Types are not checked: evaluation is
    /// total, and so is that of browsers.
    pub fn work_out(&self, source: &str, answers: &Answers, today: Date) -> Option<(Json, Json, Json)> {
        let tree = parse(source).ok()?;
        let memo: Memo = RefCell::default();
        let came = World { paper: self, answers, row: None, today: Some(today), memo: &memo }.of(&tree);
        Some((world(self, answers, today, &|_| true), expr(&tree), value(&came)))
    }
}
