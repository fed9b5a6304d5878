//! The sets there are: what they are called, what they hold and how often they change.

use madoguchi_vocab::Text;

use super::{Column, flow, inventory, kpis, series, use_of_online};
use crate::words::words;

words! {
    /// A set.
    DataSet {
        /// 手続台帳
        Inventory = "inventory", "手続台帳";
        /// The rates over time.
        Rates = "rates", "オンライン化率・利用率の推移";
        /// The use of each online procedure.
        OnlineUse = "online-use", "オンライン手続きの利用状況";
        /// What came in here and was decided.
        Submissions = "submissions", "この窓口の月ごとの受付・決定件数";
        /// The KPIs of the strategy.
        Kpis = "kpis", "DX の KPI と目標";
        /// What was measured of them.
        Measurements = "kpi-measurements", "KPI の実績値";
    }
}

/// How often a set changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// When somebody changes what is in it.
    Irregular,
    /// Every day.
    Daily,
    /// When a month is over.
    Monthly,
}

impl Rhythm {
    /// The word in message files.
    pub fn code(self) -> &'static str {
        match self {
            Rhythm::Irregular => "irregular",
            Rhythm::Daily => "daily",
            Rhythm::Monthly => "monthly",
        }
    }

    /// As DCAT-AP says it: the EU's authority table of frequencies.
    pub fn uri(self) -> &'static str {
        match self {
            Rhythm::Irregular => "http://publications.europa.eu/resource/authority/frequency/IRREG",
            Rhythm::Daily => "http://publications.europa.eu/resource/authority/frequency/DAILY",
            Rhythm::Monthly => "http://publications.europa.eu/resource/authority/frequency/MONTHLY",
        }
    }
}

impl DataSet {
    /// Its columns.
    pub fn columns(self) -> &'static [Column] {
        match self {
            DataSet::Inventory => &inventory::COLUMNS,
            DataSet::Rates => &series::COLUMNS,
            DataSet::OnlineUse => &use_of_online::COLUMNS,
            DataSet::Submissions => &flow::COLUMNS,
            DataSet::Kpis => &kpis::COLUMNS,
            DataSet::Measurements => &kpis::VALUES,
        }
    }

    /// The columns by which a row is known.
    pub fn key(self) -> &'static [&'static str] {
        match self {
            DataSet::Inventory => &["id"],
            DataSet::Rates => &["series", "number", "as_of", "rate"],
            DataSet::OnlineUse => &["procedure"],
            DataSet::Submissions => &["month", "procedure", "department", "channel"],
            DataSet::Kpis => &["plan", "number"],
            DataSet::Measurements => &["plan", "number", "on", "measured_by"],
        }
    }

    /// How often it changes.
    pub fn rhythm(self) -> Rhythm {
        match self {
            DataSet::Inventory | DataSet::Kpis => Rhythm::Irregular,
            DataSet::OnlineUse | DataSet::Measurements => Rhythm::Daily,
            DataSet::Rates | DataSet::Submissions => Rhythm::Monthly,
        }
    }

    /// What it is called.
    pub fn title(self) -> Text {
        let (easy, en) = match self {
            DataSet::Inventory => ("市の 手続きの リスト", "Inventory of procedures"),
            DataSet::Rates => ("オンラインで できる 割合の うつりかわり", "Online rates over time"),
            DataSet::OnlineUse => ("オンラインの 手続きを 使った 件数", "Use of online procedures"),
            DataSet::Submissions => {
                ("この 窓口に とどいた 件数（月ごと）", "Submissions received and decided here, by month")
            }
            DataSet::Kpis => ("市の 目標の リスト", "KPIs and targets of the digital strategy"),
            DataSet::Measurements => ("目標に どこまで 近づいたか", "Measured values of the KPIs"),
        };
        Text::all(self.label(), easy, en)
    }

    /// What it holds.
    pub fn description(self) -> Text {
        match self {
            DataSet::Inventory => Text::all(
                "市の手続きの一覧。根拠、担当課、オンラインでできるか、年間件数とその求め方。この窓口で数える手続きの件数は submissions にあります。",
                "市の 手続きの リスト です。どの 課の 手続きか、オンラインで できるか、1年の 件数が わかります。",
                "All procedures of the city: legal basis, department, how far each is online, yearly volume and where it comes from. Volumes counted on this platform are in submissions.",
            ),
            DataSet::Rates => Text::all(
                "4 つの率の月末の値（各月末）と、公表した値（公表のたびに固定したもの）。分子・分母、件数のわからない手続きがあるときにとりうる幅、除いた手続きの数。",
                "4つの 割合を 月の おわりごとに 書いて います。",
                "The four rates at the ends of months, and as they were published: numerator, denominator, bounds where volumes are unknown, and how many procedures are out of scope.",
            ),
            DataSet::OnlineUse => Text::all(
                "オンラインでできる手続きの総件数、うちオンラインの件数と割合（条例による利用状況の公表）。",
                "オンラインで できる 手続きの 件数と、オンラインで した 件数 です。",
                "Yearly submissions of each procedure that can be done online, and how many of them came online.",
            ),
            DataSet::Submissions => Text::all(
                "この窓口に届いた件数と、決定などで終わった件数。月・手続き・担当課・方法ごと。procedure や channel が all の行は合計です。",
                "この 窓口に とどいた 件数と、おわった 件数 です。月ごとに 書いて います。",
                "Submissions received on this platform and decided, by month, procedure, department and channel. Rows with all are totals.",
            ),
            DataSet::Kpis => Text::all(
                "市の戦略が定める KPI の意味、目標、基準値、期間。",
                "市の 目標の 意味と 数 です。",
                "The KPIs the city's strategy sets: meaning, target, baseline and period.",
            ),
            DataSet::Measurements => Text::all(
                "KPI の実績値とその出所。",
                "目標に ついて はかった 数と、それが どこから 来たか です。",
                "What was measured of the KPIs, and where it comes from.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_column_is_told_in_both_languages_and_every_key_is_a_column() {
        for set in DataSet::ALL {
            let names: BTreeSet<&str> = set.columns().iter().map(|c| c.name).collect();
            assert_eq!(names.len(), set.columns().len(), "{}: a name twice", set.code());
            assert!(set.columns().iter().all(|c| !c.ja.is_empty() && !c.en.is_empty()));
            assert!(set.key().iter().all(|k| names.contains(k)), "{}", set.code());
            assert!(
                names
                    .iter()
                    .all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
            );
        }
    }
}
