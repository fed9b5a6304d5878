//! 郵便番号・住所: the code as digits, the rest as typed.

use madoguchi_vocab::{Date, Lang, normalise};

use super::{Asked, Behaviour, Wrong, clean};
use crate::{
    answers::{Address, Value},
    logic::{Type, V},
    parse::table::Table,
};

/// Settings of a `postal_address` question.
#[derive(Clone, Debug)]
pub struct PostalAddress;

const LIMIT: usize = 100;
const PARTS: &[&str] = &["zip", "pref", "city", "town", "street", "building"];

impl PostalAddress {
    pub(crate) fn parse(_table: &Table<'_>) -> Self {
        Self
    }
}

/// The digits of a postal code in any width and with any dash; `None` if there are not seven.
pub fn postal_code(raw: &str) -> Option<String> {
    normalise::digits(raw).filter(|d| d.len() == 7)
}

fn text(asked: &Asked<'_>, part: &'static str) -> Result<String, Wrong> {
    let text = normalise::name(&clean::undirected(asked.raw(part)));
    clean::fits(asked, part, &text, LIMIT)?;
    clean::shared(asked, part, &text)?;
    Ok(text)
}

fn zip(asked: &Asked<'_>) -> Result<String, Wrong> {
    postal_code(asked.raw("zip")).ok_or_else(|| {
        Wrong::about(
            asked,
            "zip",
            "zip",
            "郵便番号は「634-8586」のように 7 けたの数字で入力してください",
            "郵便番号は 7つの 数字です（例：634-8586）。書いて ください",
            "postal code must have 7 digits, like 634-8586",
        )
    })
}

impl Behaviour for PostalAddress {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        if PARTS.iter().all(|p| asked.raw(p).trim().is_empty()) {
            return Ok(None);
        }
        let zip = zip(asked)?;
        let (pref, city, town) = (text(asked, "pref")?, text(asked, "city")?, text(asked, "town")?);
        let (street, building) = (text(asked, "street")?, text(asked, "building")?);
        for (part, empty, ja, easy, en) in [
            ("pref", pref.is_empty(), "都道府県", "都道府県", "prefecture"),
            ("city", city.is_empty(), "市区町村", "市・区・町・村", "city"),
            ("street", street.is_empty() && town.is_empty(), "町名と番地", "町の 名前と 番地", "street address"),
        ] {
            if empty {
                return Err(Wrong::about(
                    asked,
                    part,
                    "incomplete",
                    &format!("{ja}も入力してください"),
                    &format!("{easy}も 書いて ください"),
                    &format!("enter the {en} too"),
                ));
            }
        }
        Ok(Some(Value::Address(Address { zip, pref, city, town, street, building })))
    }

    fn show(&self, value: &Value, _lang: Lang) -> String {
        let Value::Address(a) = value else { return String::new() };
        a.one_line()
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        let Value::Address(a) = value else { return Vec::new() };
        [
            ("zip", &a.zip),
            ("pref", &a.pref),
            ("city", &a.city),
            ("town", &a.town),
            ("street", &a.street),
            ("building", &a.building),
        ]
        .into_iter()
        .map(|(part, text)| (part, vec![text.clone()]))
        .collect()
    }

    fn sample(&self, _today: Date, _bounds: &[V; 2]) -> Option<Value> {
        let [zip, pref, city, town, street] =
            ["6340804", "奈良県", "橿原市", "内膳町", "1-1"].map(str::to_owned);
        Some(Value::Address(Address { zip, pref, city, town, street, building: String::new() }))
    }

    fn logic(&self) -> Type {
        Type::Opaque
    }

    fn parts(&self) -> &'static [&'static str] {
        PARTS
    }

    fn autocomplete(&self, part: &str) -> Option<&'static str> {
        match part {
            "zip" => Some("postal-code"),
            "pref" => Some("address-level1"),
            "city" => Some("address-level2"),
            "town" => Some("address-level3"),
            "street" => Some("address-line1"),
            "building" => Some("address-line2"),
            _ => None,
        }
    }
}

impl Address {
    /// 〒634-8586 奈良県橿原市八木町1丁目1-18
    pub fn one_line(&self) -> String {
        let zip = match self.zip.split_at_checked(3) {
            Some((area, rest)) => format!("〒{area}-{rest}"),
            None => self.zip.clone(),
        };
        let place = format!("{}{}{}{}", self.pref, self.city, self.town, self.street);
        [zip, place, self.building.clone()].join(" ").trim().to_owned()
    }
}
