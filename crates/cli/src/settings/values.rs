//! What settings can be, and how each is read.

use madoguchi_app::{PartialRule, Population};
use serde::Deserialize;

/// How 一部オンライン counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PartialOnline(pub PartialRule);

impl Default for PartialOnline {
    fn default() -> Self {
        Self(PartialRule::Able)
    }
}

impl std::str::FromStr for PartialOnline {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        PartialRule::parse(text)
            .map(Self)
            .ok_or_else(|| format!("「{text}」は able、not、half のどれでもありません"))
    }
}

impl TryFrom<String> for PartialOnline {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The population, if somebody has set it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Inhabitants(pub Option<Population>);

impl std::str::FromStr for Inhabitants {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() { Ok(Self(None)) } else { Ok(Self(Some(text.parse()?))) }
    }
}

impl TryFrom<String> for Inhabitants {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Networks, with commas between.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Proxies(pub Vec<ipnet::IpNet>);

impl std::str::FromStr for Proxies {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|p| !p.is_empty());
        parts
            .map(|p| p.parse().map_err(|_| format!("「{p}」は 10.0.0.0/8 のような形ではありません")))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TryFrom<String> for Proxies {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// A word that is neither printed nor logged.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Masked(pub String);

impl std::str::FromStr for Masked {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Masked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// The bucket files lie in.
#[derive(Clone, Debug)]
pub struct FilesAt {
    /// `s3://bucket/prefix`.
    pub url: String,
    /// Where it is, if not at AWS.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// The name of the key.
    pub access_key: String,
    /// The key.
    pub secret_key: Masked,
}

/// The shape of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For eyes.
    Text,
    /// For machines.
    Json,
}

impl std::str::FromStr for LogFormat {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(()),
        }
    }
}
