//! メールアドレス

use madoguchi_vocab::{Date, Lang, normalise};
use validator::ValidateEmail;

use super::{
    Asked, Behaviour, Wrong,
    text::{as_text, some},
};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of an `email` question.
#[derive(Clone, Debug)]
pub struct Email;

impl Email {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

impl Behaviour for Email {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let raw = asked.raw("").trim();
        // A line break inside an address is never a slip of the finger: it is an attempt at a second header.
        let broken = raw.contains(['\r', '\n']);
        let address = normalise::email(raw);
        if address.is_empty() {
            return Ok(None);
        }
        if !address.contains('@') {
            return Err(Wrong::about(
                asked,
                "",
                "no_at",
                "「@」を入れて入力してください（例：hanako@example.jp）",
                "「@」を 入れて 書いて ください（例：hanako@example.jp）",
                "must include @, like hanako@example.jp",
            ));
        }
        if broken || address.chars().any(char::is_control) || !address.as_str().validate_email() {
            return Err(Wrong::about(
                asked,
                "",
                "email",
                "「hanako@example.jp」の形になっているか、文字の抜けや余分な記号がないか確かめてください",
                "「hanako@example.jp」の 形で 書いて ください",
                "check that it looks like hanako@example.jp",
            ));
        }
        Ok(some(address))
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
