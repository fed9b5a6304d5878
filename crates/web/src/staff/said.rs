//! What the rules answer, in the words of the office: why not, and what is said of a ruling.

use madoguchi_app::Refused;
use madoguchi_workflow::{Authority, Missing, Refusal, Ruling};

use super::labels;

/// Why something may not happen.
pub fn refusal(why: &Refusal) -> String {
    match why {
        Refusal::NotNow { stage, action } => {
            format!("いまは「{}」なので、「{}」はできません", labels::stage(*stage), labels::action(*action))
        }
        Refusal::NotInThisFlow { action } => {
            format!("この手続きに「{}」はありません", labels::action(*action))
        }
        Refusal::NotYours => "見つかりません".to_owned(),
        Refusal::HeldByAnother => "ほかの人が担当しています".to_owned(),
        Refusal::ForTheHead => "課管理者だけができます".to_owned(),
        Refusal::ForClerks => "審査の担当だけができます".to_owned(),
        Refusal::ForApprovers => "決裁の担当だけができます".to_owned(),
        Refusal::OwnProposal => "自分で起案した、またはすでに承認したものは承認できません".to_owned(),
        Refusal::CorrectionOpen { due } => {
            format!("補正の期限（{due}）が過ぎるまで、拒否はできません（行政手続法7条）")
        }
        Refusal::Unchecked => "確認リストに、まだ確かめていない項目があります".to_owned(),
        Refusal::FeeOwed => "手数料がまだ納められていません".to_owned(),
        Refusal::NoSuchOpinion => "その照会はもう答えられています".to_owned(),
        Refusal::NoSuchFee => "手数料の状態が変わっているため、記録できません".to_owned(),
        Refusal::DayOutOfReach => "使えない日付です".to_owned(),
        Refusal::NobodyThere => "その相手には渡せません".to_owned(),
        Refusal::Missing(missing) => lacking(*missing).to_owned(),
        Refusal::NoSuchQuestion(_) => "その質問はこの申請にありません".to_owned(),
        Refusal::DueOutOfReach => "期限は明日から 92 日までにしてください".to_owned(),
        Refusal::NothingChanged => "何も変わっていません".to_owned(),
    }
}

/// What was left empty.
pub fn lacking(missing: Missing) -> &'static str {
    match missing {
        Missing::Items => "直してもらうところを選んでください",
        Missing::ItemReason => "どう直してほしいかを書いてください",
        Missing::Basis => "どの基準や条項によるかを書いてください",
        Missing::Facts => "どの事実がそれに当たるかを書いてください",
        Missing::Reason => "理由を書いてください",
        Missing::Words => "内容を書いてください",
        Missing::Part => "認める内容と条件を書いてください",
        Missing::Authority => "機関の名前を書いてください",
        Missing::Yen => "1 円以上の金額を書いてください",
        Missing::Name => "名前を書いてください",
    }
}

/// Why one of many was not done.
pub fn refused(why: &Refused) -> String {
    match why {
        Refused::Overtaken => "すでに変更されています".to_owned(),
        Refused::Missing => "見つかりません".to_owned(),
        Refused::No(why) => format!("できません：{}", refusal(why)),
        Refused::Unprintable(letter) => unprintable(*letter),
    }
}

/// 代決 is said wherever it happens.
pub fn instead(authority: &Authority) -> Option<String> {
    match authority {
        Authority::Deputy(deputy) => Some(format!("{}さんの代わりに（代決）", deputy.name)),
        Authority::Delegated | Authority::Approved | Authority::ByItself => None,
    }
}

/// One part of what is said, and its words.
pub type Line = (&'static str, String);

/// Everything a ruling says to the resident, word by word.
pub fn ruling(ruling: &Ruling) -> Vec<Line> {
    let decision = ("決定", labels::stage(ruling.stage()).to_owned());
    let mut lines = vec![decision];
    match ruling {
        Ruling::Granted { note } | Ruling::Acknowledged { note } => {
            lines.push(("申請者へのひとこと", note.clone()));
        }
        Ruling::GrantedInPart { part, basis, facts, remedy } => lines.extend([
            ("認める内容と条件", part.clone()),
            ("適用した基準・条項", basis.clone()),
            ("理由となる事実", facts.clone()),
            ("教示", remedy.clone()),
        ]),
        Ruling::Refused { basis, facts, remedy } => lines.extend([
            ("適用した基準・条項", basis.clone()),
            ("理由となる事実", facts.clone()),
            ("教示", remedy.clone()),
        ]),
        Ruling::Redirected { to, reason } => {
            lines.extend([("案内先", to.clone()), ("理由と、申請者がすること", reason.clone())]);
        }
        Ruling::Chosen { rank, of } | Ruling::NotChosen { rank, of } => {
            lines.push(("順番", format!("{of}人のうち {rank} 番")));
        }
    }
    lines.retain(|(_, words)| !words.trim().is_empty());
    lines
}

/// A ruling on one line.
pub fn summary(ruling: &Ruling) -> String {
    let lines = self::ruling(ruling);
    let words: Vec<_> = lines.iter().filter(|(what, _)| *what != "教示").map(|(_, w)| w.as_str()).collect();
    let flat = words.join("：").replace('\n', " ");
    if flat.chars().count() > 80 { flat.chars().take(80).chain(['…']).collect() } else { flat }
}

/// Why there is no notice, and so no decision.
pub fn unprintable(letter: char) -> String {
    format!(
        "通知書を印刷できないので、決定していません。「{letter}」（U+{:04X}）の字がどの書体にもありません。ほかの字に直すか、名前の字なら、書体を加える（設定 fonts）ようシステム管理者に頼んでください",
        u32::from(letter)
    )
}
