//! What residents may say when they have sent something: asked on the done page and from the status page, never needed.

use askama::Template;
use axum::{http::StatusCode, response::IntoResponse};
use madoguchi_app::{App, FEEDBACK_WORDS, FEEDBACK_YEARS, FeedbackWrong, Rating, Submission, Trouble};
use madoguchi_vocab::number::thousands;

use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::{Fields, MaybeStale},
    page::{Answer, go_to, show, show_again},
    ruby::Html,
};

/// The form, with what was chosen and written.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    stars: String,
    words: String,
    wrong: Vec<Wrong>,
}

impl Form {
    /// An empty one.
    pub fn new(action: String) -> Self {
        Self { action, ..Self::default() }
    }

    /// The choices, the best first.
    pub fn choices(&self, chrome: &Chrome) -> Vec<(u8, String, bool)> {
        (1..=5)
            .rev()
            .map(|n| {
                let words = chrome.say(&format!("feedback.s{n}")).to_owned();
                (n, words, self.stars == n.to_string())
            })
            .collect()
    }

    pub fn words(&self) -> &str {
        &self.words
    }

    pub fn error(&self, at: &str) -> Option<&str> {
        complaint::at(&self.wrong, at)
    }

    /// What is asked not to be written, how much fits, and what becomes of it.
    pub fn hint(&self, chrome: &Chrome) -> Html {
        chrome.read(chrome.put2("feedback.hint", thousands(FEEDBACK_WORDS), FEEDBACK_YEARS))
    }
}

/// The form on a page of its own: from the status page, and where something is not right yet.
#[derive(Template)]
#[template(path = "resident/feedback.html")]
pub struct Page {
    chrome: Chrome,
    name: String,
    back: String,
    form: Form,
    wrong: Vec<Wrong>,
    notice: Option<String>,
    /// Something was said already.
    is_given: bool,
}

impl Page {
    /// The page; `back` leads to where one came from, `action` is where it is sent.
    pub async fn new(
        app: &App,
        chrome: Chrome,
        submission: &Submission,
        (action, back): (String, String),
    ) -> Result<Self, Trouble> {
        Ok(Self {
            name: chrome.text(&submission.paper.procedure.title).to_owned(),
            is_given: !app.may_rate(submission).await?,
            form: Form::new(action),
            back,
            wrong: vec![],
            notice: None,
            chrome,
        })
    }

    fn typed(mut self, fields: &Fields) -> Self {
        self.form.stars = fields.first("stars").to_owned();
        self.form.words = fields.first("words").to_owned();
        self
    }

    /// Takes what was said, or shows it again with what is not right.
    pub async fn take(self, app: &App, submission: &Submission, sent: MaybeStale, from: &str) -> Answer {
        let MaybeStale { fields, stale } = sent;
        let mut page = self.typed(&fields);
        if stale {
            page.notice = Some(page.chrome.say("feedback.stale").to_owned());
            return show_again(&page);
        }
        match Rating::read(&page.form.stars, &page.form.words) {
            Err(wrong) => {
                page.wrong = wrong.into_iter().map(|w| in_words(&page.chrome, w)).collect();
                page.form.wrong.clone_from(&page.wrong);
                page.chrome = page.chrome.with_errors();
                show_again(&page)
            }
            Ok(rating) => match app.rate(submission, &rating, from).await {
                Ok(()) => go_to(&format!("{}#feedback", page.back)),
                Err(Trouble::TooMany { minutes }) => {
                    page.notice = Some(page.chrome.put("feedback.later", minutes));
                    Ok((StatusCode::TOO_MANY_REQUESTS, show(&page)?).into_response())
                }
                Err(other) => Err(other.into()),
            },
        }
    }
}

fn in_words(chrome: &Chrome, wrong: FeedbackWrong) -> Wrong {
    match wrong {
        FeedbackWrong::NoStars => Wrong::at("stars-5", chrome.say("feedback.no_stars")),
        FeedbackWrong::TooLong(now) => {
            Wrong::at("words", chrome.put2("feedback.too_long", thousands(FEEDBACK_WORDS), thousands(now)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::in_every_language;

    #[test]
    fn the_page_is_drawn_in_every_language() {
        for (is_given, kinds) in [
            (true, vec![]),
            (false, vec![]),
            (false, vec![FeedbackWrong::NoStars, FeedbackWrong::TooLong(1_001)]),
        ] {
            in_every_language(|chrome| {
                let wrong: Vec<_> = kinds.iter().map(|w| in_words(&chrome, *w)).collect();
                Page {
                    name: "見本".into(),
                    back: "/status/x".into(),
                    form: Form {
                        action: "/status/x/feedback".into(),
                        stars: "4".into(),
                        words: "<よい>".into(),
                        wrong: wrong.clone(),
                    },
                    notice: (!wrong.is_empty()).then(|| chrome.put("feedback.later", 15)),
                    wrong,
                    is_given,
                    chrome,
                }
            });
        }
    }

    #[test]
    fn every_choice_has_words_in_every_language() {
        for lang in madoguchi_vocab::Lang::ALL {
            let choices = Form::default().choices(&Chrome::sample(lang));
            assert!(choices.iter().all(|(n, words, _)| *words != format!("feedback.s{n}")), "{lang}");
        }
    }
}
