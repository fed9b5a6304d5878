//! What is said once, after a move was made: the address names it, the words are ours.

/// The words for what was done.
pub fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "assign" => "担当を決めました",
        "release" => "担当を外しました",
        "forward" => "次の審査へ回しました",
        "send_back" => "差し戻しました",
        "pull_back" => "決裁から引き戻しました",
        "ask_correction" => "補正を依頼しました",
        "propose" => "決裁へ回しました",
        "approve" => "承認しました",
        "grant" | "grant_in_part" | "refuse" => "決定しました。申請者に知らせます",
        "acknowledge" => "受付済にしました。申請者に知らせます",
        "redirect" => "ほかの機関を案内して終えました。申請者に知らせます",
        "transfer" => "ほかの課へ移しました。申請者に知らせます",
        "reopen" => "もう一度審査します。申請者に知らせます",
        "write" => "申請者へのお知らせを送りました",
        "ask_opinion" => "意見を照会しました",
        "give_opinion" => "意見を記録しました",
        "charge_fee" => "手数料を知らせました",
        "save_columns" => "列の型を保存しました",
        "drop_columns" => "列の型を消しました",
        "added" => "加えました",
        "changed" => "変更しました",
        "planned" => "予定に入れました",
        "removed" => "取り消しました",
        "listed" => "異動を登録しました",
        "banner" => "全ページのお知らせを変えました",
        "disaster" => "災害時のページの設定を変えました",
        "ended" => "サインインを終わらせました",
        "password" => "パスワードを変えました",
        "deputy" => "代理を決めました",
        "turns" => "割当の規則を保存しました",
        "settle_fee" => "手数料を記録しました",
        "view_saved" => "条件を保存しました",
        "view_changed" => "保存した条件を変更しました",
        "view_removed" => "保存した条件を消しました",
        "worded" => "文面を保存しました。これから送るメール・これからの決定に使われます",
        "usual_words" => "もとの文に戻しました",
        "phrase" => "文例を保存しました",
        "phrase_removed" => "文例を消しました",
        "saved_paper" => "保存しました",
        "began_paper" => "様式を作りました",
        "opened_paper" => "公開しました",
        "planned_paper" => "公開する日を決めました",
        "unplanned_paper" => "公開の予定を取り消しました",
        "inventory" => "台帳を保存しました",
        "freeze" => "値を確定し、公表しました",
        "withdraw_rates" => "値を取り下げました",
        "save_plan" => "計画を保存しました",
        "move_steps" => "計画を保存しました",
        "put_plan_aside" => "公開の予定から外しました",
        "adopt_plan" => "この計画を公開の予定にしました",
        "remove_plan" => "計画を消しました",
        "estimate" => "見積もりを保存しました",
        "measure" => "値を記録しました",
        "take_back" => "値を取り消しました",
        "measure_all" => "ファイルの値を記録しました",
        "handled" => "対応済みにしました",
        "unhandled" => "未対応に戻しました",
        "save_savings" => "施策の表を入れかえました",
        _ => return None,
    })
}

/// The words in an address, if it names something done.
pub fn in_address(address: &str) -> Option<&'static str> {
    let (_, query) = address.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "done")
        .and_then(|(_, c)| words(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_words_are_said() {
        assert_eq!(in_address("/staff/a/X?done=transfer"), words("transfer"));
        assert_eq!(in_address("/staff/queue?a=b&done=approve"), words("approve"));
        for address in ["/staff/a/X", "/staff/a/X?done=", "/staff/a/X?done=<script>", "/staff/a/X?x=transfer"]
        {
            assert_eq!(in_address(address), None, "{address}");
        }
    }
}
