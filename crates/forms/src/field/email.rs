//! メールアドレス

use std::sync::Arc;

use madoguchi_vocab::{Date, Lang, Text, normalise};
use validator::ValidateEmail;

use super::{
    Asked, Behaviour, Wrong, say,
    text::{as_text, some},
};
use crate::{
    answers::{TYPED_LIMIT, Value},
    logic::{Type, V},
    parse::table::Table,
};

/// Settings of an `email` question.
#[derive(Clone, Debug)]
pub struct Email;

impl Email {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

/// Reads an address that no paper asks for, as a paper would.
///
/// # Errors
/// What is not right about it and what to do, in every language.
pub fn read_email(raw: &str, label: &Text) -> Result<String, Text> {
    match address(raw, label) {
        Ok(Some(address)) if raw.chars().count() <= TYPED_LIMIT => Ok(address),
        Ok(_) => Err(say::enter(label)),
        Err(wrong) => Err(Arc::unwrap_or_clone(wrong.say)),
    }
}

fn address(raw: &str, label: &Text) -> Result<Option<String>, Wrong> {
    let wrong = |code, ja: &str, easy: &str, en: &str| Wrong { part: "", code, say: say::about(label, ja, easy, en).into() };
    let raw = raw.trim();
    // A line break inside an address is never a slip of the finger: it is an attempt at a second header.
    let broken = raw.contains(['\r', '\n']);
    let address = normalise::email(raw);
    if address.is_empty() {
        return Ok(None);
    }
    if !address.contains('@') {
        return Err(wrong(
            "no_at",
            "「@」を入れて入力してください（例：hanako@example.jp）",
            "「@」を 入れて 書いて ください（例：hanako@example.jp）",
            "must include @, like hanako@example.jp",
        ));
    }
    // Two words or no dot: somebody else's address, or nobody's.
    let (inside, domain) = (raw.split_whitespace().count() > 1, address.rsplit('@').next().unwrap_or_default());
    if inside || !domain.contains('.') || broken || address.chars().any(char::is_control) || !address.as_str().validate_email() {
        return Err(wrong(
            "email",
            "「hanako@example.jp」の形になっているか、文字の抜けや余分な記号がないか確かめてください",
            "「hanako@example.jp」の 形で 書いて ください",
            "check that it looks like hanako@example.jp",
        ));
    }
    Ok(Some(address))
}

impl Behaviour for Email {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        Ok(address(asked.raw(""), asked.label)?.and_then(some))
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        as_text(value).to_owned()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("hanako@example.jp".to_owned()))
    }

    fn logic(&self) -> Type {
        Type::Text
    }

    fn autocomplete(&self, _part: &str) -> Option<&'static str> {
        Some("email")
    }
}
