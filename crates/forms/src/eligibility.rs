//! 対象の確認: whether a procedure is the right one at all, told before it is begun.
//!
//! A paper leads whoever it is not for to an exit. What an exit hangs on is mostly chosen (はい・いいえ, one of several), so it
//! can be asked in one go, and nothing is typed for it. Exits that hang on anything else are found on the way.

use std::collections::BTreeMap;

use madoguchi_vocab::Date;

use crate::{Facts, Field, FieldKind, Page, Paper, Typed, logic::Expression};

/// What the answers to the deciding questions come to.
#[derive(Clone, Copy, Debug)]
pub enum Fit<'p> {
    /// It is not for whoever answered so: this is their exit.
    Not(&'p Page),
    /// It hangs on a question that was left open, or that is asked on the way.
    Unsure,
    /// Nothing that was asked stands in the way; more is asked on the way.
    SoFar,
    /// Nothing stands in the way.
    Fits,
}

impl Paper {
    /// The pages that whoever it is not for is led to.
    pub fn exits(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().filter(|p| p.exit.is_some())
    }

    /// The questions on which exits hang, as far as they are chosen, in the order of the paper.
    pub fn deciding(&self) -> Vec<&Field> {
        let asked = self.chosen();
        let exits = self.exits().filter_map(|p| p.when.as_ref()).filter(|when| self.hangs_on(when, &asked));
        let mut wanted = self.read_by(exits);
        // And those on which it hangs whether they are asked.
        for (page, field) in asked.iter().rev() {
            if wanted.contains(&field.key.as_str()) {
                wanted.extend(self.read_by(page.when.iter().chain(&field.when)));
            }
        }
        asked.into_iter().map(|(_, f)| f).filter(|f| wanted.contains(&f.key.as_str())).collect()
    }

    /// Whether it is for whoever gives these answers to the deciding questions. One that is left out is open.
    pub fn fit(&self, typed: &Typed, today: Date) -> Fit<'_> {
        let reading = self.read(typed, &Facts { today, files: &BTreeMap::new() });
        let is_open =
            |f: &&Field| reading.field_visible(&f.key, None) && reading.answers.get(f.key.as_str()).is_none();
        let open: Vec<_> = self.deciding().into_iter().filter(is_open).cloned().collect();
        let asked = self.chosen();
        // A question nobody was asked has no answer, and a condition with 「ではない」 would hold for it.
        let is_asked = |exit: &Page| exit.when.as_ref().is_none_or(|when| self.hangs_on(when, &asked));
        match reading.exit() {
            Some(exit) if !is_asked(exit) && open.is_empty() => Fit::SoFar,
            Some(exit) if is_asked(exit) && !exit.when.as_ref().is_some_and(|w| self.reads_any(w, &open)) => {
                Fit::Not(exit)
            }
            None if open.is_empty() && self.exits().all(is_asked) => Fit::Fits,
            None if open.is_empty() => Fit::SoFar,
            _ => Fit::Unsure,
        }
    }

    /// Every question that is chosen and hangs on nothing else, with its page.
    fn chosen(&self) -> Vec<(&Page, &Field)> {
        let mut asked = Vec::new();
        for page in self.pages.iter().filter(|p| p.repeat.is_none() && p.exit.is_none()) {
            if page.when.as_ref().is_some_and(|when| !self.hangs_on(when, &asked)) {
                continue;
            }
            for field in &page.fields {
                let is_chosen = matches!(field.kind, FieldKind::YesNo(_) | FieldKind::Choice(_));
                if is_chosen && field.when.as_ref().is_none_or(|when| self.hangs_on(when, &asked)) {
                    asked.push((page, field));
                }
            }
        }
        asked
    }

    /// Whether a condition reads no questions but these.
    fn hangs_on(&self, condition: &Expression, asked: &[(&Page, &Field)]) -> bool {
        let has = |name: &str| asked.iter().any(|(_, f)| f.key.as_str() == name);
        let is_named = |name: &str| {
            self.computes.iter().any(|c| c.key.as_str() == name)
                || self.when.iter().any(|w| w.key.as_str() == name)
        };
        self.read_by([condition]).iter().all(|name| has(name) || is_named(name))
    }
}
