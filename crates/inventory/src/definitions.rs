//! What each rate means, in words that stand beside the number.

use madoguchi_vocab::Text;

use crate::rate::RateId;

/// The written definition of a rate. Source: 令和3年版情報通信白書 (総務省) for the three kinds of rate, 橿原市DX推進戦略
/// (令和5年4月) for 「手続きの全量のうち、オンラインで実施可能な手続きの割合（件数ベース）」.
pub fn definition(id: RateId) -> Text {
    match id {
        RateId::OnlineByVolume => Text::all(
            "オンラインでできる手続きの年間件数の合計 ÷ 対象の手続きすべての年間件数の合計。件数がわからない手続きは分子にも分母にも入れず、その数を並べて示します。実際にオンラインで行われたかどうかは問いません。",
            "オンラインで できる 手続きの 1年の 件数を、ぜんぶの 手続きの 1年の 件数で わったもの です。",
            "Yearly volume of procedures that can be done online ÷ yearly volume of all procedures in scope. Procedures of unknown volume are in neither and their number is shown. Whether they were actually done online does not matter.",
        ),
        RateId::OnlineByKind => Text::all(
            "オンラインでできる手続きの種類の数 ÷ 対象の手続きの種類の数。件数の多い手続きも少ない手続きも同じ 1 と数えます。",
            "オンラインで できる 手続きの 数を、ぜんぶの 手続きの 数で わったもの です。",
            "Number of procedures that can be done online ÷ number of procedures in scope. Each counts one, however often it is used.",
        ),
        RateId::UsedOfOnline => Text::all(
            "実際にオンラインで行われた件数 ÷ オンラインでできる手続きの年間件数の合計。",
            "オンラインで した 件数を、オンラインで できる 手続きの 件数で わったもの です。",
            "Submissions actually made online ÷ yearly volume of procedures that can be done online.",
        ),
        RateId::UsedOfAll => Text::all(
            "実際にオンラインで行われた件数 ÷ 対象の手続きすべての年間件数の合計。",
            "オンラインで した 件数を、ぜんぶの 手続きの 件数で わったもの です。",
            "Submissions actually made online ÷ yearly volume of all procedures in scope.",
        ),
    }
}

/// The version of the definitions a number computed now is under. It goes up when a definition, what is in scope, or a
/// rounding changes in a way that can change a number.
pub const DEFINITION: u32 = 1;

/// Every version: its number, since when, and what changed.
pub const DEFINITIONS: [(u32, &str, &str); 1] = [(
    1,
    "2026-11-29",
    "はじめの版。分母は市が行う手続きのすべて（適用除外・制度なし・その他・市以外を、理由を示して除く）。一部オンラインの数え方は設定による。",
)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_version_is_the_last_one_told() {
        assert_eq!(DEFINITIONS.last().map(|d| d.0), Some(DEFINITION));
    }
}
