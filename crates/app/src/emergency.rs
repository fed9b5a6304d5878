//! What the office says to everybody at once: a banner on every page, and that a disaster is on. It is at hand in every
//! node, so no page asks the cabinet for it.

use std::sync::{Arc, PoisonError};

use chrono::{Days, Duration};
use madoguchi_auth::Deed;
use madoguchi_store::{
    announcements::{self, AnnouncementRow},
    audit, drafts,
};
use madoguchi_vocab::{Date, Instant, Text, normalise};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{App, Result, StaffPerson, Trouble, submit::VISIT_HOURS};

/// While a disaster is on drafts are kept at least so many days after they were last saved: people have lost more than
/// the day.
pub const DISASTER_DRAFT_DAYS: i64 = 90;
/// A disaster is on for so many days at most; then somebody has to say so again.
pub const LONGEST_DISASTER: i64 = 180;
/// The longest sentence of a banner: more is not read above every page.
pub const MOST_LETTERS: usize = 200;
/// While a disaster is on a browser that was let through to a submission may look at it for so many hours.
const DISASTER_VISIT_HOURS: i64 = 12;

const BANNER: &str = "banner";
const DISASTER: &str = "disaster";

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Notice,
    /// Something does not work, or will not.
    Warning,
    /// Life and limb.
    Emergency,
}

impl Severity {
    /// All of them.
    pub const ALL: [Severity; 3] = [Severity::Notice, Severity::Warning, Severity::Emergency];

    /// The word in forms and message files.
    pub fn code(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Emergency => "emergency",
        }
    }

    /// The one of that word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// What stands above every page of residents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Banner {
    /// What it says.
    pub words: Text,
    /// How grave it is.
    pub severity: Severity,
    /// Since when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
    /// Where more stands: an address of ours or elsewhere; empty for nowhere.
    pub link: String,
}

/// A disaster, as residents are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disaster {
    /// What it is called: 令和8年11月の大雨
    pub name: Text,
    /// Since when the pages are those of a disaster.
    pub since: Instant,
    /// The last day on which they are.
    pub until: Date,
    /// What else is to be said; may be empty.
    pub note: Text,
}

/// What is said to everybody, and in which version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emergency {
    /// The banner, in force or not.
    pub banner: Option<Banner>,
    /// Its version; 0 before the first.
    pub banner_version: i64,
    /// The disaster, on or over.
    pub disaster: Option<Disaster>,
    /// Its version; 0 before the first.
    pub disaster_version: i64,
}

impl App {
    /// Takes up what is said to everybody: at the start, after a change, and now and then because other nodes and the
    /// operator change it too.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet cannot be read; then what was said before is said on.
    pub async fn fetch_emergency(&self) -> Result<()> {
        let reader = self.store().reader();
        let banner = announcements::latest(&reader, BANNER).await?;
        let disaster = announcements::latest(&reader, DISASTER).await?;
        let emergency = Emergency {
            banner_version: version(banner.as_ref()),
            banner: read(banner)?,
            disaster_version: version(disaster.as_ref()),
            disaster: read(disaster)?,
        };
        let mut known = self.0.emergency.write().unwrap_or_else(PoisonError::into_inner);
        // Who reads slowly does not bring back what another has replaced.
        if emergency.banner_version >= known.banner_version
            && emergency.disaster_version >= known.disaster_version
        {
            *known = Arc::new(emergency);
        }
        Ok(())
    }

    /// What is said to everybody, in force or not.
    pub fn emergency(&self) -> Arc<Emergency> {
        self.0.emergency.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The banner that stands above every page now.
    pub fn banner(&self) -> Option<Banner> {
        let now = self.now();
        self.emergency().banner.clone().filter(|b| b.from <= now && now < b.until)
    }

    /// The disaster that is on today.
    pub fn disaster(&self) -> Option<Disaster> {
        let today = self.today();
        self.emergency().disaster.clone().filter(|d| today <= d.until)
    }

    /// For how many days a draft is kept after it was last saved, today.
    pub fn draft_days(&self) -> i64 {
        let days = i64::from(self.settings().draft_days);
        if self.disaster().is_some() { days.max(DISASTER_DRAFT_DAYS) } else { days }
    }

    /// For how long a browser that was let through may look at a submission, today.
    pub fn visit_time(&self) -> Duration {
        Duration::hours(if self.disaster().is_some() { DISASTER_VISIT_HOURS } else { VISIT_HOURS })
    }

    /// Puts a banner above every page, or takes it away. `seen` is the version that was changed.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not speak to everybody, [`Trouble::Amiss`] with what cannot be taken,
    /// [`Trouble::Overtaken`] if somebody else was quicker.
    pub async fn set_banner(&self, staff: &StaffPerson, seen: i64, banner: Option<Banner>) -> Result<()> {
        staff.must(Deed::SpeakToAll)?;
        let banner = banner.map(|b| self.fit_banner(b)).transpose()?;
        let verb = if banner.is_some() { "set-banner" } else { "removed-banner" };
        let body = banner.map(serde_json::to_value).transpose()?;
        self.announce(BANNER, Some(seen), body, serde_json::to_value(staff.actor())?, verb).await
    }

    /// Says that a disaster is on, or over. `seen` is the version that was changed.
    ///
    /// # Errors
    /// As [`App::set_banner`].
    pub async fn set_disaster(
        &self,
        staff: &StaffPerson,
        seen: i64,
        disaster: Option<Disaster>,
    ) -> Result<()> {
        staff.must(Deed::SpeakToAll)?;
        self.turn(Some(seen), disaster, serde_json::to_value(staff.actor())?).await
    }

    /// As [`App::set_disaster`], for the operator at the command line, when no page can be opened.
    ///
    /// # Errors
    /// As [`App::set_disaster`].
    pub async fn set_disaster_as_operator(&self, disaster: Option<Disaster>) -> Result<()> {
        self.turn(None, disaster, json!({ "who": "operator" })).await
    }

    async fn turn(&self, seen: Option<i64>, disaster: Option<Disaster>, actor: Value) -> Result<()> {
        let disaster = disaster.map(|d| self.fit_disaster(d)).transpose()?;
        let verb = if disaster.is_some() { "began-disaster" } else { "ended-disaster" };
        let body = disaster.map(serde_json::to_value).transpose()?;
        self.announce(DISASTER, seen, body, actor, verb).await
    }

    async fn announce(
        &self,
        kind: &str,
        seen: Option<i64>,
        body: Option<Value>,
        actor: Value,
        verb: &str,
    ) -> Result<()> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let last = version(announcements::latest(&mut tx, kind).await?.as_ref());
        if seen.is_some_and(|seen| seen != last) {
            return Err(Trouble::Overtaken);
        }
        let begins = kind == DISASTER && body.is_some();
        let row =
            AnnouncementRow { kind: kind.to_owned(), version: last + 1, body, at: now, actor: actor.clone() };
        announcements::add(&mut tx, &row).await?;
        if begins {
            // What people have begun already is kept as long as what they begin from now on.
            drafts::keep_until(&mut tx, now, now.plus(Duration::days(DISASTER_DRAFT_DAYS))).await?;
        }
        audit::note(&mut tx, now, actor, verb, &format!("{kind} {}", row.version)).await?;
        tx.commit().await?;
        // It is kept, whether this node reads it now or within the minute.
        if let Err(e) = self.fetch_emergency().await {
            tracing::warn!("what is said to everybody was kept and could not be read again: {e}");
        }
        Ok(())
    }

    /// A banner as it would be kept.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] with what cannot be taken.
    pub fn fit_banner(&self, banner: Banner) -> Result<Banner> {
        let words = tidy(banner.words, "words")?;
        if words.ja.is_empty() {
            return Err(Trouble::amiss("words", "書いてください"));
        }
        let link = banner.link.trim().to_owned();
        let leads = link.is_empty()
            || link.starts_with("https://")
            || (link.starts_with('/') && !link.starts_with("//"));
        if !leads || link.contains(char::is_whitespace) || link.len() > 300 {
            return Err(Trouble::amiss("link", "「https://」か「/」で始まるアドレスを書いてください"));
        }
        if banner.until <= banner.from {
            return Err(Trouble::amiss("until_day", "出しはじめより後の日時にしてください"));
        }
        if banner.until <= self.now() {
            return Err(Trouble::amiss("until_day", "これから来る日時にしてください"));
        }
        Ok(Banner { words, link, ..banner })
    }

    /// A disaster as it would be kept.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] with what cannot be taken.
    pub fn fit_disaster(&self, disaster: Disaster) -> Result<Disaster> {
        let (name, note) = (tidy(disaster.name, "name")?, tidy(disaster.note, "note")?);
        if name.ja.is_empty() {
            return Err(Trouble::amiss("name", "書いてください"));
        }
        let (today, days) = (self.today(), LONGEST_DISASTER);
        if disaster.until < today || disaster.until > today + Days::new(days.unsigned_abs()) {
            let words = format!("今日から {days} 日後までの日にしてください");
            return Err(Trouble::amiss("until", words));
        }
        Ok(Disaster { name, note, ..disaster })
    }
}

/// Blanks at the ends are nothing, and a language in which nothing was written is none.
fn tidy(text: Text, field: &'static str) -> Result<Text> {
    let some = |text: Option<String>| text.map(|t| normalise::prose(&t)).filter(|t| !t.is_empty());
    let text = Text { ja: normalise::prose(&text.ja), easy: some(text.easy), en: some(text.en) };
    let all = [Some(&text.ja), text.easy.as_ref(), text.en.as_ref()];
    if all.into_iter().flatten().any(|t| t.chars().count() > MOST_LETTERS) {
        return Err(Trouble::amiss(field, format!("{MOST_LETTERS} 文字までにしてください")));
    }
    Ok(text)
}

fn version(row: Option<&AnnouncementRow>) -> i64 {
    row.map_or(0, |r| r.version)
}

fn read<T: serde::de::DeserializeOwned>(row: Option<AnnouncementRow>) -> Result<Option<T>> {
    Ok(row.and_then(|r| r.body).map(serde_json::from_value).transpose()?)
}
