//! PUSH型の通知を受け取れる市民の割合: residents whom a notice of the city reaches by itself ÷ all residents.
//!
//! The platform knows those who confirmed an address here. Whoever is reached by other means (防災メール, LINE …) it does not
//! know, and persons may be in several lists: so this is its share and not the whole.

use madoguchi_vocab::{Date, number::thousands};

use super::{Amount, Measured, Value};
use crate::ratio::Ratio;

/// The name under which the strategy has it.
pub(super) const NAME: &str = "PUSH型の通知を受け取れる市民の割合";

/// Who is reached, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Persons who confirmed that notices reach them, each counted once.
    pub subscribers: u64,
    /// 住民基本台帳人口.
    pub population: u64,
    /// The day of which that is.
    pub counted_on: Date,
}

pub(super) fn measured(reached: Option<Reached>, on: Date) -> Option<Measured> {
    let Reached { subscribers, population, counted_on } = reached?;
    // More subscribers than residents: people of elsewhere are among them, and there is no share to tell.
    let share = Ratio::new(subscribers.into(), population.into()).filter(|r| r.part() <= r.whole())?;
    let thousandths = (share.part() * 200_000 + share.whole()) / (share.whole() * 2);
    Some(Measured {
        value: Value::Amount(Amount::of_thousandths(i128::try_from(thousandths).ok()?)),
        on,
        note: format!(
            "この窓口で確認した {} 人 ÷ 人口 {} 人（{counted_on}）",
            thousands(subscribers),
            thousands(population)
        ),
        whole: false,
    })
}
