//! 手続きのオンライン化率: the strategy's 「手続きの全量のうち、オンラインで実施可能な手続きの割合。※件数ベース」.

use madoguchi_vocab::number::thousands;

use super::{Amount, Kpi, Measured, Value};
use crate::rate::{Rate, RateId};

/// The name under which the strategy has it.
pub(super) const NAME: &str = "手続きのオンライン化率";

/// Cut off behind three decimals, not rounded: 89.9999 % must not reach 90.
pub(super) fn measured(_: &Kpi, rates: &[Rate]) -> Option<Measured> {
    let rate = rates.iter().find(|r| r.id == RateId::OnlineByVolume)?;
    let value = rate.value?;
    Some(Measured {
        value: Value::Amount(Amount::of_thousandths(
            i128::try_from(value.part() * 100_000 / value.whole()).ok()?,
        )),
        on: rate.as_of,
        note: format!(
            "{} 件 ÷ {} 件。件数がわからない手続き {} 種類",
            thousands(rate.numerator()),
            thousands(rate.denominator),
            rate.unknown.len()
        ),
        whole: true,
    })
}
