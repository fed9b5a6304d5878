//! The languages of a page, and the readings of easy Japanese.

use madoguchi_vocab::Lang;

use super::Chrome;
use crate::words;

/// The value of `_action` that shows a page with what is typed in the language of the address it is sent to.
pub const SPEAK: &str = "speak";
/// The value of `_action` that puts readings away or brings them back.
pub const READINGS: &str = "readings";

/// A link to this page in another language.
pub struct Tongue {
    /// Which.
    pub lang: Lang,
    /// Its own name for itself.
    pub name: &'static str,
    /// The same page there.
    pub url: String,
}

impl Chrome {
    /// The same frame for a page with a form of typed answers: who changes the language or the readings there sends the form
    /// with [`SPEAK`] or [`READINGS`], so that nothing typed is lost, scripts or not.
    #[must_use]
    pub fn keeping(mut self, form: &'static str) -> Self {
        self.keeper = Some(form);
        self
    }

    /// The same frame with readings put away or brought back.
    #[must_use]
    pub fn with_readings(mut self, shown: bool) -> Self {
        self.no_readings = !shown;
        self
    }

    /// Whether words carry their readings: in easy Japanese, unless the reader has put them away.
    pub fn shows_readings(&self) -> bool {
        self.lang == Lang::Easy && !self.no_readings
    }

    /// What the link or button says that puts readings away or brings them back.
    pub fn readings_words(&self) -> &'static str {
        words::say(self.lang, if self.shows_readings() { "site.readings_off" } else { "site.readings_on" })
    }

    /// Where readings are put away or brought back, and then this page again.
    pub fn readings_url(&self) -> String {
        let back: String = url::form_urlencoded::byte_serialize(self.url(&self.here).as_bytes()).collect();
        let to = if self.shows_readings() { "off" } else { "on" };
        self.url(&format!("/readings/{to}?back={back}"))
    }

    /// This page in every language.
    pub fn tongues(&self) -> Vec<Tongue> {
        let other = |lang: Lang| Chrome { lang, ..self.clone() }.url(&self.here);
        [(Lang::Ja, "日本語"), (Lang::Easy, "やさしい日本語"), (Lang::En, "English")]
            .map(|(lang, name)| Tongue { lang, name, url: other(lang) })
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_keep_the_page() {
        let urls: Vec<_> = Chrome::sample(Lang::En).tongues().into_iter().map(|t| t.url).collect();
        assert_eq!(urls, ["/p/sample", "/easy/p/sample", "/en/p/sample"]);
    }
}
