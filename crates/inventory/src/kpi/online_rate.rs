//! 手続きのオンライン化率: the strategy's 「手続きの全量のうち、オンラインで実施可能な手続きの割合。※件数ベース」.

use madoguchi_vocab::number::thousands;

use super::{Kpi, Measured, number_in};
use crate::rate::{Rate, RateId};

/// The name under which the strategy has it.
pub(super) const NAME: &str = "手続きのオンライン化率";

pub(super) fn measured(kpi: &Kpi, rates: &[Rate]) -> Option<Measured> {
    let rate = rates.iter().find(|r| r.id == RateId::OnlineByVolume)?;
    let met = rate.value.zip(number_in(&kpi.target)).is_some_and(|(value, target)| value.reaches(target));
    Some(Measured {
        value: rate.percent(),
        on: rate.as_of,
        note: format!(
            "{} 件 ÷ {} 件。件数がわからない手続き {} 種類",
            thousands(rate.numerator()),
            thousands(rate.denominator),
            rate.unknown.len()
        ),
        met,
    })
}
