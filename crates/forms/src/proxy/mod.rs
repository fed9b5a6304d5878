//! 代理: somebody fills in a paper for somebody else.
//!
//! A paper says who may (`proxies`), and the language puts pages of ordinary questions in front of the paper's own.
//! So whatever shows, keeps, prints or corrects answers does so with these, and knows nothing of them. Their keys
//! begin with [`PREFIX`]; what they and the options are called is kept in answers, so it never changes.
//!
//! What an agent does within the authority given takes effect for the person (民法99条). Parents and guardians have
//! theirs by law (民法818条・824条, 859条) and show that they are; others show that they were asked. Among family
//! their word is enough: no law asks for a paper, and the office can ask for one (行政手続法7条).

mod pages;
mod words;

use std::ops::Range;

use madoguchi_vocab::Text;

use crate::{Answers, Field, Page, Paper, Typed, Value};

pub(crate) use pages::pages;

/// What the keys of these questions and pages begin with.
pub const PREFIX: &str = "proxy_";
/// The question for whom it is.
const KIND: &str = "proxy_kind";
/// The question who the proxy is.
const NAME: &str = "proxy_name";
/// Its answer where nobody acts for anybody.
const MYSELF: &str = "self";

crate::paper::word_enum! {
    /// Who may act for the person concerned.
    ProxyKind {
        /// 家族: was asked by the person.
        Family = "family",
        /// 法定代理人: may by law.
        Representative = "representative",
        /// 行政書士, 会社: was asked, and does it as work. For a fee only those whom a law allows may write papers for an
        /// office (行政書士法1条の3・19条); that is told, and nobody is refused for it.
        Professional = "professional",
    }
}

/// The words written as `proxies` in papers.
pub(crate) const CODES: [&str; 3] = ["family", "representative", "professional"];

impl ProxyKind {
    /// What people call them.
    pub fn name(self) -> Text {
        words::kind(self).0
    }
}

/// Who may act for the person concerned, as a paper says it.
#[derive(Clone, Debug)]
pub struct Proxies {
    /// In the order in which they are offered; none: only the person may.
    pub kinds: Vec<ProxyKind>,
    /// Where the paper says so.
    pub(crate) span: Range<usize>,
}

/// Who has filled in a paper for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Why they may.
    pub kind: ProxyKind,
    /// 氏名; empty until it was written.
    pub name: String,
}

impl Paper {
    /// Whether it asks for whom it is filled in.
    pub(crate) fn asks_for_whom(&self) -> bool {
        self.procedure.proxies.as_ref().is_some_and(|p| !p.kinds.is_empty())
    }

    /// Who has filled it in for somebody else; nothing where the person did.
    pub fn proxy(&self, answers: &Answers) -> Option<Proxy> {
        let Some(Value::Choice(kind)) = answers.get(KIND).filter(|_| self.asks_for_whom()) else {
            return None;
        };
        let kind = ProxyKind::parse(kind)?;
        let name = match answers.get(NAME) {
            Some(Value::Text(name)) => name.clone(),
            _ => String::new(),
        };
        Some(Proxy { kind, name })
    }

    /// Whether a question is about somebody who is not the one typing: what the browser knows is wrong there.
    pub fn is_of_another(&self, field: &Field, typed: &Typed) -> bool {
        self.asks_for_whom() && !is_ours(field.key.as_str()) && ProxyKind::parse(typed.first(KIND)).is_some()
    }

    /// The pages its author has written.
    pub(crate) fn own_pages(&self) -> impl Iterator<Item = &Page> + Clone {
        let given = self.procedure.proxies.as_ref().map(|p| &p.span);
        self.pages.iter().filter(move |p| Some(&p.span) != given)
    }
}

/// Whether a key is one of these questions or pages.
pub(crate) fn is_ours(key: &str) -> bool {
    key.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_papers_are_those_of_the_kinds() {
        assert_eq!(ProxyKind::ALL.iter().map(|k| k.code()).collect::<Vec<_>>(), CODES);
    }
}
