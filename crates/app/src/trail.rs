//! The trail is read: who saw, changed or took away what, and how many people's data that was (REQ-PII-1). That it was
//! read is noted in it.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_store::{
    audit::{self, TrailQuery, TrailRow},
    people,
};
use madoguchi_vocab::{Actor, Date, Instant, StaffId, normalise};

use crate::{App, Result, StaffPerson, Trouble};

/// From so many people on a leak is reported to the 個人情報保護委員会 whatever it holds (個人情報保護法68条1項,
/// 同法施行規則43条4号: more than 100).
pub const THRESHOLD: i64 = 100;
/// Lines of a page.
const PAGE: i64 = 100;
/// Lines read at a time for a file.
const HANDFUL: i64 = 1_000;

/// What kind of deed it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbGroup {
    /// Somebody's data was looked at.
    Saw,
    /// It was looked for.
    Sought,
    /// Something was done with a submission.
    Did,
    /// Data left the office as a file or on paper.
    TookAway,
    /// Accounts, departments, rules, papers.
    Tended,
}

impl VerbGroup {
    /// All of them.
    pub const ALL: [VerbGroup; 5] =
        [VerbGroup::Saw, VerbGroup::Sought, VerbGroup::Did, VerbGroup::TookAway, VerbGroup::Tended];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            VerbGroup::Saw => "saw",
            VerbGroup::Sought => "sought",
            VerbGroup::Did => "did",
            VerbGroup::TookAway => "took",
            VerbGroup::Tended => "tended",
        }
    }
}

/// Every deed the trail knows, what it is called and of what kind it is.
#[rustfmt::skip]
pub const VERBS: &[(&str, &str, VerbGroup)] = {
    use VerbGroup::*;
    &[
        ("viewed", "申請を見た", Saw),
        ("viewed-file", "添付ファイルを開いた", Saw),
        ("viewed-document", "通知書を開いた", Saw),
        ("viewed-state", "状態を読んだ（連携）", Saw),
        ("showed-key", "照会キーを出した", Saw),
        ("viewed-trail", "この記録を見た", Saw),
        ("searched", "探した", Sought),
        ("found", "ほかの課の申請が見つかった", Sought),
        ("entered", "代行入力した", Did),
        ("took-draft", "下書きを引き継いだ", Did),
        ("resumed-draft", "再開コードで下書きを引き取った", Did),
        ("discarded-draft", "下書きを破棄した", Did),
        ("paper-came", "書類の到着を記録した", Did),
        ("posted-document", "紙での送付を記録した", Did),
        ("drew", "抽選した", Did),
        ("accepted", "受け付けた", Did),
        ("taken", "担当して審査を始めた", Did),
        ("assigned", "担当を決めた", Did),
        ("released", "担当を外した", Did),
        ("forwarded", "次の審査へ回した", Did),
        ("sent_back", "差し戻した", Did),
        ("proposed", "起案した", Did),
        ("approved", "承認した", Did),
        ("transferred", "ほかの課へ移した", Did),
        ("noted", "メモを書いた", Did),
        ("called", "電話を記録した", Did),
        ("ticked", "確認リストを変えた", Did),
        ("opinion_asked", "意見を照会した", Did),
        ("opinion_given", "意見を書いた", Did),
        ("fee_charged", "手数料を知らせた", Did),
        ("fee_settled", "手数料を記録した", Did),
        ("correction_given", "補正を入力した", Did),
        ("submitted", "申請を出した", Did),
        ("withdrawn", "取り下げを記録した", Did),
        ("correction_asked", "補正を依頼した", Did),
        ("granted", "認容した", Did),
        ("granted_in_part", "一部認容した", Did),
        ("refused", "拒否した", Did),
        ("acknowledged", "受付済にした", Did),
        ("chosen", "当選にした", Did),
        ("not_chosen", "落選にした", Did),
        ("redirected", "ほかの機関を案内した", Did),
        ("reopened", "再審査を始めた", Did),
        ("wrote", "申請者に連絡した", Did),
        ("disposed", "廃棄した", Did),
        ("kept", "廃棄を止めた", Did),
        ("no-longer-kept", "廃棄の停止を解いた", Did),
        ("printed", "写しを印刷した", TookAway),
        ("exported", "書き出しを始めた", TookAway),
        ("wrote-out", "書き出しができた", TookAway),
        ("gave-out", "書き出した", TookAway),
        ("exported-trail", "この記録を書き出した", TookAway),
        ("exported-feedback", "住民の声を書き出した", TookAway),
        ("added-account", "職員を加えた", Tended),
        ("changed-account", "職員の情報を変えた", Tended),
        ("gave-code", "登録コードを発行した", Tended),
        ("set-password", "パスワードを決めた", Tended),
        ("ended-session", "サインインを終わらせた", Tended),
        ("set-factor", "2 つ目の確認を変えた", Tended),
        ("listed-transfers", "異動の一覧を登録した", Tended),
        ("took-back-transfer", "異動を取り消した", Tended),
        ("moved", "異動した", Tended),
        ("added-department", "課を加えた", Tended),
        ("changed-department", "課の情報を変えた", Tended),
        ("planned-merger", "課の統合を予定した", Tended),
        ("gave-up-merger", "課の統合をやめた", Tended),
        ("merged", "課を統合した", Tended),
        ("named-deputy", "代理を決めた", Tended),
        ("removed-deputy", "代理をやめた", Tended),
        ("set-turns", "割当の規則を変えた", Tended),
        ("removed-turns", "割当の規則を消した", Tended),
        ("published", "様式を公開した", Tended),
        ("unpublished", "様式の公開をやめた", Tended),
        ("planned", "予定を登録した", Tended),
        ("unplanned", "公開の予定をやめた", Tended),
        ("began_paper", "様式を作り始めた", Tended),
        ("saved_paper", "様式を保存した", Tended),
        ("reworded", "様式の文を変えた", Tended),
        ("took-back-words", "様式の文を元に戻した", Tended),
        ("worded-phrase", "定型文を書いた", Tended),
        ("removed-phrase", "定型文を消した", Tended),
        ("imported", "台帳を読み込んだ", Tended),
        ("changed", "台帳を変えた", Tended),
        ("froze", "集計を確定した", Tended),
        ("withdrew-rates", "確定した値を取り下げた", Tended),
        ("measured", "指標を記録した", Tended),
        ("estimated", "作業の見積りを変えた", Tended),
        ("replanned", "計画を変えた", Tended),
        ("adopted", "計画を採用した", Tended),
        ("put-aside", "計画を公開の予定から外した", Tended),
        ("removed", "計画を消した", Tended),
        ("set-banner", "全ページのお知らせを変えた", Tended),
        ("removed-banner", "全ページのお知らせを消した", Tended),
        ("began-disaster", "災害時のページにした", Tended),
        ("ended-disaster", "災害時のページを終えた", Tended),
        ("tried-again", "止まった仕事をやり直した", Tended),
        ("handled-feedback", "住民の声を対応済みにした", Tended),
        ("reopened-feedback", "住民の声を未対応に戻した", Tended),
    ]
};

/// Which lines are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// By whom: the name to sign in with.
    pub login: String,
    /// Done to what: a receipt number in either case, or anything else just as it stands in the trail.
    pub object: String,
    /// One kind of deed.
    pub group: Option<VerbGroup>,
    /// One deed.
    pub verb: String,
    /// Where the last page ended.
    pub after: Option<i64>,
}

/// A line of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailLine {
    /// When.
    pub at: Instant,
    /// Who, as they were called then.
    pub name: String,
    /// In which department.
    pub department: String,
    /// Did what.
    pub deed: String,
    /// To what.
    pub object: String,
    /// Why, where a reason was asked.
    pub reason: String,
}

/// How many people's data an account has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenBy {
    /// Whose account.
    pub name: String,
    /// The name they sign in with.
    pub login: String,
    /// Where they work now.
    pub department: String,
    /// So many people, one by one.
    pub persons: i64,
    /// With so many submissions.
    pub submissions: i64,
    /// So many files were taken away …
    pub exports: i64,
    /// … which held so many people, counted anew in each.
    pub exported: i64,
}

impl SeenBy {
    /// At most so many people: whom a file held may have been seen one by one as well.
    pub fn at_most(&self) -> i64 {
        self.persons + self.exported
    }
}

/// A page of the trail.
#[derive(Clone, Debug)]
pub struct TrailPage {
    /// The lines, newest first.
    pub lines: Vec<TrailLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<i64>,
}

impl App {
    /// A page of the trail.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not read it, [`Trouble::Amiss`] if nobody signs in with that name, or
    /// the trail knows no such deed.
    pub async fn trail(&self, staff: &StaffPerson, filter: &TrailFilter) -> Result<TrailPage> {
        let query = self.trail_query(staff, filter).await?;
        self.leave_trace(staff, "viewed-trail", &said(filter)).await?;
        let mut rows = audit::page(&self.store().reader(), &query, PAGE + 1).await?;
        let more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|r| r.seq);
        let lines = rows.into_iter().map(|row| self.trail_line(row)).collect::<Result<_>>()?;
        Ok(TrailPage { lines, next })
    }

    /// How many people's data each account has seen, the most first.
    ///
    /// # Errors
    /// As [`App::trail`].
    pub async fn persons_seen(&self, staff: &StaffPerson, filter: &TrailFilter) -> Result<Vec<SeenBy>> {
        let query = self.trail_query(staff, filter).await?;
        let reader = self.store().reader();
        let mut all: BTreeMap<StaffId, SeenBy> = BTreeMap::new();
        let known: BTreeMap<_, _> = self.everybody().await?.into_iter().map(|a| (a.id, a)).collect();
        let blank = |id: &StaffId| SeenBy {
            name: known.get(id).map_or_else(String::new, |a| a.name.clone()),
            login: known.get(id).map_or_else(String::new, |a| a.login.clone()),
            department: known.get(id).map_or_else(String::new, |a| a.department_name.clone()),
            persons: 0,
            submissions: 0,
            exports: 0,
            exported: 0,
        };
        for row in audit::persons(&reader, &query).await? {
            let seen = all.entry(row.staff).or_insert_with(|| blank(&row.staff));
            (seen.persons, seen.submissions) = (row.persons, row.submissions);
        }
        let mut exports = TrailQuery { verbs: vec!["gave-out".to_owned()], after: None, ..query };
        loop {
            let rows = audit::page(&reader, &exports, HANDFUL).await?;
            for row in &rows {
                if let Actor::Staff { id, .. } = serde_json::from_value(row.actor.clone())? {
                    let seen = all.entry(id).or_insert_with(|| blank(&id));
                    seen.exports += 1;
                    seen.exported += persons_of(&row.object);
                }
            }
            match rows.last() {
                Some(last) if rows.len() as i64 == HANDFUL => exports.after = Some(last.seq),
                _ => break,
            }
        }
        let mut all: Vec<_> = all.into_values().collect();
        all.sort_by_key(|s| (-s.at_most(), s.login.clone()));
        Ok(all)
    }

    /// Begins a file of the trail. That it was asked for is noted.
    ///
    /// # Errors
    /// As [`App::trail`].
    pub async fn export_trail(&self, staff: &StaffPerson, filter: &TrailFilter) -> Result<TrailQuery> {
        let query = self.trail_query(staff, filter).await?;
        self.leave_trace(staff, "exported-trail", &said(filter)).await?;
        Ok(TrailQuery { after: None, ..query })
    }

    /// The next lines of such a file; none when all were given.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn more_of_the_trail(&self, query: &mut TrailQuery) -> Result<Vec<TrailLine>> {
        let rows = audit::page(&self.store().reader(), query, HANDFUL).await?;
        if let Some(last) = rows.last() {
            query.after = Some(last.seq);
        }
        rows.into_iter().map(|row| self.trail_line(row)).collect()
    }

    async fn trail_query(&self, staff: &StaffPerson, f: &TrailFilter) -> Result<TrailQuery> {
        staff.must(Deed::SeeTrail)?;
        let login = normalise::code(&f.login);
        let by = match login.as_str() {
            "" => None,
            login => {
                let person = people::staff_by_login(&self.store().reader(), login).await?;
                Some(person.ok_or_else(|| Trouble::amiss("login", "この名前の職員はいません"))?.id)
            }
        };
        if !f.verb.is_empty() && VERBS.iter().all(|(code, ..)| *code != f.verb) {
            return Err(Trouble::amiss("verb", "この記録にない「したこと」です。選び直してください"));
        }
        let verbs = VERBS.iter().filter(|(code, _, group)| match (&f.verb, f.group) {
            (verb, _) if !verb.is_empty() => verb == code,
            (_, Some(wanted)) => *group == wanted,
            _ => false,
        });
        let object = normalise::code(&f.object);
        let mut objects = vec![object.to_uppercase(), object];
        objects.dedup();
        objects.retain(|o| !o.is_empty());
        Ok(TrailQuery {
            from: f.from.map(Instant::beginning_of),
            until: f.until.and_then(|day| day.succ_opt()).map(Instant::beginning_of),
            staff: by,
            objects,
            verbs: verbs.map(|(code, ..)| (*code).to_owned()).collect(),
            after: f.after,
        })
    }

    fn trail_line(&self, row: TrailRow) -> Result<TrailLine> {
        let (name, department) = match serde_json::from_value(row.actor.clone()) {
            Ok(Actor::Staff { name, department, .. }) => {
                let now = self.department(&department);
                (name, now.map_or_else(|| department.to_string(), |d| d.name))
            }
            Ok(Actor::Resident) => ("申請者".to_owned(), String::new()),
            Ok(Actor::System) => ("システム".to_owned(), String::new()),
            // Machines and the operator are named otherwise.
            Err(_) => (
                row.actor
                    .get("name")
                    .or(row.actor.get("who"))
                    .and_then(|n| n.as_str())
                    .unwrap_or_default()
                    .to_owned(),
                String::new(),
            ),
        };
        let deed = VERBS
            .iter()
            .find(|(code, ..)| *code == row.verb)
            .map_or(row.verb.as_str(), |(_, words, _)| words);
        Ok(TrailLine {
            at: row.at,
            name,
            department,
            deed: deed.to_owned(),
            object: row.object,
            reason: row.reason,
        })
    }
}

/// `queue rows=3 persons=2 files=0`: how many people a file held.
fn persons_of(object: &str) -> i64 {
    object.split(' ').find_map(|part| part.strip_prefix("persons=")).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// What was asked of the trail, for the trail.
fn said(f: &TrailFilter) -> String {
    let day = |day: Option<Date>| day.map_or_else(|| "-".to_owned(), |d| d.to_string());
    let group = f.group.map_or("", VerbGroup::code);
    format!("{}..{} {} {} {group} {}", day(f.from), day(f.until), f.login, f.object, f.verb)
        .trim()
        .chars()
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_export_held_is_read_back() {
        assert_eq!(persons_of("queue rows=120 persons=101 files=0"), 101);
        for other in ["", "queue", "queue persons=x"] {
            assert_eq!(persons_of(other), 0, "{other}");
        }
    }

    #[test]
    fn no_deed_has_two_names() {
        let mut codes: Vec<_> = VERBS.iter().map(|(code, ..)| code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), VERBS.len());
    }
}
