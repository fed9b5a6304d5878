//! 在留カードの番号: two letters, eight digits, two letters.

use madoguchi_vocab::{Date, Lang, check_digit};

use super::{Asked, Behaviour, Wrong, checked, text::as_text};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `residence_card` question.
#[derive(Clone, Debug)]
pub struct ResidenceCard;

impl ResidenceCard {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

const SAY: checked::Say = (
    "在留カードの番号は、カードの右上の「AB12345678CD」のような 12 文字です。もう一度見比べてください",
    "在留カードの 右上の 番号です（例：AB12345678CD）。もう一度 見て ください",
    "must look like AB12345678CD, at the top right of the residence card",
);

impl Behaviour for ResidenceCard {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        checked::letters(asked, check_digit::residence_card, SAY)
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        as_text(value).to_owned()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("AB12345678CD".to_owned()))
    }

    fn logic(&self) -> Type {
        Type::Opaque
    }
}
