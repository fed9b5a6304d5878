//! Procedures as residents see them in a list.

use madoguchi_app::{Catalogue, Listed};
use madoguchi_forms::{Kind as PaperKind, LIFE_EVENTS};
use madoguchi_inventory::{Channel, Kind, Procedure, Status};
use madoguchi_vocab::Lang;

use crate::chrome::Chrome;

/// A procedure in a list.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its page.
    pub url: String,
    /// Its name.
    pub title: String,
    /// Whether the name is Japanese on a page in another language.
    pub foreign: bool,
    /// One line of purpose; empty where nobody has written one.
    pub summary: String,
    /// Where it can be done: `online`, `elsewhere`, `booking`, `phone`, `counter`, `counter_only` or `not_here`.
    pub badge: &'static str,
    /// How long it takes, as shown; empty where it is not known.
    pub time: String,
    /// The fee as shown; empty where it is not known.
    pub fee: String,
}

impl Entry {
    /// A procedure in the language of the page.
    pub fn of(listed: &Listed, chrome: &Chrome) -> Option<Self> {
        match (&listed.open, &listed.row) {
            (Some(open), _) => {
                let p = &open.paper.procedure;
                Some(Self {
                    url: chrome.url(&format!("/p/{}", open.paper.slug)),
                    title: chrome.text(&p.title).to_owned(),
                    foreign: chrome.is_foreign(&p.title),
                    summary: chrome.text(&p.summary).to_owned(),
                    badge: if p.kind == PaperKind::Booking { "booking_online" } else { "online" },
                    time: chrome.put("start.minutes_short", p.minutes),
                    fee: chrome.text(&p.fee).to_owned(),
                })
            }
            (None, Some(row)) => Some(Self {
                url: chrome.url(&format!("/p/{}", row.id)),
                title: row.name.clone(),
                foreign: chrome.lang == Lang::En,
                summary: String::new(),
                badge: badge_of(row),
                time: row.processing_days.map(|d| chrome.put("start.days_text", d)).unwrap_or_default(),
                fee: row.fee.clone(),
            }),
            (None, None) => None,
        }
    }

    /// The words of its badge.
    pub fn badge_words<'c>(&self, chrome: &'c Chrome) -> &'c str {
        match self.badge {
            "online" => chrome.say("badge.online"),
            "booking_online" => chrome.say("badge.booking_online"),
            "elsewhere" => chrome.say("badge.elsewhere"),
            "booking" => chrome.say("badge.booking"),
            "phone" => chrome.say("badge.phone"),
            "counter_only" => chrome.say("badge.counter_only"),
            "not_here" => chrome.say("badge.not_here"),
            _ => chrome.say("badge.counter"),
        }
    }

    /// Whether nobody has to leave this site for it.
    pub fn is_here(&self) -> bool {
        matches!(self.badge, "online" | "booking_online")
    }

    /// A procedure for pages drawn outside a request.
    #[cfg(test)]
    pub fn sample() -> Self {
        Self {
            url: "/p/sample".into(),
            title: "見本の手続き".into(),
            foreign: true,
            summary: "見本です。".into(),
            badge: "online",
            time: "約 5 分".into(),
            fee: "無料".into(),
        }
    }
}

/// Where a procedure is done that is not open here.
pub fn badge_of(row: &Procedure) -> &'static str {
    let only_counter = row.channels.len() == 1 && row.channels.contains(&Channel::Counter);
    let by_other_ways = row.channels.iter().any(|c| !matches!(c, Channel::Counter | Channel::Mail));
    if is_elsewhere(row) {
        "elsewhere"
    } else if row.kind == Kind::Booking {
        "booking"
    } else if row.channels.contains(&Channel::Phone) {
        "phone"
    } else if only_counter {
        "counter_only"
    } else if by_other_ways {
        "not_here"
    } else {
        "counter"
    }
}

/// Whether a procedure can be done on a site that is not ours.
pub fn is_elsewhere(row: &Procedure) -> bool {
    matches!(row.status, Status::Online | Status::Partial)
}

/// An event in a life for which there is something.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name in addresses and pictures.
    pub key: &'static str,
    /// Its page.
    pub url: String,
    /// Its name.
    pub name: String,
}

/// The events in a life for which there is something.
pub fn events(catalogue: &Catalogue, chrome: &Chrome) -> Vec<Event> {
    let has = |e: &&str| catalogue.all().iter().any(|l| l.is_of_life(e));
    LIFE_EVENTS.into_iter().filter(has).map(|key| event(key, chrome)).collect()
}

fn event(key: &'static str, chrome: &Chrome) -> Event {
    Event {
        key,
        url: chrome.url(&format!("/life/{key}")),
        name: chrome.say(&format!("life.{key}")).to_owned(),
    }
}

/// The first of these events: where a procedure belongs in the path to it.
pub fn crumb<'e>(mut events: impl Iterator<Item = &'e String>, chrome: &Chrome) -> Option<Event> {
    let first = events.find_map(|e| LIFE_EVENTS.into_iter().find(|known| known == e))?;
    Some(event(first, chrome))
}

/// Events for pages drawn outside a request.
#[cfg(test)]
pub fn sample_events(chrome: &Chrome) -> Vec<Event> {
    LIFE_EVENTS.into_iter().map(|key| event(key, chrome)).collect()
}
