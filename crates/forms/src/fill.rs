//! Answers inside sentences.

use madoguchi_vocab::Lang;

use crate::{Answers, Paper};

enum Piece<'t> {
    Words(&'t str),
    Place(&'t str),
}

/// Cuts a text at its placeholders; `{{` and `}}` stand for the braces themselves.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        out.push(Piece::Words(&rest[..at]));
        let brace = &rest[at..at + 1];
        let tail = &rest[at + 1..];
        if let Some(doubled) = tail.strip_prefix(brace) {
            out.push(Piece::Words(brace));
            rest = doubled;
            continue;
        }
        match tail.find('}').filter(|_| brace == "{") {
            Some(end) => {
                out.push(Piece::Place(tail[..end].trim()));
                rest = &tail[end + 1..];
            }
            None => {
                out.push(Piece::Words(brace));
                rest = tail;
            }
        }
    }
    out.push(Piece::Words(rest));
    out
}

/// The names in the braces of a text.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|p| match p {
        Piece::Words(_) => None,
        Piece::Place(name) => Some(name),
    })
}

impl Paper {
    /// Puts answers in the place of `{key}` in a text of the paper; an absent answer leaves 「—」. The answers
    /// are plain text: whoever writes HTML escapes the result as a whole.
    pub fn fill(&self, text: &str, answers: &Answers, lang: Lang) -> String {
        let piece = |piece: Piece<'_>| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Place(name) => self.answer_to(name, answers, lang).unwrap_or_else(|| "—".to_owned()),
        };
        pieces(text).into_iter().map(piece).collect()
    }

    /// A text of the paper with the same gap in the place of every answer, for a form to be written on by hand.
    pub fn with_gaps(&self, text: &str, gap: &str) -> String {
        let piece = |piece: Piece<'_>| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Place(_) => gap.to_owned(),
        };
        pieces(text).into_iter().map(piece).collect()
    }

    fn answer_to(&self, name: &str, answers: &Answers, lang: Lang) -> Option<String> {
        if let Some(value) = answers.values.get(name) {
            return Some(self.field(name)?.kind.show(value, lang));
        }
        let compute = self.computes.iter().find(|c| c.key.as_str() == name)?;
        Some(compute.show(answers.computed.get(name)?, lang))
    }
}
