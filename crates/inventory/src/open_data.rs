//! The table a city publishes about the use of its online procedures (条例 modelled on 情報通信技術活用法 §24:
//! once a year, at least on the internet): 手続名, 総件数, うちオンライン件数, 割合, 年度.

use madoguchi_vocab::sheet::harmless;

use crate::{
    facts::{Fact, Standing},
    procedure::Procedure,
    ratio::Ratio,
    sheet::csv_of,
};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLine {
    /// 手続名
    pub name: String,
    /// 総件数
    pub total: u64,
    /// うちオンライン件数
    pub online: u64,
    /// 割合; none of a total of zero.
    pub share: Option<Ratio>,
    /// 年度 the numbers are about; none where the inventory does not say.
    pub year: Option<i32>,
}

impl OpenLine {
    /// 割合 in percent with one decimal, or `-`: nothing divided by nothing is not 0 %.
    pub fn percent(&self) -> String {
        self.share.map_or_else(|| "-".to_owned(), Ratio::percent)
    }
}

/// The lines for procedures that can be done online and whose numbers are known, in the order of the inventory.
/// What is not known is left out: an invented zero would be read as a fact.
pub fn open_lines(procedures: &[Procedure], facts: &[Fact]) -> Vec<OpenLine> {
    procedures
        .iter()
        .zip(facts)
        .filter(|(_, fact)| matches!(fact.standing, Standing::Able | Standing::Partly))
        .filter_map(|(procedure, fact)| {
            let (total, online) = (fact.total?, fact.online?);
            Some(OpenLine {
                name: procedure.name.clone(),
                total,
                online,
                share: Ratio::new(u128::from(online), u128::from(total)),
                year: procedure.volume.year,
            })
        })
        .collect()
}

/// The table as CSV (UTF-8 with a mark, so that a spreadsheet reads it).
pub fn open_csv(lines: &[OpenLine]) -> Vec<u8> {
    let header = ["手続名", "総件数", "うちオンライン件数", "割合", "年度"].map(str::to_owned);
    let rows = lines.iter().map(|l| {
        let year = l.year.map_or_else(String::new, |y| y.to_string());
        [harmless(l.name.clone()), l.total.to_string(), l.online.to_string(), l.percent(), year]
    });
    csv_of(std::iter::once(header).chain(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_nothing_is_a_dash() {
        let line = |total, online| OpenLine {
            name: "見本,手続".into(),
            total,
            online,
            share: Ratio::new(online.into(), total.into()),
            year: Some(2024),
        };
        let csv = String::from_utf8(open_csv(&[line(0, 0), line(8, 2), line(5, 0)])).unwrap();
        assert_eq!(
            csv,
            "\u{feff}手続名,総件数,うちオンライン件数,割合,年度\r\n\
             \"見本,手続\",0,0,-,2024\r\n\
             \"見本,手続\",8,2,25.0,2024\r\n\
             \"見本,手続\",5,0,0.0,2024\r\n"
        );
    }
}
