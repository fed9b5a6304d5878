//! What every page about one paper needs: which it is, whose, and what this person may do with it.

use madoguchi_app::{App, PaperLine, PaperTrouble, StaffPerson};
use madoguchi_auth::Deed;
use madoguchi_forms::edit::NotEdited;

/// A paper on the desk of its author.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Its name.
    pub slug: String,
    /// What the procedure is called, or its name where that cannot be read.
    pub title: String,
    /// Whether it is in the cabinet; otherwise it lies in the folder.
    pub in_cabinet: bool,
    /// Whether it is in both, so that the folder holds.
    pub in_both: bool,
    /// Whose it is, and who saved it last.
    pub owner: String,
    /// The save that is shown.
    pub revision: i64,
    /// The version residents see.
    pub open: Option<i64>,
    pub may_write: bool,
    pub may_publish: bool,
    pub may_read_feedback: bool,
    pub errors: usize,
    pub warnings: usize,
}

impl Desk {
    pub fn new(app: &App, person: &StaffPerson, line: &PaperLine) -> Self {
        let errors = line.loaded.findings.iter().filter(|f| f.is_error()).count();
        let named = |id: &madoguchi_vocab::DepartmentId| {
            app.departments().iter().find(|d| d.id == *id).map_or_else(|| id.to_string(), |d| d.name.clone())
        };
        let owner = line.written.as_ref().map(|w| {
            format!(
                "{}　保存 {}　{}（{} 回目）",
                named(&w.department),
                w.saved_at.to_seconds(),
                w.saved_by,
                w.revision
            )
        });
        Self {
            slug: line.loaded.slug.clone(),
            title: title(line),
            in_cabinet: line.written.is_some() && !line.in_folder,
            in_both: line.written.is_some() && line.in_folder,
            owner: owner.unwrap_or_default(),
            revision: line.written.as_ref().map_or(0, |w| w.revision),
            open: line.open.as_ref().map(|o| o.version),
            may_write: line.is_written_by(person),
            may_read_feedback: line.may_read_feedback(person),
            may_publish: person.may_at_home(Deed::PublishPapers),
            errors,
            warnings: line.loaded.findings.len() - errors,
        }
    }

    /// 「あと 2 つ直すと公開できます」
    pub fn todo(&self) -> String {
        match (self.errors, self.warnings) {
            (0, 0) => "直すところはありません。公開できます。".to_owned(),
            (0, n) => format!("公開できます。注意が {n} つあり、そのまま公開するには理由が要ります。"),
            (n, 0) => format!("あと {n} つ直すと公開できます。"),
            (n, m) => format!("あと {n} つ直すと公開できます。ほかに注意が {m} つあります。"),
        }
    }
}

/// What a paper is called, also while it cannot be read.
pub fn title(line: &PaperLine) -> String {
    let read = line.loaded.paper.as_ref().map(|p| p.procedure.title.ja.clone());
    let written = || {
        let outline = madoguchi_forms::edit::Outline::of(&line.loaded.source)?;
        Some(outline.said("title").ja).filter(|t| !t.trim().is_empty())
    };
    read.or_else(written).unwrap_or_else(|| line.loaded.slug.clone())
}

/// A kind of question in words.
pub fn kind(code: &str) -> &str {
    match code {
        "text" => "文字（1 行）",
        "long_text" => "文章（何行か）",
        "name" => "氏名",
        "kana" => "フリガナ",
        "date" => "日付",
        "birthday" => "生年月日",
        "time" => "時刻",
        "number" => "数",
        "money" => "金額",
        "yes_no" => "はい・いいえ",
        "choice" => "1 つ選ぶ",
        "search_choice" => "さがして 1 つ選ぶ",
        "choices" => "いくつでも選ぶ",
        "postal_address" => "住所",
        "phone" => "電話番号",
        "email" => "メールアドレス",
        "bank_account" => "口座",
        "corporate_number" => "法人番号",
        "driving_licence" => "運転免許証の番号",
        "residence_card" => "在留カードの番号",
        "my_number" => "個人番号",
        "attachment" => "ファイル（写真・PDF）",
        "consent" => "同意",
        "signature" => "署名に代わる申述",
        "statement" => "読むだけの文",
        other => other,
    }
}

/// Why something did not happen, in words.
pub fn trouble(why: &PaperTrouble) -> String {
    match why {
        PaperTrouble::BadName => {
            "名前は、英小文字で始め、英小文字・数字・- だけで 2〜40 文字にしてください（例：suido-kaishi）"
                .into()
        }
        PaperTrouble::TakenName => {
            "その名前の様式はもうあります（前にあったものも使えません）。別の名前にしてください".into()
        }
        PaperTrouble::NoTitle => "手続きの名前を書いてください".into(),
        PaperTrouble::NoSource => "何から始めるかを選んでください".into(),
        PaperTrouble::Department => "課を選んでください。自分の課のほかは選べません".into(),
        PaperTrouble::InFolder => "この様式はフォルダにあります。フォルダで直してください".into(),
        PaperTrouble::Edit(NotEdited::NotToml) => {
            "本文が TOML として読めません。先に本文を直してください".into()
        }
        PaperTrouble::Edit(NotEdited::NotThere) => "そのページか質問は、もうありません".into(),
        PaperTrouble::Edit(NotEdited::Otherwise) => {
            "ここは本文に特別な形で書かれています。本文で直してください".into()
        }
        PaperTrouble::Errors(n) => format!("あと {n} つ直すと公開できます"),
        PaperTrouble::UnknownDepartment => {
            "担当課が課の一覧にありません。手続きのことを開いて、課を選んでください".into()
        }
        PaperTrouble::CannotBeKept => {
            "個人番号を聞く様式は、答えを暗号にして分けて保存できるようになるまで公開できません（番号法12条）"
                .into()
        }
        PaperTrouble::NoReason => "注意が残っています。そのまま公開する理由を書いてください".into(),
        PaperTrouble::BadDay => "公開する日は、明日から 1 年以内で選んでください".into(),
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_forms::FieldKind;

    use super::*;

    #[test]
    fn every_kind_has_words() {
        for code in FieldKind::CODES {
            assert_ne!(kind(code), *code);
        }
    }

    #[test]
    fn what_is_left_to_do_is_said() {
        let with = |errors, warnings| Desk { errors, warnings, ..Desk::default() }.todo();
        assert!(with(2, 0).starts_with("あと 2 つ直すと公開できます"));
        assert!(with(0, 3).contains("理由が要ります") && with(0, 0).starts_with("直すところはありません"));
    }
}
