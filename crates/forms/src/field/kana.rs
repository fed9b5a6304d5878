//! フリガナ: any kana in, full-width katakana out.

use madoguchi_vocab::{Date, Lang, normalise};

use super::{
    Asked, Behaviour, Wrong, clean,
    text::{as_text, some},
};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

const LIMIT: usize = 100;

/// Settings of a `kana` question.
#[derive(Clone, Debug)]
pub struct Kana;

impl Kana {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

/// Reads kana in any script; shared with the holder of an account.
pub(super) fn read(asked: &Asked<'_>, part: &'static str) -> Result<String, Wrong> {
    let kana = normalise::katakana(&clean::undirected(asked.raw(part)));
    clean::fits(asked, part, &kana, LIMIT)?;
    match kana.chars().find(|c| !matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | 'ヽ' | 'ヾ' | ' ')) {
        None => Ok(kana),
        Some(c) => Err(Wrong::about(
            asked,
            part,
            "not_kana",
            &format!("「{c}」は使えません。カタカナかひらがなで入力してください"),
            &format!("「{c}」は 使えません。カタカナか ひらがなで 書いて ください"),
            &format!("“{c}” cannot be used. Use katakana or hiragana"),
        )),
    }
}

impl Behaviour for Kana {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        read(asked, "").map(some)
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        as_text(value).to_owned()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("ミホン ハナコ".to_owned()))
    }

    fn logic(&self) -> Type {
        Type::Text
    }
}
