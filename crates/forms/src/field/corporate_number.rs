//! 法人番号: thirteen digits, the first a check digit.

use madoguchi_vocab::{Date, Lang, check_digit};

use super::{Asked, Behaviour, Wrong, checked, text::as_text};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `corporate_number` question.
#[derive(Clone, Debug)]
pub struct CorporateNumber;

impl CorporateNumber {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

const SAY: checked::Say = (
    "法人番号は 13 けたの数字です。1 けたずつ見比べてください（国税庁の法人番号公表サイトで調べられます）",
    "会社の 番号は 13の 数字です。もう一度 見て ください",
    "must be the 13 digits of the corporate number. Compare them digit by digit",
);

impl Behaviour for CorporateNumber {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        checked::digits(asked, check_digit::corporate_number, SAY)
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        as_text(value).to_owned()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("3000020292052".to_owned()))
    }

    fn logic(&self) -> Type {
        Type::Text
    }
}
