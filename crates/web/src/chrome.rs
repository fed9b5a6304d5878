//! What the frame of every page needs: language, city, help, form token.

mod tongues;

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{Uri, request::Parts},
};
use madoguchi_app::{App, Banner, StaffPerson};
use madoguchi_auth::Deed;
use madoguchi_forms::Kind;
use madoguchi_vocab::{Date, DepartmentId, Instant, Lang, Text, wareki};

pub use self::tongues::{READINGS, SPEAK};
use crate::{assets, csrf, problem::Problem, ruby, session::Browser, words};

/// At which counter somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// Residents.
    Resident,
    /// Everybody who signs in.
    Staff,
    /// Machines.
    Api,
}

/// Counter, language and the rest of the path, out of an address.
pub fn place_of(path: &str) -> (Counter, Lang, &str) {
    let below = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
    if below("/api") {
        return (Counter::Api, Lang::Ja, path);
    }
    if ["/staff", "/manage", "/author", "/admin"].into_iter().any(below) {
        return (Counter::Staff, Lang::Ja, path);
    }
    for lang in [Lang::Easy, Lang::En] {
        if below(lang.prefix()) {
            let rest = &path[lang.prefix().len()..];
            return (Counter::Resident, lang, if rest.is_empty() { "/" } else { rest });
        }
    }
    (Counter::Resident, Lang::Ja, path)
}

/// The pages that people open first in a disaster. Questions keep their styles and scripts: what hangs on an answer is
/// shown by the one, and what is typed is saved by the other.
fn is_light(rest: &str) -> bool {
    ["/", "/search", "/help"].contains(&rest) || ["/p/", "/life/"].iter().any(|p| rest.starts_with(p))
}

/// Whom to ask, at the same place on every page.
#[derive(Clone, Debug)]
pub struct Help {
    /// 市民課
    pub name: String,
    /// Its telephone.
    pub phone: String,
    /// When it answers.
    pub hours: String,
}

/// What the frame of a page needs.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// The language of the page.
    pub lang: Lang,
    /// 橿原市, or Kashihara City.
    pub city: String,
    /// This page, without what names the language.
    pub here: String,
    /// Whom to ask.
    pub help: Help,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// Who has signed in; always there on pages of staff but the sign-in page.
    pub person: Option<StaffPerson>,
    /// What stands above every page of residents now.
    pub banner: Option<Banner>,
    /// Whether the page is as light as can be: no scripts, no pictures, one small style sheet.
    pub light: bool,
    /// Whether the page comes again because something in it is not right yet.
    pub has_errors: bool,
    /// The form whose typed answers a change of language takes along, by its id.
    pub keeper: Option<&'static str>,
    /// Whether easy Japanese is shown without readings.
    no_readings: bool,
    browser: Arc<Browser>,
    token: String,
}

impl Chrome {
    /// The frame for an address.
    pub fn new(app: &App, uri: &Uri, browser: Arc<Browser>) -> Self {
        let (counter, lang, rest) = place_of(uri.path());
        let here = uri.query().map_or_else(|| rest.to_owned(), |query| format!("{rest}?{query}"));
        let city = app.city();
        let name = city.name_in(lang);
        Self {
            lang,
            here,
            city: name.to_owned(),
            help: Help {
                name: words::fill(lang, "help.city", &[name]),
                phone: city.phone.clone(),
                hours: city.hours_in(lang).to_owned(),
            },
            demo: app.settings().demo,
            person: None,
            banner: app.banner(),
            light: counter == Counter::Resident && is_light(rest) && app.disaster().is_some(),
            has_errors: false,
            keeper: None,
            no_readings: browser.no_readings,
            token: csrf::token(app, &browser, counter == Counter::Staff),
            browser,
        }
    }

    /// The frame of a page drawn outside a request: for `sample()` and the tests of the frame.
    #[cfg(test)]
    pub fn sample(lang: Lang) -> Self {
        Self {
            lang,
            city: "橿原市".into(),
            here: "/p/sample".into(),
            help: Help {
                name: "市民課".into(),
                phone: "0744-00-0000".into(),
                hours: "平日 8:30〜17:15".into(),
            },
            demo: true,
            person: None,
            banner: Some(Banner {
                words: Text::all(
                    "台風のため 11 月 24 日は窓口を閉めます。",
                    "たいふうで 休みます。",
                    "Closed.",
                ),
                severity: madoguchi_app::Severity::Warning,
                from: Instant::beginning_of(Date::default()),
                until: Instant::beginning_of(Date::default()),
                link: "/p/sample".into(),
            }),
            light: false,
            has_errors: false,
            keeper: None,
            no_readings: false,
            browser: Arc::new(Browser::unknown()),
            token: "token".into(),
        }
    }

    /// The same frame for a page that comes again because something in it is not right yet.
    #[must_use]
    pub fn with_errors(mut self) -> Self {
        self.has_errors = true;
        self
    }

    /// The same frame, whose address in other languages is this one.
    #[must_use]
    pub fn at(mut self, here: String) -> Self {
        self.here = here;
        self
    }

    /// The same frame for a page as light as can be.
    #[must_use]
    pub fn lightly(mut self) -> Self {
        self.light = true;
        self
    }

    /// What speaks another language: for what is printed for a resident.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> Self {
        Self { lang, ..self.clone() }
    }

    /// The same frame with the department that can help here. An unknown department leaves the city's own number.
    pub fn with_help_of(mut self, app: &App, department: &DepartmentId) -> Self {
        if let Some(d) = app.departments().iter().find(|d| d.id == *department) {
            let (name, hours) = (d.name_in(self.lang).to_owned(), d.hours_in(self.lang).to_owned());
            self.help = Help { name, phone: d.phone.clone(), hours };
        }
        self
    }

    /// A sentence of the message files.
    pub fn say<'k>(&self, key: &'k str) -> &'k str {
        words::say(self.lang, key)
    }

    /// A sentence with a value in the place of `{0}`.
    pub fn put(&self, key: &str, value: impl ToString) -> String {
        words::fill(self.lang, key, &[&value.to_string()])
    }

    /// A sentence with two values.
    pub fn put2(&self, key: &str, first: impl ToString, second: impl ToString) -> String {
        words::fill(self.lang, key, &[&first.to_string(), &second.to_string()])
    }

    /// A sentence of the message files, with readings in easy Japanese. Not for labels, buttons and titles.
    pub fn ruby(&self, key: &str) -> ruby::Html {
        self.read(self.say(key))
    }

    /// Any text of ours, with readings in easy Japanese. Not for labels, buttons and titles.
    pub fn read(&self, text: impl AsRef<str>) -> ruby::Html {
        let text = text.as_ref();
        if self.shows_readings() { ruby::read(text) } else { ruby::plain(text) }
    }

    /// A text of a paper in this language, with readings in easy Japanese.
    pub fn tell(&self, text: &Text) -> ruby::Html {
        self.read(text.get(self.lang))
    }

    /// A text of a paper in this language, for labels, buttons and titles.
    pub fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// Whether a text of a paper has to be shown in Japanese on an English page.
    pub fn is_foreign(&self, text: &Text) -> bool {
        self.lang == Lang::En && !text.has(Lang::En)
    }

    /// Where the banner leads: an address of ours in the language of the page, or another site's as it is.
    pub fn lead(&self, link: &str) -> String {
        if link.starts_with('/') { self.url(link) } else { link.to_owned() }
    }

    /// An address at this counter in this language.
    pub fn url(&self, path: &str) -> String {
        match (self.lang.prefix(), path) {
            ("", path) => path.to_owned(),
            (prefix, "/") => prefix.to_owned(),
            (prefix, path) => format!("{prefix}{path}"),
        }
    }

    /// The address of a file of `static/`.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// The hidden input every POST form carries. Asking for it makes the browser known.
    pub fn token(&self) -> &str {
        self.browser.is_shown_a_form();
        &self.token
    }

    /// The browser this page is for.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Whether this page is that page: for the marks in menus.
    pub fn is_here(&self, path: &str) -> bool {
        self.here.split('?').next() == Some(path)
    }

    /// The menu of whoever has signed in: only what the policy lets them open.
    pub fn menu(&self) -> Vec<(&'static str, &'static str)> {
        let may = |deed| self.person.as_ref().is_some_and(|p| p.may_at_home(deed));
        [
            ("/staff", "nav.today", Deed::SeeQueue),
            ("/staff/queue", "nav.queue", Deed::SeeQueue),
            ("/staff/approvals", "nav.approvals", Deed::SeeQueue),
            ("/staff/opinions", "nav.opinions", Deed::SeeQueue),
            ("/staff/new", "nav.enter", Deed::EnterForResident),
            ("/staff/search", "nav.search", Deed::SeeQueue),
            ("/staff/department/substitutes", "nav.arrange", Deed::ArrangeWork),
            ("/manage", "nav.rates", Deed::SeeNumbers),
            ("/manage/inventory", "nav.inventory", Deed::SeeNumbers),
            ("/manage/next", "nav.next", Deed::KeepPlans),
            ("/manage/plans", "nav.plans", Deed::KeepPlans),
            ("/manage/forecast", "nav.forecast", Deed::KeepPlans),
            ("/manage/kpi", "nav.kpi", Deed::SeeNumbers),
            ("/manage/funnel", "nav.funnel", Deed::SeeNumbers),
            ("/manage/feedback", "nav.feedback", Deed::TendFeedback),
            ("/author", "nav.papers", Deed::SeePapers),
            ("/admin/people", "nav.people", Deed::TendPeople),
            ("/admin/departments", "nav.departments", Deed::TendPeople),
            ("/admin/transfer-list", "nav.transfers", Deed::TendPeople),
            ("/admin/banner", "nav.banner", Deed::SpeakToAll),
            ("/admin/disaster", "nav.disaster", Deed::SpeakToAll),
            ("/admin/trail", "nav.trail", Deed::SeeTrail),
            ("/staff/texts", "nav.texts", Deed::EditTexts),
            ("/staff/works", "nav.works", Deed::TendWorks),
        ]
        .into_iter()
        .filter(|(_, _, deed)| may(*deed))
        .map(|(path, words, _)| (path, words))
        .collect()
    }

    /// What was just done, if the address says so.
    pub fn done(&self) -> Option<&'static str> {
        crate::staff::done_words(&self.here)
    }

    /// A day: 令和8年11月23日, or 2026-11-23 (Mon) in English.
    pub fn day(&self, day: &Date) -> String {
        match self.lang {
            Lang::Ja => format!("{}（{}）", wareki::long(*day), weekday(*day)),
            Lang::Easy => format!("{}（{}ようび）", day.format("%Y年%-m月%-d日"), weekday(*day)),
            Lang::En => day.format("%a, %-d %B %Y").to_string(),
        }
    }

    /// A day of this year on a staff page: 11月23日（月）.
    pub fn short_day(&self, day: &Date) -> String {
        format!("{}（{}）", day.format("%-m月%-d日"), weekday(*day))
    }

    /// A moment: the day and 9:05.
    pub fn moment(&self, at: &Instant) -> String {
        format!("{} {}", self.day(&at.date()), at.jst().format("%-H:%M"))
    }

    /// The name of an era as a select offers it.
    pub fn era(&self, era: &str) -> String {
        match self.lang {
            Lang::En => format!("{} ({era})", words::say(self.lang, &format!("era.{era}"))),
            Lang::Ja | Lang::Easy => era.to_owned(),
        }
    }

    /// 普通, 当座 or 貯蓄.
    pub fn account_type(&self, code: &str) -> String {
        words::say(self.lang, &format!("bank.{code}")).to_owned()
    }

    /// The word for an act of this kind: 申請, 届出 …
    pub fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Application => words::say(self.lang, "kind.application"),
            Kind::Notification => words::say(self.lang, "kind.notification"),
            Kind::Request => words::say(self.lang, "kind.request"),
            Kind::Booking => words::say(self.lang, "kind.booking"),
            Kind::Consultation => words::say(self.lang, "kind.consultation"),
        }
    }
}

fn weekday(day: Date) -> char {
    // chrono says the English name; the Japanese one is a letter.
    let at = day.format("%w").to_string().parse::<usize>().unwrap_or(0);
    ['日', '月', '火', '水', '木', '金', '土'][at]
}

impl FromRequestParts<App> for Chrome {
    type Rejection = Problem;

    /// Behind `Staff` in a handler's arguments the frame knows who has signed in.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        let browser = parts.extensions.get::<Arc<Browser>>().cloned().ok_or(Problem::Broken)?;
        let mut chrome = Chrome::new(app, &uri, browser);
        chrome.person = parts.extensions.get::<StaffPerson>().cloned();
        Ok(chrome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_tells_counter_and_language() {
        for (path, counter, lang, rest) in [
            ("/", Counter::Resident, Lang::Ja, "/"),
            ("/easy", Counter::Resident, Lang::Easy, "/"),
            ("/en/p/x", Counter::Resident, Lang::En, "/p/x"),
            ("/enough", Counter::Resident, Lang::Ja, "/enough"),
            ("/staff/queue", Counter::Staff, Lang::Ja, "/staff/queue"),
            ("/api/v1/x", Counter::Api, Lang::Ja, "/api/v1/x"),
        ] {
            assert_eq!(place_of(path), (counter, lang, rest), "{path}");
        }
    }
}
