//! オープンデータ件数: data sets the city publishes. The platform knows its own, which is a share of them.

use madoguchi_vocab::Date;

use super::{Amount, Measured, Value};

/// The name under which the strategy has it.
pub(super) const NAME: &str = "オープンデータ件数";

pub(super) fn measured(sets: Option<u32>, on: Date) -> Option<Measured> {
    let sets = sets?;
    Some(Measured {
        value: Value::Amount(Amount::whole(sets.into())),
        on,
        note: "この窓口が公開しているデータセット（/opendata）".to_owned(),
        whole: false,
    })
}
