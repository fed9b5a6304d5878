//! What somebody is told whose draft goes on under a newer version of its paper.

use madoguchi_app::Draft;
use madoguchi_forms::{Field, Page};

use crate::chrome::Chrome;

/// What is different now.
pub struct News {
    /// Questions that are new or ask something else.
    pub asked: Vec<String>,
    /// Questions that are gone.
    pub gone: Vec<String>,
}

impl News {
    /// What is different on a page, or in the whole paper; nothing for a draft under its own version, and on a page
    /// that stayed as it was.
    pub fn of(draft: &Draft, chrome: &Chrome, page: Option<&Page>) -> Option<Self> {
        let news = draft.news()?;
        let here = |f: &&&Field| page.is_none_or(|p| p.fields.iter().any(|on| on.key == f.key));
        let label = |f: &&Field| chrome.text(&f.label).to_owned();
        let asked: Vec<_> = news.asked.iter().filter(here).map(label).collect();
        let gone: Vec<_> = news.gone.iter().filter(|_| page.is_none()).map(label).collect();
        (page.is_none() || !asked.is_empty()).then_some(Self { asked, gone })
    }

    /// For drawing a page in a test.
    #[cfg(test)]
    pub fn sample() -> Self {
        Self { asked: vec!["<新しい質問>".into()], gone: vec!["なくなった質問".into()] }
    }
}
