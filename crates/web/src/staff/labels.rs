//! What clerks call things. Residents have words of their own for the same stages (message files, `stage.*`).

use madoguchi_app::{Chore, Scan};
use madoguchi_vocab::Actor;
use madoguchi_workflow::{ActionName, Event, Letter, Ruling, StageName};

/// A stage in the words of the office.
pub fn stage(stage: StageName) -> &'static str {
    match stage {
        StageName::Received => "受付待ち",
        StageName::Accepted => "受付済（審査待ち）",
        StageName::InReview => "審査中",
        StageName::AwaitingCorrection => "補正待ち",
        StageName::Corrected => "補正済（要確認）",
        StageName::Granted => "認容",
        StageName::Refused => "拒否",
        StageName::Acknowledged => "受付済（完了）",
        StageName::Withdrawn => "取下げ",
    }
}

/// A move in the words of a button.
pub fn action(action: ActionName) -> &'static str {
    match action {
        ActionName::Accept => "受け付ける",
        ActionName::Take => "担当して審査をはじめる",
        ActionName::AskCorrection => "補正を依頼する",
        ActionName::Correct => "補正",
        ActionName::Grant => "認容する",
        ActionName::Refuse => "拒否する",
        ActionName::Acknowledge => "受付済にする",
        ActionName::Withdraw => "取下げ",
        ActionName::Reopen => "決定のあと、もう一度審査する",
        ActionName::Write => "申請者に書く",
        ActionName::Ask => "質問",
    }
}

/// What happened.
pub fn event(event: &Event) -> &'static str {
    match event {
        Event::Submitted { .. } => "到達",
        Event::Accepted => "受付",
        Event::Taken => "審査開始",
        Event::CorrectionAsked { .. } => "補正の依頼",
        Event::CorrectionGiven { .. } => "補正",
        Event::Decided { ruling: Ruling::Granted { .. } } => "認容の決定",
        Event::Decided { ruling: Ruling::Refused { .. } } => "拒否の決定",
        Event::Decided { ruling: Ruling::Acknowledged { .. } } => "受付済",
        Event::Withdrawn { .. } => "取下げ",
        Event::Reopened { .. } => "再審査の開始",
        Event::Wrote { .. } => "連絡",
        Event::Disposed => "廃棄",
    }
}

/// What is done again and again.
pub fn chore(chore: Chore) -> &'static str {
    match chore {
        Chore::Warnings => "下書きの期限のお知らせ",
        Chore::Sweep => "期限が過ぎた下書き・サインインの片づけ",
        Chore::Files => "使われていないファイルの片づけ",
        Chore::Seal => "記録の封印（1日1回。済んだかを毎分確かめます）",
    }
}

/// A letter.
pub fn letter(letter: &Letter) -> &'static str {
    match letter {
        Letter::Received => "届きました",
        Letter::CorrectionAsked { .. } => "直してほしいところがあります",
        Letter::CorrectionReceived => "直した内容を受け取りました",
        Letter::Granted | Letter::Acknowledged => "手続きが終わりました",
        Letter::Refused => "決定をお知らせします",
        Letter::Reopened => "もう一度審査します",
        Letter::Written => "市役所からのお知らせがあります",
        Letter::Withdrawn => "取り下げを受け付けました",
        Letter::DraftSaved => "再開コードをお送りします",
        Letter::DraftEnding => "下書きがもうすぐ消えます",
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
