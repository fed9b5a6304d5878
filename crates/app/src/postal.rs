//! Postal codes: which towns a code stands for.

use std::{collections::HashMap, sync::Arc};

/// A town a postal code stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalTown {
    /// 奈良県
    pub prefecture: String,
    /// 橿原市
    pub city: String,
    /// 八木町; empty where the code stands for the rest of the city.
    pub town: String,
}

/// All postal codes the office knows.
#[derive(Clone, Debug, Default)]
pub struct PostalTowns(Arc<HashMap<String, Vec<PostalTown>>>);

impl PostalTowns {
    /// Reads `postal_code,prefecture,city,town,…` with a header line. Lines that are not of this form are left out.
    pub fn read(text: &str) -> Self {
        let mut towns: HashMap<String, Vec<PostalTown>> = HashMap::new();
        for line in text.lines().skip(1) {
            let mut cells = line.split(',');
            if let (Some(code), Some(prefecture), Some(city), Some(town)) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            {
                let town = PostalTown {
                    prefecture: prefecture.to_owned(),
                    city: city.to_owned(),
                    town: town.to_owned(),
                };
                towns.entry(code.to_owned()).or_default().push(town);
            }
        }
        Self(Arc::new(towns))
    }
}

impl crate::App {
    /// The towns of a code typed in any width; empty if none is known.
    pub fn postal(&self, typed: &str) -> Vec<PostalTown> {
        let digits = madoguchi_vocab::normalise::digits(typed).unwrap_or_default();
        self.0.postal.0.get(&digits).cloned().unwrap_or_default()
    }
}
