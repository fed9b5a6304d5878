//! 個人番号（マイナンバー）: twelve digits, the last a check digit. Only where the law lets the city ask
//! (番号法9条), and never shown whole: what is said back is masked.

use madoguchi_vocab::{Date, Lang, check_digit};

use super::{Asked, Behaviour, Wrong, checked, text::as_text};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `my_number` question.
#[derive(Clone, Debug)]
pub struct MyNumber;

impl MyNumber {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

const SAY: checked::Say = (
    "マイナンバーは 12 けたの数字です。1 けたずつ見比べてください",
    "マイナンバーは 12の 数字です。もう一度 見て ください",
    "must be the 12 digits of My Number. Compare them digit by digit",
);

impl Behaviour for MyNumber {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        checked::digits(asked, check_digit::my_number, SAY)
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        masked(as_text(value))
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("123456789018".to_owned()))
    }

    fn logic(&self) -> Type {
        Type::Opaque
    }
}

/// All but the last four digits hidden.
fn masked(number: &str) -> String {
    let shown = number.len().saturating_sub(4);
    format!("{}{}", "＊".repeat(shown.min(8)), number.get(shown..).unwrap_or_default())
}
