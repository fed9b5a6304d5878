//! 運転免許証の番号: twelve digits with a check digit.

use madoguchi_vocab::{Date, Lang, check_digit};

use super::{Asked, Behaviour, Wrong, checked, text::as_text};
use crate::{answers::Value, logic::{Type, V}, parse::table::Table};

/// Settings of a `driving_licence` question.
#[derive(Clone, Debug)]
pub struct DrivingLicence;

impl DrivingLicence {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

const SAY: checked::Say = (
    "運転免許証の番号は 12 けたの数字です。1 けたずつ見比べてください",
    "めんきょの 番号は 12の 数字です。もう一度 見て ください",
    "must be the 12 digits of the driving licence. Compare them digit by digit",
);

impl Behaviour for DrivingLicence {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        checked::digits(asked, check_digit::driving_licence, SAY)
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        as_text(value).to_owned()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        vec![("", vec![as_text(value).to_owned()])]
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        Some(Value::Text("642012345630".to_owned()))
    }

    fn logic(&self) -> Type {
        Type::Opaque
    }
}
