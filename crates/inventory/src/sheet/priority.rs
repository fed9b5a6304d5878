//! The list of procedures that local governments are to put online first (地方公共団体が優先的にオンライン化を推進すべき手続, 59 items;
//! 31 of them 特に国民の利便性向上に資する; 26 on the state's dashboard) as marks on the inventory.
//!
//! An item may be two procedures (犬の登録申請、死亡届) and a procedure two items; both carry the number.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::normalise;

use super::{
    Known, Problem, Sheet, split,
    text::{Line, Table},
};
use crate::procedure::{Affairs, Applicant, Basis, Channel, LeftOut, Level, Procedure, Status};

/// Items that are online in part only however far they are taken: who moves in has to come (住民基本台帳法22条), and the
/// 現況届 is only sent ahead.
const PARTLY_BY_DESIGN: [&str; 2] = ["転入予約", "児童扶養手当の現況届の事前送信"];

/// One item of the list.
struct Item {
    no: String,
    name: String,
    in_31: bool,
    in_26: bool,
    level: Level,
    ground: String,
    national_ids: Vec<String>,
    source: String,
}

pub(super) fn read(table: &Table, known: &Known, sheet: &mut Sheet) {
    let mut marked: BTreeMap<String, Procedure> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let index = Index::of_all(&known.procedures);
    for line in &table.lines {
        let item = item(table, line);
        let wrong = if item.no.is_empty() || !item.no.bytes().all(|b| b.is_ascii_digit()) {
            Some(("no", format!("「{}」は番号ではありません", item.no)))
        } else if item.name.is_empty() {
            Some(("name", "手続きの名前がありません".to_owned()))
        } else {
            seen.insert(item.no.clone(), line.number)
                .map(|first| ("no", format!("番号「{}」は {first} 行目にもあります", item.no)))
        };
        if let Some((column, message)) = wrong {
            sheet.problems.push(Problem::at(line.number, column, message));
            continue;
        }
        let version = format!("優先手続の一覧（{} 取り込み）", known.today);
        let ours = index.of(&item);
        let ours = if ours.is_empty() { vec![item.begun()] } else { ours.into_iter().cloned().collect() };
        for p in ours {
            let id = p.id.clone();
            let p = marked.entry(id.clone()).or_insert_with(|| {
                order.push(id);
                p
            });
            item.mark(p, &version);
        }
    }
    sheet.rows = order.iter().filter_map(|id| marked.remove(id)).collect();
}

fn item(table: &Table, line: &Line) -> Item {
    let cell = |column: &str| table.at(column).map_or("", |at| line.cell(at));
    let special = cell("in_31");
    Item {
        no: normalise::code(cell("no")),
        name: cell("name").to_owned(),
        in_31: !special.is_empty(),
        in_26: ["子育て", "介護"].contains(&special),
        level: level(cell("level")),
        ground: cell("legal_basis").to_owned(),
        national_ids: split(cell("national_ids")).map(str::to_owned).collect(),
        source: cell("source").to_owned(),
    }
}

/// Whose it is, in this city: an inland city without a port, a fire service or a health centre of its own.
fn level(text: &str) -> Level {
    if text.contains("警察") {
        Level::Police
    } else if text.contains("消防") {
        Level::Union
    } else if text.contains("市町村") {
        Level::City
    } else if text.contains("都道府県") {
        Level::Prefecture
    } else {
        Level::Other
    }
}

/// Where the procedures of the inventory are found: by the numbers of the list, those of the survey, and their names.
struct Index<'a> {
    procedures: &'a [Procedure],
    by_no: BTreeMap<&'a str, Vec<usize>>,
    by_national: BTreeMap<&'a str, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of_all(procedures: &'a [Procedure]) -> Self {
        let mut index = Self {
            procedures,
            by_no: BTreeMap::new(),
            by_national: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        for (at, p) in procedures.iter().enumerate() {
            for no in split(&p.priority59) {
                index.by_no.entry(no).or_default().push(at);
            }
            for id in split(&p.national_id) {
                index.by_national.entry(id).or_default().push(at);
            }
            index.by_name.entry(normalise::search_key(&p.name)).or_default().push(at);
        }
        index
    }

    /// The procedures that are an item of the list.
    fn of(&self, item: &Item) -> Vec<&'a Procedure> {
        let national = item.national_ids.iter().filter_map(|id| self.by_national.get(id.as_str()));
        let named = self.by_name.get(&normalise::search_key(&item.name));
        let numbered = self.by_no.get(item.no.as_str());
        let found: BTreeSet<usize> =
            numbered.into_iter().chain(named).chain(national).flatten().copied().collect();
        found.into_iter().map(|at| &self.procedures[at]).collect()
    }
}

impl Item {
    fn mark(&self, p: &mut Procedure, version: &str) {
        let mut numbers: BTreeSet<u32> = split(&p.priority59).filter_map(|n| n.parse().ok()).collect();
        let before = (p.priority59.clone(), p.priority31, p.dashboard26, p.partly_by_design);
        numbers.extend(self.no.parse::<u32>());
        p.priority59 = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(";");
        p.priority31 |= self.in_31;
        p.dashboard26 |= self.in_26;
        p.partly_by_design |= PARTLY_BY_DESIGN.contains(&self.name.as_str());
        // The same list read again changes nothing.
        let marks = (p.priority59.clone(), p.priority31, p.dashboard26, p.partly_by_design);
        if marks != before || p.priority_version.is_empty() {
            version.clone_into(&mut p.priority_version);
        }
    }

    /// A procedure the inventory does not have yet.
    fn begun(&self) -> Procedure {
        let city = self.level == Level::City;
        Procedure {
            law: self.ground.clone(),
            basis: if self.ground.contains("条例") { Basis::Ordinance } else { Basis::Law },
            affairs: if city { Affairs::Own } else { Affairs::None },
            applicant: Applicant::Both,
            level: self.level,
            status: if city { Status::NotYet } else { Status::Other },
            reason: if city {
                String::new()
            } else {
                format!("{}の事務（市は実施しない）", self.level.label())
            },
            left_out: (!city).then_some(LeftOut::Elsewhere),
            ground: if city { String::new() } else { self.ground.clone() },
            channels: [Channel::Counter].into(),
            national_id: self.national_ids.join(";"),
            source: self.source.clone(),
            ..Procedure::begun(format!("priority-{}", self.no), self.name.clone())
        }
    }
}
