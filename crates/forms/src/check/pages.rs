//! Pages as residents meet them.

use super::Source;
use crate::paper::{Page, Paper};

/// More fields than this on one page are too many for a telephone.
const FIELDS: usize = 4;
/// More than this many questions in a row of a repeating page are a long row.
const FIELDS_OF_A_ROW: usize = 6;
/// More pages than this make people give up.
const PAGES: usize = 12;

pub(super) fn check(paper: &Paper, source: &Source<'_>) {
    if paper.own_pages().all(|p| p.exit.is_some()) {
        source.find("P0505", 0..0, "質問のあるページがありません".to_owned(), None);
    }
    let questions = paper.own_pages().filter(|p| p.exit.is_none());
    if let Some(page) = questions.clone().nth(PAGES) {
        let message = format!("ページが {} あります", questions.count());
        source.find("P0604", page.span.clone(), message, None);
    }
    for page in &paper.pages {
        match page.exit {
            Some(_) => exit(page, source),
            None => question(page, source),
        }
        labels(page, source);
    }
}

fn exit(page: &Page, source: &Source<'_>) {
    if let Some(field) = page.fields.first() {
        let hint = "項目を別のページへ移すか、exit を消してください".to_owned();
        source.find("P0502", field.span.clone(), "対象外のページに項目があります".to_owned(), Some(hint));
    }
    if page.when.is_none() {
        let hint = "when = \"…\" に、対象外になる条件を書いてください".to_owned();
        let message = "いつでも対象外になります".to_owned();
        source.find("P0503", page.span.clone(), message, Some(hint));
    }
}

fn question(page: &Page, source: &Source<'_>) {
    // A page whose only question could not be read has been complained about.
    if page.fields.is_empty() && source.lost.borrow().is_empty() {
        source.find("P0504", page.span.clone(), "ページに項目がありません".to_owned(), None);
    }
    // What is asked of everybody; a row cannot be cut into pages, so it may hold a little more.
    let asking = page.fields.iter().filter(|f| f.kind.asks() && f.when.is_none());
    let most = if page.repeat.is_some() { FIELDS_OF_A_ROW } else { FIELDS };
    if let Some(field) = asking.clone().nth(most) {
        let message = format!("1 ページに項目が {} あります", asking.count());
        let hint = format!("{most} つまでになるように、ページを分けてください");
        source.find("P0602", field.span.clone(), message, Some(hint));
    }
}

fn labels(page: &Page, source: &Source<'_>) {
    for field in &page.fields {
        let words = [Some(&field.label), field.hint.as_ref()];
        if words.into_iter().flatten().any(|t| t.ja.contains("全角") || t.ja.contains("半角")) {
            let hint = "その言葉を消してください。どちらで入力されても受け付けます".to_owned();
            let message = "全角・半角を入力する人に求めています".to_owned();
            source.find("P0603", field.span.clone(), message, Some(hint));
        }
    }
}
