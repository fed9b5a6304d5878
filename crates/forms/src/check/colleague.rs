//! What a good colleague would mention: things asked that the office knows.

use madoguchi_vocab::Text;

use super::Source;
use crate::{
    field::{Field, FieldKind},
    paper::Paper,
};

/// Papers that the city itself issues; between offices they are looked up, not carried by residents
/// (行政手続等における情報通信の技術の利用…デジタル手続法11条: 添付書類の省略).
const OWN_PAPERS: [&str; 6] =
    ["住民票の写し", "課税証明書", "非課税証明書", "所得証明書", "納税証明書", "印鑑登録証明書"];

/// Days that the system writes down by itself.
const OWN_DAYS: [&str; 7] = ["申請日", "届出日", "請求日", "記入日", "提出日", "申込日", "今日の日付"];

pub(super) fn check(paper: &Paper, source: &Source<'_>) {
    for (_, field) in paper.fields() {
        match &field.kind {
            FieldKind::Attachment(_) => own_paper(field, source),
            FieldKind::Date(_) => own_day(field, source),
            _ => {}
        }
    }
    english(paper, source);
}

fn own_paper(field: &Field, source: &Source<'_>) {
    // Who lives elsewhere has to bring what another city knows; such a question has a condition.
    let Some(name) = OWN_PAPERS.iter().find(|name| field.label.ja.contains(**name)) else { return };
    if field.required && field.when.is_none() {
        let message = format!("「{name}」は市が出す書類です");
        let hint = "役所の中で確かめて、この項目を消してください。ほかの市の人だけに要るのなら when を書いてください";
        source.find("P0608", field.span.clone(), message, Some(hint.to_owned()));
    }
}

fn own_day(field: &Field, source: &Source<'_>) {
    if let Some(name) = OWN_DAYS.iter().find(|name| field.label.ja == **name) {
        let message = format!("「{name}」は、届いた日時として自動で残ります");
        source.find("P0609", field.span.clone(), message, Some("この項目を消してください".to_owned()));
    }
}

/// A paper in English is in English throughout: half a page is worse than none.
fn english(paper: &Paper, source: &Source<'_>) {
    if paper.procedure.title.en.is_none() {
        return;
    }
    let say = |span: &std::ops::Range<usize>, texts: &[Option<&Text>]| {
        if texts.iter().flatten().any(|t| t.en.is_none()) {
            let hint = "en = \"…\" を書いてください".to_owned();
            source.find("P0607", span.clone(), "英語がありません".to_owned(), Some(hint));
        }
    };
    for page in &paper.pages {
        let repeat = page.repeat.as_ref().map(|r| &r.row_title);
        say(&page.span, &[Some(&page.title), page.hint.as_ref(), page.exit.as_ref(), repeat]);
        for field in &page.fields {
            say(&field.span, &[Some(&field.label), field.hint.as_ref(), field.kind.behaviour().words()]);
            for option in field.kind.options() {
                say(&option.span, &[Some(&option.label), option.hint.as_ref()]);
            }
        }
    }
}
