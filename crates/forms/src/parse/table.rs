//! Tables of a paper, read key by key. What was never asked for is a finding, so no list of known keys has
//! to be kept anywhere.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    ops::Range,
};

use madoguchi_vocab::{Date, FieldKey, Text};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    check::near,
    finding::Finding,
    logic::{self, Expression},
    paper::ChoiceList,
    schema::{Recorder, Shape},
};

/// The file being read, and what was found in it.
pub(crate) struct Source<'s> {
    pub path: &'s str,
    pub text: &'s str,
    pub findings: RefCell<Vec<Finding>>,
    /// Filled before the pages are read, so that questions can refer to them.
    pub lists: RefCell<Vec<ChoiceList>>,
    /// Names of questions that could not be read: that they are missing has been told.
    pub lost: RefCell<BTreeSet<String>>,
    /// Writes down what is asked for, when the language describes itself.
    pub recorder: Option<Recorder>,
}

impl<'s> Source<'s> {
    pub(crate) fn new(path: &'s str, text: &'s str) -> Self {
        Self {
            path,
            text,
            findings: RefCell::default(),
            lists: RefCell::default(),
            lost: RefCell::default(),
            recorder: None,
        }
    }
}

impl Source<'_> {
    pub(crate) fn has_errors(&self) -> bool {
        self.findings.borrow().iter().any(Finding::is_error)
    }

    pub(crate) fn find(&self, code: &'static str, span: Range<usize>, message: String, hint: Option<String>) {
        self.findings.borrow_mut().push(Finding::at(code, self.path, self.text, span, message, hint));
    }
}

type Cell_<'t> = Spanned<DeValue<'t>>;

/// One table of the file.
pub(crate) struct Table<'t> {
    pub source: &'t Source<'t>,
    map: &'t DeTable<'t>,
    /// What it is called in messages: 「ページ」.
    what: &'static str,
    pub span: Range<usize>,
    asked: RefCell<BTreeSet<&'static str>>,
    /// Set where the type of a question is unknown: its settings cannot be judged then.
    pub lenient: Cell<bool>,
    /// The name under which what is asked for is written down.
    shape: Cell<&'static str>,
}

impl<'t> Table<'t> {
    pub(crate) fn new(
        source: &'t Source<'t>,
        map: &'t DeTable<'t>,
        span: Range<usize>,
        what: &'static str,
        shape: &'static str,
    ) -> Self {
        let (asked, lenient, shape) = (RefCell::default(), Cell::new(false), Cell::new(shape));
        Self { source, map, what, span, asked, lenient, shape }
    }

    /// From here on the settings are those of one type of question.
    pub(crate) fn of_type(&self, code: &'static str) {
        self.shape.set(code);
    }

    fn note(&self, key: &'static str, shape: impl FnOnce() -> Shape) {
        if let Some(recorder) = &self.source.recorder {
            recorder.note(self.shape.get(), key, shape());
        }
    }

    /// Complains about a setting that must be there.
    pub(crate) fn need(&self, key: &'static str) {
        self.need_as("P0102", key);
    }

    /// As [`Table::need`], with a code of its own.
    pub(crate) fn need_as(&self, code: &'static str, key: &'static str) {
        if let Some(recorder) = &self.source.recorder {
            recorder.need(self.shape.get(), key);
        }
        if !self.has(key) {
            self.missing(code, key);
        }
    }

    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &'static str) -> Option<&'t Cell_<'t>> {
        self.asked.borrow_mut().insert(key);
        self.map.get(key)
    }

    /// Where the value of a key lies, or else the table.
    pub(crate) fn place(&self, key: &str) -> Range<usize> {
        self.map.get(key).map_or(self.span.clone(), Spanned::span)
    }

    fn wrong(&self, value: &Cell_<'t>, key: &str, wanted: &str) {
        let message = format!("{key} は{wanted}で書いてください");
        self.source.find("P0103", value.span(), message, None);
    }

    pub(crate) fn missing(&self, code: &'static str, key: &str) {
        let message = format!("{}に {key} がありません", self.what);
        self.source.find(code, self.span.clone(), message, Some(format!("{key} = … を書き足してください")));
    }

    /// A text, in one language or several.
    pub(crate) fn text(&self, key: &'static str) -> Option<Text> {
        self.note(key, || Shape::Text);
        self.get(key).and_then(|v| self.as_text(v, key))
    }

    /// A text that must be there.
    pub(crate) fn need_text(&self, key: &'static str) -> Text {
        self.need(key);
        self.text(key).unwrap_or_default()
    }

    fn as_text(&self, value: &'t Cell_<'t>, key: &'static str) -> Option<Text> {
        let text = match value.get_ref() {
            DeValue::String(ja) => Text::ja(ja.to_string()),
            DeValue::Table(map) => {
                let each = Table::new(self.source, map, value.span(), "文", "phrase");
                let ja = each.need_string("ja");
                let (easy, en) = (each.string("easy"), each.string("en"));
                each.finish();
                Text { ja, easy, en }
            }
            _ => {
                self.wrong(value, key, "文（\"…\" か { ja = \"…\", easy = \"…\", en = \"…\" }）");
                return None;
            }
        };
        self.judge_text(value, &text);
        Some(text)
    }

    fn judge_text(&self, value: &Cell_<'t>, text: &Text) {
        let written = [Some(&text.ja), text.easy.as_ref(), text.en.as_ref()];
        if written.into_iter().flatten().any(|t| t.trim().is_empty()) {
            let hint = "文を書くか、その言語を消してください".to_owned();
            self.source.find("P0107", value.span(), "文が空です".to_owned(), Some(hint));
        } else if text.easy.is_none() {
            let hint = "easy = \"…\" に、短い文で書き直してください".to_owned();
            let message = "やさしい日本語がありません".to_owned();
            self.source.find("P0601", value.span(), message, Some(hint));
        }
    }

    pub(crate) fn string(&self, key: &'static str) -> Option<String> {
        self.note(key, || Shape::String);
        self.plain_string(key)
    }

    fn plain_string(&self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        let string = value.get_ref().as_str().map(str::to_owned);
        if string.is_none() {
            self.wrong(value, key, "文字列");
        }
        string
    }

    pub(crate) fn need_string(&self, key: &'static str) -> String {
        self.need(key);
        self.string(key).unwrap_or_default()
    }

    /// A list of strings; one string is a list of one.
    pub(crate) fn strings(&self, key: &'static str) -> Vec<(String, Range<usize>)> {
        self.note(key, || Shape::Strings(&[]));
        self.plain_strings(key)
    }

    /// A list of words, each one of these.
    pub(crate) fn words(
        &self,
        key: &'static str,
        all: &'static [&'static str],
    ) -> Vec<(String, Range<usize>)> {
        self.note(key, || Shape::Strings(all));
        self.plain_strings(key)
    }

    fn plain_strings(&self, key: &'static str) -> Vec<(String, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::String(one) => vec![(one.to_string(), value.span())],
            DeValue::Array(items) => items.iter().filter_map(|i| self.as_string(i, key)).collect(),
            _ => {
                self.wrong(value, key, "文字列の並び");
                Vec::new()
            }
        }
    }

    fn as_string(&self, value: &'t Cell_<'t>, key: &'static str) -> Option<(String, Range<usize>)> {
        let string = value.get_ref().as_str();
        if string.is_none() {
            self.wrong(value, key, "文字列の並び");
        }
        string.map(|s| (s.to_owned(), value.span()))
    }

    /// A list of texts.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Text> {
        self.note(key, || Shape::Texts);
        match self.get(key).map(|v| (v, v.get_ref())) {
            None => Vec::new(),
            Some((_, DeValue::Array(items))) => items.iter().filter_map(|i| self.as_text(i, key)).collect(),
            Some((value, _)) => {
                self.wrong(value, key, "文の並び");
                Vec::new()
            }
        }
    }

    pub(crate) fn boolean(&self, key: &'static str) -> Option<bool> {
        self.note(key, || Shape::Boolean);
        let value = self.get(key)?;
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.wrong(value, key, " true か false ");
        }
        boolean
    }

    /// A whole number between two bounds.
    pub(crate) fn integer(&self, key: &'static str, allowed: std::ops::RangeInclusive<i64>) -> Option<i64> {
        self.note(key, || Shape::Integer(*allowed.start(), *allowed.end()));
        let value = self.get(key)?;
        let Some(n) = as_integer(value.get_ref()) else {
            self.wrong(value, key, "整数");
            return None;
        };
        if !allowed.contains(&n) {
            let message = format!("{key} は {} から {} までです", allowed.start(), allowed.end());
            self.source.find("P0106", value.span(), message, None);
            return None;
        }
        Some(n)
    }

    /// A count with a default.
    pub(crate) fn count(
        &self,
        key: &'static str,
        allowed: std::ops::RangeInclusive<i64>,
        default: usize,
    ) -> usize {
        self.integer(key, allowed).and_then(|n| usize::try_from(n).ok()).unwrap_or(default)
    }

    /// One word out of some.
    pub(crate) fn word<T>(
        &self,
        key: &'static str,
        all: &[&'static str],
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        self.note(key, || Shape::Word(all.to_vec()));
        let word = self.plain_string(key)?;
        let parsed = parse(&word);
        if parsed.is_none() {
            self.not_one_of(&word, self.place(key), all);
        }
        parsed
    }

    pub(crate) fn not_one_of(&self, word: &str, span: Range<usize>, all: &[&'static str]) {
        let hint = near::did_you_mean(word, all.iter().copied())
            .unwrap_or_else(|| near::one_of("使える語", all.iter().copied()));
        self.source.find("P0104", span, format!("「{word}」は使えません"), Some(hint));
    }

    /// A key that names something and can stand in conditions; `None` after a complaint.
    pub(crate) fn field_key(&self, key: &'static str) -> Option<FieldKey> {
        self.need(key);
        self.note(key, || Shape::Key);
        let word = self.plain_string(key)?;
        self.as_field_key(&word, self.place(key))
    }

    pub(crate) fn as_field_key(&self, word: &str, span: Range<usize>) -> Option<FieldKey> {
        if word.contains('-') || logic::RESERVED.contains(&word) {
            let message = format!("「{word}」は条件の中で別の意味になるので、名前に使えません");
            let hint = if word.contains('-') {
                "- のかわりに _ を使ってください"
            } else {
                "別の名前にしてください"
            };
            self.source.find("P0105", span, message, Some(hint.to_owned()));
            return None;
        }
        FieldKey::parse(word).map_err(|e| self.source.find("P0105", span, e.to_string(), None)).ok()
    }

    /// A day, written 2026-04-01.
    pub(crate) fn day(&self, key: &'static str) -> Option<Date> {
        self.note(key, || Shape::Day);
        let word = self.plain_string(key)?;
        let day = word.parse().ok();
        if day.is_none() {
            let message = format!("{key} は \"2026-04-01\" のように、ある日付で書いてください");
            self.source.find("P0103", self.place(key), message, None);
        }
        day
    }

    /// A first and a last day, in this order.
    pub(crate) fn days(&self, first: &'static str, last: &'static str) -> [Option<Date>; 2] {
        let days = [self.day(first), self.day(last)];
        if let [Some(from), Some(until)] = days
            && from > until
        {
            let message = format!("{first} が {last} より後です");
            self.source.find("P0301", self.place(first), message, None);
        }
        days
    }

    /// An expression.
    pub(crate) fn expression(&self, key: &'static str) -> Option<Expression> {
        self.note(key, || Shape::Expression);
        self.plain_expression(key)
    }

    fn plain_expression(&self, key: &'static str) -> Option<Expression> {
        let value = self.get(key)?;
        let Some(source) = value.get_ref().as_str() else {
            self.wrong(value, key, "条件の文字列");
            return None;
        };
        expression(self.source, source, value.span())
    }

    /// An expression, or just a number.
    pub(crate) fn bound(&self, key: &'static str) -> Option<Expression> {
        self.note(key, || Shape::Bound);
        let value = self.get(key)?;
        match as_integer(value.get_ref()) {
            Some(n) => expression(self.source, &n.to_string(), value.span()),
            None => self.plain_expression(key),
        }
    }

    /// The table under a key.
    pub(crate) fn table(&self, key: &'static str, what: &'static str) -> Option<Table<'t>> {
        self.table_of(key, what, key)
    }

    /// The table under a key, where others have the same shape.
    pub(crate) fn table_of(
        &self,
        key: &'static str,
        what: &'static str,
        shape: &'static str,
    ) -> Option<Table<'t>> {
        self.note(key, || Shape::Table(shape));
        let value = self.get(key)?;
        let table =
            value.get_ref().as_table().map(|map| Table::new(self.source, map, value.span(), what, shape));
        if table.is_none() {
            self.wrong(value, key, "表（{ … }）");
        }
        table
    }

    /// The tables under a key.
    pub(crate) fn tables(&self, key: &'static str, what: &'static str) -> Vec<Table<'t>> {
        // Options have one shape wherever they stand.
        self.note(key, || Shape::Tables(key));
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, key, "表の並び（[[…]] か [{ … }]）");
            return Vec::new();
        };
        let as_table = |item: &'t Cell_<'t>| match item.get_ref().as_table() {
            Some(map) => Some(Table::new(self.source, map, item.span(), what, key)),
            None => {
                self.wrong(item, key, "表（{ … }）");
                None
            }
        };
        items.iter().filter_map(as_table).collect()
    }

    /// Every key of a table whose keys are the author's own, with its string.
    pub(crate) fn entries(
        &self,
    ) -> impl Iterator<Item = (&'t str, Range<usize>, Option<&'t str>, Range<usize>)> {
        self.lenient.set(true);
        if let Some(recorder) = &self.source.recorder {
            recorder.open(self.shape.get());
        }
        self.map.iter().map(|(k, v)| (k.get_ref().as_ref(), k.span(), v.get_ref().as_str(), v.span()))
    }

    /// Complains about every key nobody asked for.
    pub(crate) fn finish(self) {
        if self.lenient.get() {
            return;
        }
        let asked = self.asked.borrow();
        for key in self.map.keys().filter(|k| !asked.contains(k.get_ref().as_ref())) {
            let word: &str = key.get_ref();
            let hint = near::did_you_mean(word, asked.iter().copied())
                .unwrap_or_else(|| near::one_of("ここで使える名前", asked.iter().copied()));
            let message = format!("{}に「{word}」という設定はありません", self.what);
            self.source.find("P0101", key.span(), message, Some(hint));
        }
    }
}

fn as_integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Reads an expression out of a string of the file.
pub(crate) fn expression(source: &Source<'_>, text: &str, span: Range<usize>) -> Option<Expression> {
    let written = source.text.get(span.clone()).unwrap_or_default();
    let quotes = written.find(text).filter(|at| *at <= 4);
    let at = quotes.map_or(span.clone(), |q| span.start + q..span.start + q + text.len());
    let exact = quotes.is_some();
    match logic::parse(text) {
        Ok(tree) => Some(Expression { source: text.to_owned(), tree, at, exact }),
        Err(fault) => {
            let place = logic::place(&at, exact, &fault.span);
            source.find(fault.code, place, fault.message, fault.hint);
            None
        }
    }
}
