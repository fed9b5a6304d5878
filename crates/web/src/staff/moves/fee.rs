//! 手数料: asked for, paid, waived, given back.

use madoguchi_app::{App, CaseFile};
use madoguchi_vocab::{normalise, number::thousands};
use madoguchi_workflow::{Action, Fee, Settled};

use super::ask::{Ask, Input, Kind, day, text};
use crate::{complaint::Wrong, form_state::Fields, problem::Problem};

/// Where the fee stands, in the words of the office.
pub fn state(fee: &Fee) -> String {
    let yen = |yen: u32| format!("{} 円", thousands(i64::from(yen)));
    match fee {
        Fee::None => "なし".to_owned(),
        Fee::Owed { yen: y, .. } => format!("{}（未納）", yen(*y)),
        Fee::Paid { yen: y, on } => format!("{}（{on} 納付）", yen(*y)),
        Fee::Waived { reason } => format!("減免：{reason}"),
        Fee::Refunded { yen: y, reason } => format!("{}を還付：{reason}", yen(*y)),
    }
}

pub fn charge(case: &CaseFile) -> Ask {
    let s = &case.submission;
    let procedure = &s.paper.procedure;
    // What the paper has promised is not contradicted; how exactly is for the office to write.
    let ways = match &procedure.also_pay {
        Some(_) => procedure.costs("\nほかに："),
        None => "納付書をお送りしますので、書かれた期限までに金融機関で納めてください。".to_owned(),
    };
    let how = format!("{ways}\nわからないときは{}（{}）へ。", s.desk.name, s.desk.phone);
    let means =
        "金額と納め方は、申請者の申請状況のページに出ます。納められるまで、標準処理期間は進みません。";
    let inputs = vec![
        Input::new("yen", "金額（円）", "数字だけ。", Kind::Digits),
        Input::new("how", "納め方", "申請者が読みます。", Kind::Lines).value(how),
    ];
    let mut ask = Ask::new("手数料を知らせる", means, inputs, "手数料を知らせる");
    ask.shown = vec![("いまの手数料", state(&case.facts.fee))];
    ask
}

pub fn charged(fields: &Fields) -> Result<Action, Vec<Wrong>> {
    let yen = normalise::integer(fields.first("yen").trim().trim_end_matches('円'))
        .and_then(|n| u32::try_from(n).ok());
    let yen = yen.ok_or_else(|| vec![Wrong::at("yen", "金額（円）：1 以上の数字で書いてください")])?;
    Ok(Action::ChargeFee { yen, how: text(fields, "how") })
}

/// Whether there is anything to record.
pub fn settleable(fee: &Fee) -> bool {
    match fee {
        Fee::None | Fee::Owed { .. } | Fee::Paid { .. } => true,
        Fee::Waived { .. } | Fee::Refunded { .. } => false,
    }
}

pub fn settle(app: &App, case: &CaseFile) -> Result<Ask, Problem> {
    let ways: &[(&str, &str)] = match &case.facts.fee {
        Fee::Owed { .. } => &[("paid", "納付された"), ("waived", "減免する")],
        Fee::None => &[("waived", "減免する")],
        Fee::Paid { .. } => &[("refunded", "還付した")],
        Fee::Waived { .. } | Fee::Refunded { .. } => return Err(Problem::NotNow),
    };
    let ways = ways.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned())).collect();
    let mut inputs = vec![Input::new("settled", "どうなったか", "1 つ選びます。", Kind::Radios(ways))];
    if case.facts.fee.is_owed() {
        let on = Input::new("on", "納付日", "納付されたときだけ。", Kind::Day).value(app.today().to_string());
        inputs.push(on.optional());
    }
    inputs.push(Input::reason("減免・還付のときに書きます。申請者にも見えます。").optional());
    let means = "記録は経過に残り、申請者の申請状況のページにも出ます。";
    let mut ask = Ask::new("手数料を記録する", means, inputs, "記録する");
    ask.shown = vec![("いまの手数料", state(&case.facts.fee))];
    Ok(ask)
}

pub fn settled(app: &App, case: &CaseFile, fields: &Fields) -> Result<Action, Vec<Wrong>> {
    let reason = text(fields, "reason");
    let settled = match fields.first("settled") {
        "paid" => {
            let days = case.submission.arrived_at.date()..=app.today();
            let on = day(fields.first("on")).filter(|on| days.contains(on));
            let words = "納付日：申請が届いた日から今日までの日を書いてください";
            Settled::Paid { on: on.ok_or_else(|| vec![Wrong::at("on", words)])? }
        }
        _ if reason.is_empty() => return Err(vec![Wrong::at("reason", "理由：書いてください")]),
        "waived" => Settled::Waived { reason },
        _ => Settled::Refunded { reason },
    };
    Ok(Action::SettleFee { settled })
}
