//! 手続台帳 for everybody: what is public of each procedure.
//!
//! Left inside are what stands in the way, minutes of staff, remarks (also those on fees), and why something is not online yet: those are the
//! office's own notes. Volumes counted on the platform are left empty: they stand month by month in the statistics, where
//! small ones are withheld, and a year of them beside would tell those.

use std::collections::BTreeMap;

use madoguchi_vocab::DepartmentId;
use serde_json::{Value, json};

use super::{
    Column, ColumnKind, Table,
    use_of_online::{WITHHELD_EN, WITHHELD_JA, names, volumes},
};
use crate::{
    facts::{Fact, Standing},
    procedure::{Method, Procedure},
};

const fn text(name: &'static str, ja: &'static str, en: &'static str) -> Column {
    Column::new(name, ColumnKind::Text, ja, en)
}

/// The columns of the set.
pub(super) const COLUMNS: [Column; 32] = [
    text("id", "台帳の id", "Id of the procedure"),
    text("name", "手続名", "Name of the procedure"),
    text("department", "担当課の id", "Id of the department"),
    text("department_name", "担当課", "Department"),
    text("law", "法令名", "Law or ordinance"),
    text("article", "条項", "Article"),
    text("basis", "根拠の種類：law 法令、ordinance 条例・規則、guideline 要綱等", "Kind of basis"),
    text(
        "kind",
        "種別：application 申請、notification 届出、request 請求、booking 予約、consultation 相談、report 報告",
        "What the act is",
    ),
    text(
        "affairs",
        "事務の区分：own 自治事務、delegated1・delegated2 法定受託事務、none 該当なし",
        "Whose affairs",
    ),
    text("applicant", "申請する人：resident 住民、business 事業者、both 両方", "Who applies"),
    text(
        "level",
        "行う機関：city 市、prefecture 県、police 警察、union 組合、other 市以外",
        "Whose procedure",
    ),
    text(
        "status",
        "台帳の状態：online 公開、partial 一部、not_yet 未着手、designing 設計中、trial 試行、excluded 対象外、no_scheme 制度なし、other その他",
        "Status in the inventory",
    ),
    Column::new("status_since", ColumnKind::Day, "状態の開始日", "Status holds since"),
    text(
        "counts_as",
        "率での数え方：able できる、partly 一部、not_yet できない、excluded 対象外、no_scheme 制度なし",
        "How it counts in the rates",
    ),
    text("channels", "方法（; で区切る）", "Ways in which it can be done (; between)"),
    Column::new(
        "service_url",
        ColumnKind::Link,
        "この窓口以外のオンラインサービスの URL",
        "Address of the online service, if elsewhere",
    ),
    text("form", "この窓口の様式（/p/ の後ろ）", "Form of this platform (behind /p/)"),
    Column::new(
        "volume",
        ColumnKind::Whole,
        "年間件数。わからないときは空",
        "Yearly volume; empty if unknown",
    ),
    Column::new("online_volume", ColumnKind::Whole, "うちオンラインの件数", "Of these online"),
    Column::new("volume_year", ColumnKind::Year, "件数の年度", "Fiscal year of the volume"),
    text(
        "volume_method",
        "件数の求め方：actual 実績、sample サンプル・見本、prorated 全国値からの按分、counted この窓口で数える（件数は submissions）、unknown 不明",
        "Where the volume comes from",
    ),
    text("volume_source", "件数の出所", "Source of the volume"),
    text("fee", "手数料", "Fee"),
    text("life_events", "ライフイベント（; で区切る）", "Life events (; between)"),
    text(
        "priority59",
        "優先 59 手続の番号（; で区切る）",
        "Numbers in the national list of 59 priority procedures",
    ),
    Column::new(
        "priority31",
        ColumnKind::Flag,
        "特に国民の利便性向上に資する 31 手続",
        "Among the 31 of special benefit",
    ),
    Column::new(
        "dashboard26",
        ColumnKind::Flag,
        "国のダッシュボードの 26 手続",
        "Among the 26 of the state's dashboard",
    ),
    text("left_out", "率の対象外とする区分", "Why it is out of scope"),
    text("ground", "対象外の根拠", "Legal ground for that"),
    text("attachments", "添付書類（; で区切る）", "Enclosures (; between)"),
    Column::new(
        "processing_days",
        ColumnKind::Whole,
        "標準処理期間（開庁日）",
        "Standard processing time in working days",
    ),
    text("withheld", WITHHELD_JA, WITHHELD_EN),
];

/// The inventory as a data set.
pub fn inventory_table(
    procedures: &[Procedure],
    facts: &[Fact],
    departments: &BTreeMap<DepartmentId, String>,
) -> Table {
    let rows = procedures.iter().zip(facts).zip(volumes(procedures, facts)).map(|((p, fact), held)| {
        let counted = p.volume.method == Method::Counted;
        let (total, online) = (fact.total.filter(|_| !counted), fact.online.filter(|_| !counted));
        let withheld =
            [("volume", total.is_some() && held.total), ("online_volume", online.is_some() && held.online)];
        let name = departments.get(&p.department).map_or("", String::as_str);
        let (total, online) = (total.filter(|_| !held.total), online.filter(|_| !held.online));
        row(p, fact, name, total, online, names(&withheld))
    });
    Table { columns: &COLUMNS, rows: rows.collect() }
}

fn row(
    p: &Procedure,
    fact: &Fact,
    department: &str,
    total: Option<u64>,
    online: Option<u64>,
    withheld: Value,
) -> Vec<Value> {
    let said = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let list = |parts: Vec<&str>| said(&parts.join(";"));
    vec![
        json!(p.id),
        json!(p.name),
        said(&p.department.0),
        said(department),
        said(&p.law),
        said(&p.article),
        json!(p.basis.code()),
        json!(p.kind.code()),
        json!(p.affairs.code()),
        json!(p.applicant.code()),
        json!(p.level.code()),
        json!(p.status.code()),
        json!(p.status_since),
        json!(counts_as(fact)),
        list(p.channels.iter().map(|c| c.code()).collect()),
        said(&p.service_url),
        p.paper.as_ref().map_or(Value::Null, |slug| json!(slug.to_string())),
        json!(total),
        json!(online),
        json!(p.volume.year),
        json!(p.volume.method.code()),
        // What is counted here says over which months, which move every day.
        if p.volume.method == Method::Counted { Value::Null } else { said(&p.volume.source) },
        said(&p.fee),
        list(p.life_events.iter().map(String::as_str).collect()),
        said(&p.priority59),
        json!(p.priority31),
        json!(p.dashboard26),
        p.left_out.map_or(Value::Null, |l| json!(l.label())),
        said(&p.ground),
        list(p.attachments.iter().map(String::as_str).collect()),
        json!(p.processing_days),
        withheld,
    ]
}

fn counts_as(fact: &Fact) -> &'static str {
    match fact.standing {
        Standing::Able => "able",
        Standing::Partly => "partly",
        Standing::NotYet => "not_yet",
        Standing::Excluded(_) => "excluded",
        Standing::NoScheme => "no_scheme",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open_data::{open_lines, use_table};

    /// What one set withholds no other one tells.
    #[test]
    fn both_sets_with_volumes_withhold_the_same() {
        let rows =
            [(500, 497, true), (90, 40, true), (70, 30, true), (6, 0, false), (80, 0, false), (20, 0, false)];
        let (procedures, facts): (Vec<Procedure>, Vec<Fact>) = rows
            .iter()
            .map(|(total, online, able)| {
                let mut p = Procedure::begun(total.to_string(), "見本".into());
                (p.volume.total, p.volume.online) = (Some(*total), Some(*online));
                p.volume.method = Method::Actual;
                let standing = if *able { Standing::Able } else { Standing::NotYet };
                let (id, department) = (p.id.clone(), p.department.clone());
                let fact = Fact {
                    id,
                    name: String::new(),
                    department,
                    standing,
                    total: Some(*total),
                    online: Some(*online),
                };
                (p, fact)
            })
            .unzip();
        let inventory = inventory_table(&procedures, &facts, &BTreeMap::new());
        let at = |name: &str| COLUMNS.iter().position(|c| c.name == name).unwrap();
        let used = use_table(&open_lines(&procedures, &facts));
        for (ours, theirs) in inventory.rows.iter().zip(&used.rows) {
            assert_eq!((&ours[at("volume")], &ours[at("online_volume")]), (&theirs[2], &theirs[3]));
        }
        assert_eq!(inventory.rows[3][at("withheld")], "volume", "six of what is not online");
        let small = inventory.rows.iter().skip(3).filter(|r| r[at("volume")].is_null()).count();
        assert_eq!(small, 2, "and another one: the rates tell the sum");
    }
}
