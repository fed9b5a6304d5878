//! `{key}` in texts.

use std::ops::Range;

use madoguchi_vocab::Text;

use super::{Source, near};
use crate::{fill, paper::Paper};

pub(super) fn check(paper: &Paper, source: &Source<'_>) {
    for page in &paper.pages {
        let own = [Some(&page.title), page.hint.as_ref(), page.exit.as_ref()];
        each(paper, source, &page.span, own.into_iter().flatten());
        for field in &page.fields {
            let own = [Some(&field.label), field.hint.as_ref(), field.kind.behaviour().words()];
            each(paper, source, &field.span, own.into_iter().flatten());
        }
    }
}

fn each<'p>(paper: &Paper, source: &Source<'_>, span: &Range<usize>, texts: impl Iterator<Item = &'p Text>) {
    for text in texts {
        for written in [Some(&text.ja), text.easy.as_ref(), text.en.as_ref()].into_iter().flatten() {
            let lost = source.lost.borrow();
            for name in fill::placeholders(written).filter(|n| !known(paper, n) && !lost.contains(*n)) {
                let fields = paper.fields().map(|(_, f)| f.key.as_str());
                let computes = paper.computes.iter().map(|c| c.key.as_str());
                let hint = near::did_you_mean(name, fields.chain(computes));
                let message = format!("文の中の {{{name}}} に当たる項目がありません");
                source.find("P0501", span.clone(), message, hint);
            }
        }
    }
}

fn known(paper: &Paper, name: &str) -> bool {
    paper.computes.iter().any(|c| c.key.as_str() == name)
        || paper.fields().any(|(p, f)| f.key.as_str() == name && p.repeat.is_none())
}
