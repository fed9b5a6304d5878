//! What a city sets.

use madoguchi_inventory::PartialRule;
use madoguchi_vocab::{Date, Lang};

/// The city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// 橿原市
    pub name: String,
    /// In Latin letters: Kashihara City
    pub name_en: String,
    /// 奈良県
    pub prefecture: String,
    /// The main telephone number.
    pub phone: String,
    /// When it is answered.
    pub hours: String,
    /// The same in English.
    pub hours_en: String,
    /// Where city hall is: 〒634-8586 …
    pub address: String,
    /// The letter that stands for the city in document numbers: 橿
    pub mark: String,
}

impl City {
    /// What it is called in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.or_japanese(&self.name, &self.name_en)
    }

    /// When its telephone is answered.
    pub fn hours_in(&self, lang: Lang) -> &str {
        lang.or_japanese(&self.hours, &self.hours_en)
    }
}

/// Whether staff show a second factor when they sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Nobody does.
    #[default]
    Off,
    /// Who has enrolled one does.
    Optional,
    /// Everybody does, and enrols one at the next sign-in.
    Required,
}

impl std::str::FromStr for SecondFactor {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(SecondFactor::Off),
            "optional" => Ok(SecondFactor::Optional),
            "required" => Ok(SecondFactor::Required),
            other => Err(format!("「{other}」は off、optional、required のどれでもありません")),
        }
    }
}

/// How many people live in the city, as somebody counted them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Population {
    /// The day of the count.
    pub on: Date,
    /// How many.
    pub count: u64,
}

impl std::str::FromStr for Population {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("「{text}」は 2026-10-01:117000 のような形（基準日:人口）ではありません");
        let (on, count) = text.split_once(':').ok_or_else(wrong)?;
        let (on, count) =
            (on.trim().parse().map_err(|_| wrong())?, count.trim().parse().map_err(|_| wrong())?);
        if count == 0 { Err(wrong()) } else { Ok(Self { on, count }) }
    }
}

/// Settings that use cases need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The city.
    pub city: City,
    /// Where residents reach the office, without a slash at the end: absolute links are made of this only,
    /// never of what a request says.
    pub public_url: String,
    /// Who letters are from: `橿原市オンライン申請 <madoguchi@example.jp>`.
    pub mail_from: String,
    /// For how many days a draft is kept after it was last saved.
    pub draft_days: u32,
    /// The proxies in front of us. Only they are believed when they say where a request comes from.
    pub proxies: Vec<ipnet::IpNet>,
    /// Whether staff show a second factor.
    pub second_factor: SecondFactor,
    /// How a procedure that is online in part counts in the rates.
    pub partial_rule: PartialRule,
    /// The day the city was founded: nothing in its inventory is older.
    pub founded: Date,
    /// The licence of what is published, as people call it: CC BY 4.0
    pub licence: String,
    /// Where it is written.
    pub licence_url: String,
    /// 法人番号 of the city; empty where it is not set.
    pub corporate_number: String,
    /// Where the city's own terms of use are; empty where it has none but what the pages say.
    pub terms_url: String,
    /// How many people live in the city; none while nobody has set it.
    pub population: Option<Population>,
    /// Whether this is a demonstration: pages say so.
    pub demo: bool,
}

impl Settings {
    /// Whether residents come over TLS, so that cookies may be bound to it.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
