//! What clerks call things. Residents have words of their own for the same stages (message files, `stage.*`).

use madoguchi_app::{Age, Channel, Chore, Mark, Scan, Slip, Way};
use madoguchi_vocab::Actor;
use madoguchi_workflow::{
    ActionName, Authority, Call, Event, Letter, Piece, Ruling, Settled, StageName, Topic, wording,
};

/// A stage in the words of the office.
pub fn stage(stage: StageName) -> &'static str {
    stage.words()
}

/// A move in the words of a button.
pub fn action(action: ActionName) -> &'static str {
    match action {
        ActionName::Accept => "受け付ける",
        ActionName::Take => "担当して審査をはじめる",
        ActionName::AskCorrection => "補正を依頼する",
        ActionName::Correct => "補正",
        ActionName::Assign => "担当を決める",
        ActionName::Release => "担当を外す",
        ActionName::Forward => "次の審査へ回す",
        ActionName::SendBack => "差し戻す",
        ActionName::PullBack => "決裁から引き戻す",
        ActionName::Propose => "決裁へ回す",
        ActionName::Approve => "承認する",
        ActionName::GrantInPart => "一部を認容する",
        ActionName::Draw => "抽選する",
        ActionName::Redirect => "ほかの機関を案内して終える",
        ActionName::Transfer => "ほかの課へ移す",
        ActionName::Note => "メモを書く",
        ActionName::Call => "電話を記録する",
        ActionName::Tick => "確認リストを保存する",
        ActionName::AskOpinion => "意見を聞く",
        ActionName::GiveOpinion => "意見を書く",
        ActionName::ChargeFee => "手数料を知らせる",
        ActionName::SettleFee => "手数料を記録する",
        ActionName::Grant => "認容する",
        ActionName::Refuse => "拒否する",
        ActionName::Acknowledge => "受付済にする",
        ActionName::Withdraw => "取下げ",
        ActionName::Reopen => "決定のあと、もう一度審査する",
        ActionName::Write => "申請者に連絡する",
        ActionName::Ask => "質問",
    }
}

/// What happened.
pub fn event(event: &Event) -> &'static str {
    match event {
        Event::Submitted { .. } => "到達",
        Event::Accepted => "受付",
        Event::Taken { .. } => "審査開始",
        Event::Assigned { .. } => "担当割当",
        Event::Released { .. } => "担当解除",
        Event::Forwarded { .. } => "次の審査へ",
        Event::SentBack { reason, .. } if reason.is_empty() => "引戻し",
        Event::SentBack { .. } => "差戻し",
        Event::Proposed { .. } => "起案",
        Event::Approved { .. } => "承認",
        Event::Transferred { .. } => "所管替え",
        Event::Noted { .. } => "メモ",
        Event::Called { .. } => "電話",
        Event::Ticked { .. } => "確認リスト",
        Event::OpinionAsked { .. } => "意見照会",
        Event::OpinionGiven { .. } => "意見",
        Event::FeeCharged { .. } => "手数料の請求",
        Event::FeeSettled { settled: Settled::Paid { .. } } => "納付",
        Event::FeeSettled { settled: Settled::Waived { .. } } => "減免",
        Event::FeeSettled { settled: Settled::Refunded { .. } } => "還付",
        Event::CorrectionAsked { .. } => "補正の依頼",
        Event::CorrectionGiven { .. } => "補正",
        Event::Decided { ruling, .. } => match ruling {
            Ruling::Granted { .. } => "認容の決定",
            Ruling::GrantedInPart { .. } => "一部認容の決定",
            Ruling::Refused { .. } => "拒否の決定",
            Ruling::Acknowledged { .. } => "受付済",
            Ruling::Redirected { .. } => "移送・案内",
            Ruling::Chosen { .. } => "抽選（当選）",
            Ruling::NotChosen { .. } => "抽選（落選）",
        },
        Event::Withdrawn { .. } => "取下げ",
        Event::Reopened { .. } => "再審査の開始",
        Event::Wrote { .. } => "連絡",
        Event::Disposed => "廃棄",
    }
}

/// What happened, where somebody of the office entered it for the resident.
pub fn entered(way: Way) -> &'static str {
    match way {
        Way::Counter => "窓口で代行入力",
        Way::Phone => "電話で代行入力",
        Way::Mail => "郵送の書類を代行入力",
        Way::Paper => "紙の書類を代行入力",
    }
}

/// For how many open days something has been there.
pub fn age(age: Age) -> &'static str {
    match age {
        Age::Fresh => "0〜2 日",
        Age::Week => "3〜5 日",
        Age::Fortnight => "6〜10 日",
        Age::Older => "11 日以上",
    }
}

/// What is to be seen of a row.
pub fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Unread => "未読（だれも開いていない）",
        Mark::UnreadByMe => "自分は未読",
        Mark::Changed => "変更あり（自分が見たあと）",
        Mark::Asked => "返事待ち",
        Mark::ByProxy => "代理",
        Mark::Files => "添付あり",
        Mark::Foreign => "外国語・やさしい日本語",
    }
}

/// By which way it came, in a word.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Online => "オンライン",
        Channel::Desk(way) => super::desk::way(way),
    }
}

/// What is done again and again.
pub fn chore(chore: Chore) -> &'static str {
    match chore {
        Chore::Warnings => "下書きの期限のお知らせ",
        Chore::Openings => "受付開始のお知らせ",
        Chore::Accounts => "使われていないアカウントの整理",
        Chore::Sweep => "期限が過ぎた下書き・サインインの片づけ",
        Chore::Files => "使われていないファイルの片づけ",
        Chore::Transfers => "異動・統合と、移った人の仕事の引き継ぎ",
        Chore::Advance => "担当の割当と、自動で進む手順",
        Chore::Publish => "予定の日に様式を公開する",
        Chore::Seal => "記録の封印（1日1回。済んだかを毎分確かめます）",
    }
}

/// On what ground somebody decided.
pub fn authority(authority: &Authority) -> String {
    match authority {
        Authority::Delegated => "専決".to_owned(),
        Authority::Approved => "決裁".to_owned(),
        Authority::Deputy(deputy) => format!("代決（{}の代わり）", deputy.name),
        Authority::ByItself => "様式の定めによる自動処理".to_owned(),
    }
}

/// What came of a call.
pub fn call(outcome: Call) -> &'static str {
    match outcome {
        Call::Reached => "こちらからかけて話した",
        Call::NotReached => "こちらからかけたが出なかった",
        Call::Incoming => "申請者からかかってきた",
    }
}

/// A letter that no department words.
pub fn slip(slip: Slip) -> &'static str {
    match slip {
        Slip::SignIn => "ログインのためのリンク",
        Slip::LookUp => "申請状況を見るための確認コード",
        Slip::Confirm => "お知らせの申し込みの確認",
        Slip::Opened => "オンラインの受付が始まりました",
        Slip::AccountEnding => "アカウントがもうすぐ消えます",
    }
}

/// A letter.
pub fn letter(letter: &Letter) -> &'static str {
    match letter {
        Letter::Received => "届きました",
        Letter::CorrectionAsked { .. } => "直してほしいところがあります",
        Letter::CorrectionReceived => "直した内容を受け取りました",
        Letter::Redirected => "ほかの窓口のご案内",
        Letter::Transferred => "担当の課が変わりました",
        Letter::FeeAsked => "手数料のお知らせ",
        Letter::Granted | Letter::Acknowledged => "手続きが終わりました",
        Letter::Refused | Letter::Decided => "決定をお知らせします",
        Letter::Reopened => "もう一度審査します",
        Letter::Written => "市役所からのお知らせがあります",
        Letter::Withdrawn => "取り下げを受け付けました",
        Letter::DraftSaved => "再開コードをお送りします",
        Letter::DraftEnding => "下書きがもうすぐ消えます",
    }
}

/// A letter or a notice that can be worded.
pub fn piece(piece: Piece) -> &'static str {
    match piece.code() {
        "letter.received" => "届いたとき",
        "letter.correction-asked" => "補正を依頼したとき",
        "letter.correction-received" => "補正が届いたとき",
        "letter.granted" => "認容したとき",
        "letter.refused" => "拒否したとき",
        "letter.decided" => "一部認容・抽選の結果",
        "letter.redirected" => "ほかの機関を案内したとき",
        "letter.transferred" => "ほかの課へ移したとき",
        "letter.fee-asked" => "手数料を知らせるとき",
        "letter.acknowledged" => "届出を受付済にしたとき",
        "letter.reopened" => "もう一度審査するとき",
        "letter.written" => "市からの連絡があるとき",
        "letter.withdrawn" => "取下げを受け付けたとき",
        "letter.draft-saved" => "下書きの再開コードを送るとき",
        "letter.draft-ending" => "下書きが消える前",
        "notice.granted" => "認容",
        "notice.granted-in-part" => "一部認容・条件つき",
        "notice.refused" => "拒否",
        "notice.acknowledged" => "届出の受付済",
        _ => "",
    }
}

/// A part of it; nothing where it has only one.
pub fn slot(name: &str) -> &'static str {
    match name {
        wording::ADD => "足す文",
        wording::BODY => "全文",
        wording::TITLE => "題名",
        wording::OPENING => "書き出し",
        wording::REASON => "いつも書く理由",
        wording::CLOSING => "結び",
        _ => "",
    }
}

/// What stands in a place of a text.
pub fn place(name: &str) -> &'static str {
    match name {
        "city" => "市の名前",
        "procedure" => "手続きの名前",
        "department" => "課の名前",
        "phone" => "課の電話番号",
        "hours" => "電話を受ける時間",
        "receipt" => "受付番号",
        "arrived" => "届いた日時（通知書では日）",
        "status_url" => "申請状況のページのアドレス",
        "items" => "直してほしい項目の一覧",
        "due" => "補正の期限",
        "code" => "再開コード",
        "resume_url" => "続きを開くページのアドレス",
        "until" => "下書きを使える最後の日",
        "decided" => "決定の日",
        "law" => "根拠の法令と条項",
        _ => "",
    }
}

/// What a 文例 is for.
pub fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Correction => "補正の依頼",
        Topic::Refusal => "拒否・一部認容の理由",
        Topic::Completion => "完了・認容のひとこと",
        Topic::Message => "申請者への連絡",
    }
}

/// Who did it.
pub fn actor(actor: &Actor) -> &str {
    match actor {
        Actor::Resident => "申請者",
        Actor::Staff { name, .. } => name,
        Actor::System => "システム",
    }
}

/// Why a file is not to be opened, and what happens next.
pub fn unopened(scan: Scan) -> &'static str {
    match scan {
        Scan::Infected => "ウイルスが見つかったため消しました",
        Scan::Unscannable => "ウイルスの有無を調べられないため開けません",
        Scan::Waiting | Scan::Unscanned | Scan::Clean => "ウイルスの有無を調べています。終わると開けます",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_worded_has_a_name() {
        for piece in Piece::all() {
            assert_ne!(super::piece(piece), "", "{}", piece.code());
            assert!(piece.slots().iter().all(|s| !slot(s.name).is_empty()));
            assert!(piece.places().iter().all(|p| !place(p).is_empty()));
        }
    }
}
