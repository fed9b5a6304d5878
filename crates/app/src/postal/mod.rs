//! Postal codes: which towns a code stands for, anywhere in Japan.

mod japan_post;
mod table;

use std::sync::{Arc, OnceLock};

pub use japan_post::{NotJapanPost, PostalFile};
pub use table::BadTable;
use table::Table;

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

/// The codes of 郵便番号データ that the program brings with it; `deploy/seed/README.md` says of which month.
static OF_JAPAN: &[u8] = include_bytes!("../../../../deploy/seed/postal.zip");

/// All postal codes the office knows. Those the program brings with it are unpacked when the first is asked for.
#[derive(Clone, Debug)]
pub struct PostalTowns(Arc<OnceLock<Table>>);

impl PostalTowns {
    /// Those the program brings with it.
    pub fn of_japan() -> Self {
        Self(Arc::new(OnceLock::new()))
    }

    /// Those of a file that [`PostalTowns::pack`] wrote.
    ///
    /// # Errors
    /// What is wrong with it; nothing of it is used then.
    pub fn unpack(packed: &[u8]) -> Result<Self, BadTable> {
        Ok(Self(Arc::new(OnceLock::from(Table::unpack(packed)?))))
    }

    /// Packs what files of Japan Post say, with a word on where and when they come from.
    ///
    /// # Errors
    /// What is missing: a table that does not hold all prefectures would forget addresses that were known.
    pub fn pack(files: &[PostalFile], source: &str) -> Result<Vec<u8>, BadTable> {
        Table::of(files, source)?.pack()
    }

    /// How many rows there are, and where they come from.
    pub fn about(&self) -> (usize, &str) {
        let table = self.table();
        (table.len(), table.source())
    }

    /// The towns of a code of seven digits.
    pub fn of(&self, code: &str) -> Vec<PostalTown> {
        self.table().towns(code)
    }

    fn table(&self) -> &Table {
        // A test reads what the program brings with it; should it ever be broken, no code is known and
        // addresses are typed.
        self.0.get_or_init(|| Table::unpack(OF_JAPAN).unwrap_or_default())
    }
}

impl crate::App {
    /// The towns of a code typed in any width; empty if none is known.
    pub fn postal(&self, typed: &str) -> Vec<PostalTown> {
        let digits = madoguchi_vocab::normalise::digits(typed).unwrap_or_default();
        self.0.postal.of(&digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(towns: &[PostalTown]) -> Vec<String> {
        towns.iter().map(|t| format!("{} {} {}", t.prefecture, t.city, t.town)).collect()
    }

    #[test]
    fn every_code_the_program_brings_is_found_again() {
        let japan = PostalTowns::of_japan();
        let (rows, source) = japan.about();
        assert!(rows > 140_000 && source.contains("日本郵便"), "{rows} {source}");
        for (code, town) in [
            ("6348586", "奈良県 橿原市 八木町"),
            ("6340804", "奈良県 橿原市 内膳町"),
            ("0600000", "北海道 札幌市中央区 "),
            ("1000001", "東京都 千代田区 千代田"),
            ("9071801", "沖縄県 八重山郡与那国町 与那国"),
            ("5220317", "滋賀県 犬上郡多賀町 一円"),
        ] {
            assert_eq!(shown(&japan.of(code)), [town], "{code}");
        }
        let table = japan.table();
        let mut last = String::new();
        for code in table.codes().filter(|c| c.ends_with('7')) {
            if code != last {
                assert!(!japan.of(code).is_empty(), "{code}");
                code.clone_into(&mut last);
            }
        }
    }

    #[test]
    fn a_code_of_several_towns_gives_them_all_and_an_unknown_one_none() {
        let japan = PostalTowns::of_japan();
        let both = shown(&japan.of("4980000"));
        assert_eq!(both, ["三重県 桑名郡木曽岬町 ", "愛知県 弥富市 "]);
        assert!(japan.of("4520961").len() > 50);
        for unknown in ["", "0000000", "9999999", "634", "63480010", "六三四〇〇〇一", "634000a"] {
            assert_eq!(japan.of(unknown), [], "{unknown}");
        }
    }

    #[test]
    fn the_table_is_small_in_the_program_and_in_memory() {
        assert!(OF_JAPAN.len() < 1_200_000, "{}", OF_JAPAN.len());
        let bytes = PostalTowns::of_japan().table().bytes();
        assert!(bytes < 4_000_000, "{bytes}");
    }

    proptest::proptest! {
        #[test]
        fn no_file_and_no_code_stops_the_office(bytes: Vec<u8>, code: String) {
            let _ = PostalTowns::unpack(&bytes);
            let _ = PostalFile::read("x.csv", &bytes);
            let _ = PostalTowns::of_japan().of(&code);
        }
    }
}
