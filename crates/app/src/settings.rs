//! What a city sets.

use madoguchi_inventory::PartialRule;
use madoguchi_vocab::Date;

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
    /// Where city hall is: 〒634-8586 …
    pub address: String,
    /// The letter that stands for the city in document numbers: 橿
    pub mark: String,
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
    /// Whether this is a demonstration: pages say so.
    pub demo: bool,
}

impl Settings {
    /// Whether residents come over TLS, so that cookies may be bound to it.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
