//! Sentences clerks write again and again when they ask for a correction, by the kind of question. Residents read them
//! as they stand here, so each says what to do.

use madoguchi_forms::FieldKind;

/// What is often wrong with an answer of that kind, the most frequent first; for a group of rows, what fits any.
pub fn of(kind: Option<&FieldKind>) -> &'static [&'static str] {
    match kind {
        Some(FieldKind::Attachment(_)) => &[
            "写真がぼやけていて読めません。明るいところで撮り直してください。",
            "書類の全体が写っていません。四すみが入るように撮り直してください。",
            "別の書類のようです。求められている書類を出してください。",
            "書類の有効期限が切れています。期限内のものを出してください。",
            "裏面も必要です。両面を出してください。",
            "ファイルを安全に開けませんでした。撮り直した写真など、別のファイルを出してください。",
        ],
        Some(FieldKind::Phone(_)) => &[
            "この番号につながりません。日中につながる番号を書いてください。",
            "番号が途中で終わっているようです。確かめて直してください。",
        ],
        Some(FieldKind::Email(_)) => &["このメールアドレスに届きません。確かめて直してください。"],
        Some(FieldKind::PostalAddress(_)) => &[
            "住所が、本人確認書類と違います。確かめて直してください。",
            "番地や建物の名前、部屋番号がありません。書き足してください。",
        ],
        Some(FieldKind::Name(_) | FieldKind::Kana(_)) => &[
            "お名前が、本人確認書類と違います。確かめて直してください。",
            "名字とお名前の両方を書いてください。",
        ],
        Some(FieldKind::Date(_) | FieldKind::Birthday(_)) => &[
            "日付が、書類と違います。確かめて直してください。",
            "日付の順番が合いません。確かめて直してください。",
        ],
        Some(FieldKind::BankAccount(_)) => {
            &["この口座を確かめられません。通帳やキャッシュカードを見て、書き直してください。"]
        }
        Some(FieldKind::Number(_) | FieldKind::Money(_)) => {
            &["数が、書類と違います。確かめて直してください。"]
        }
        _ => &[
            "書き間違いがあるようです。確かめて直してください。",
            "書類の内容と違います。確かめて直してください。",
            "くわしく書いてください。",
        ],
    }
}
