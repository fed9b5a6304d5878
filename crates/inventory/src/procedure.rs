//! One row of 手続台帳.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::{Date, DepartmentId, Slug};
use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// What the procedure rests on.
    Basis {
        /// 法令
        Law = "law", "法令";
        /// 条例・規則
        Ordinance = "ordinance", "条例・規則";
        /// 要綱
        Guideline = "guideline", "要綱等";
    }
    /// What the resident's act is.
    Kind {
        /// 申請
        Application = "application", "申請";
        /// 届出
        Notification = "notification", "届出";
        /// 請求
        Request = "request", "請求";
        /// 予約・申込
        Booking = "booking", "予約・申込";
        /// 相談
        Consultation = "consultation", "相談";
        /// 報告
        Report = "report", "報告";
    }
    /// Whose affairs these are (地方自治法2条8項・9項).
    Affairs {
        /// 自治事務
        Own = "own", "自治事務";
        /// 第1号法定受託事務
        Delegated1 = "delegated1", "第1号法定受託事務";
        /// 第2号法定受託事務
        Delegated2 = "delegated2", "第2号法定受託事務";
        /// Not an act of public authority.
        None = "none", "該当なし";
    }
    /// Who applies.
    Applicant {
        /// 住民
        Resident = "resident", "住民";
        /// 事業者
        Business = "business", "事業者";
        /// Either.
        Both = "both", "住民・事業者";
    }
    /// Whose procedure it is: prefecture, police and fire associations have their own.
    Level {
        /// 市
        City = "city", "市";
        /// 都道府県
        Prefecture = "prefecture", "県";
        /// 警察
        Police = "police", "警察";
        /// 一部事務組合・広域連合 (fire services, waste)
        Union = "union", "組合";
        /// Somebody else's.
        Other = "other", "市以外";
    }
    /// How it can be done.
    Channel {
        /// This platform.
        Platform = "platform", "この窓口";
        /// ぴったりサービス
        Pittari = "pittari", "ぴったりサービス";
        /// eLTAX
        Eltax = "eltax", "eLTAX";
        /// A booking system.
        FacilityBooking = "facility-booking", "施設予約システム";
        /// The library's system.
        Library = "library", "図書館システム";
        /// 窓口
        Counter = "counter", "窓口";
        /// 郵送
        Mail = "mail", "郵送";
        /// 電話
        Phone = "phone", "電話";
        /// コンビニ交付
        Convenience = "convenience", "コンビニ交付";
    }
    /// How far it is online, as the inventory says.
    Status {
        /// 実施済
        Online = "online", "公開";
        /// 一部実施済
        Partial = "partial", "一部";
        /// 未実施
        NotYet = "not_yet", "未着手";
        /// Being designed.
        Designing = "designing", "設計中";
        /// Being tried; not open to everybody.
        Trial = "trial", "試行";
        /// 適用除外
        Excluded = "excluded", "対象外";
        /// 制度なし
        NoScheme = "no_scheme", "制度なし";
        /// その他
        Other = "other", "その他";
    }
    /// Where a volume comes from.
    Method {
        /// 実績
        Actual = "actual", "実績";
        /// A sample, or 見本.
        Sample = "sample", "サンプル・見本";
        /// 全国値按分
        Prorated = "prorated", "全国値からの按分";
        /// What this platform counted itself in the twelve months before: see [`crate::counted`].
        Counted = "counted", "この窓口で数える";
        /// 不明
        Unknown = "unknown", "不明";
    }
    /// Why a procedure is left out of the rates. Nothing is left out without one of these and its legal ground.
    LeftOut {
        /// A statute wants the person to come.
        InPerson = "in_person", "法令で対面が必要";
        /// A statute wants an original on paper.
        Original = "original", "法令で書面・原本が必要";
        /// 適用除外 (情報通信技術活用法10条)
        Exempt = "exempt", "情報通信技術活用法の適用除外";
        /// It cannot be done at a distance by its nature.
        Nature = "nature", "性質上オンラインにできない";
        /// Another body does it.
        Elsewhere = "elsewhere", "ほかの機関が行う";
        /// The city has no such scheme.
        NoScheme = "no_scheme", "市に制度がない";
        /// Anything else, said in words.
        Other = "other", "その他";
    }
    /// What stands in the way of going online. The first eight are the codes of the national survey (行政手続等の悉皆調査,
    /// item 12-2); it has none for the four behind them.
    Blocker {
        /// 0: it is going to be online.
        Planned = "planned", "オンライン化実施予定";
        /// 1: rules must change, which takes time.
        RulesTime = "rules_time", "制度改正に時間がかかる";
        /// 2: rules must change, which has no priority.
        RulesPriority = "rules_priority", "制度改正の優先度が低い";
        /// 3: there is no system.
        NoSystem = "no_system", "システムがない";
        /// 4: something that must be handed in is an original on paper.
        PaperOriginal = "paper_original", "必要書類の原本が紙";
        /// 5: its nature.
        Nature = "nature", "性質上、電子化すべきでない";
        /// 6: what it costs for what it brings.
        Cost = "cost", "費用対効果が小さいか不明";
        /// 7: none of these.
        NoneOfThese = "none_of_these", "どれにも当たらない";
        /// The person must come.
        InPerson = "in_person", "対面";
        /// A fee must be paid.
        Fee = "fee", "手数料";
        /// A signature is wanted.
        Signature = "signature", "署名・押印";
        /// The city's own 条例 or 規則.
        Ordinance = "ordinance", "条例・規則";
    }
}

impl Blocker {
    /// The one of a code of the national survey: `4 一部の必要書類の原本が紙であり…` begins with its number.
    pub fn of_survey(code: &str) -> Option<Self> {
        let number: usize = code.trim().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
        Self::ALL.get(..8)?.get(number).copied()
    }
}

impl Blocker {
    /// Whether rules stand in the way, which work on a paper does not move: a statute, the city's own rules, or what a
    /// procedure is by its nature.
    pub fn is_of_rules(self) -> bool {
        use Blocker::{InPerson, Nature, Ordinance, RulesPriority, RulesTime, Signature};
        matches!(self, RulesTime | RulesPriority | Nature | InPerson | Signature | Ordinance)
    }
}

impl Channel {
    /// Whether nobody has to go, write or call.
    pub fn is_online(self) -> bool {
        !matches!(self, Channel::Counter | Channel::Mail | Channel::Phone | Channel::Convenience)
    }
}

impl Status {
    /// The one of a code of the national survey (item 12-1): `1 実施済` begins with its number.
    pub fn of_survey(code: &str) -> Option<Self> {
        match code.trim().chars().next()? {
            '1' => Some(Status::Online),
            '2' => Some(Status::NotYet),
            '3' => Some(Status::Excluded),
            '4' => Some(Status::Other),
            '5' => Some(Status::Partial),
            _ => None,
        }
    }

    /// Whether leaving it out of the rates needs a reason (REQ-KPI-5).
    pub fn needs_reason(self) -> bool {
        matches!(self, Status::Excluded | Status::NoScheme | Status::Other)
    }
}

/// How many a year. Unknown is not zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// All channels together.
    pub total: Option<u64>,
    /// Of these online.
    pub online: Option<u64>,
    /// The fiscal year.
    pub year: Option<i32>,
    /// Where the numbers come from.
    pub method: Method,
    /// In words.
    pub source: String,
    /// As far as it is known channel by channel.
    #[serde(default)]
    pub by_channel: BTreeMap<Channel, u64>,
}

/// How many minutes of staff one submission takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// At the counter.
    pub counter: Option<u32>,
    /// Online.
    pub online: Option<u32>,
    /// When, on how many and how it was measured.
    pub source: String,
}

/// One procedure of the city, online or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// Short ASCII, never used again for another.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub department: DepartmentId,
    /// 法令名
    pub law: String,
    /// 条項
    pub article: String,
    /// What it rests on.
    pub basis: Basis,
    /// What the resident's act is.
    pub kind: Kind,
    /// Whose affairs.
    pub affairs: Affairs,
    /// Who applies.
    pub applicant: Applicant,
    /// Whose procedure it is.
    pub level: Level,
    /// How far it is online, apart from what this platform itself has open.
    pub status: Status,
    /// Since when.
    pub status_since: Option<Date>,
    /// Why it is left out, or what stands in the way. Residents do not see it.
    pub reason: String,
    /// How it can be done.
    pub channels: BTreeSet<Channel>,
    /// Where it is online, if not here.
    pub service_url: String,
    /// The paper that puts it online here.
    pub paper: Option<Slug>,
    /// How many a year.
    pub volume: Volume,
    /// Fees as the office notes them. Residents do not see it.
    pub fee_note: String,
    /// The events in a life it belongs to.
    pub life_events: BTreeSet<String>,
    /// Its numbers in the list of 59 priority procedures, with `;` between: an item of the list may be two procedures and a
    /// procedure two items.
    pub priority59: String,
    /// Whether it is among the 31 of special benefit.
    pub priority31: bool,
    /// Whether it is among the 26 of the state's dashboard.
    pub dashboard26: bool,
    /// Its id in the national survey; may change from year to year.
    pub national_id: String,
    /// Where the facts come from.
    pub source: String,
    /// Anything else.
    pub note: String,
    /// Why it is left out of the rates, if it is.
    #[serde(default)]
    pub left_out: Option<LeftOut>,
    /// The legal ground on which it is left out.
    #[serde(default)]
    pub ground: String,
    /// What stands in the way.
    #[serde(default)]
    pub blockers: BTreeSet<Blocker>,
    /// What has to be enclosed.
    #[serde(default)]
    pub attachments: BTreeSet<String>,
    /// 標準処理期間 in open days.
    #[serde(default)]
    pub processing_days: Option<u32>,
    /// What a submission takes.
    #[serde(default)]
    pub minutes: Minutes,
    /// Even when it is online it is so in part only: 転入予約, 児童扶養手当現況届の事前送信.
    #[serde(default)]
    pub partly_by_design: bool,
    /// Which version of the priority list its marks come from.
    #[serde(default)]
    pub priority_version: String,
    /// How many a year in the whole country; never used as the city's own.
    #[serde(default)]
    pub national_volume: Option<u64>,
    /// How the national survey says it stands: `1 実施済`.
    #[serde(default)]
    pub national_status: String,
    /// The fee in words for residents; empty where nobody has written any.
    #[serde(default)]
    pub fee: String,
    /// What residents are told of it: why one has to come, what to ask before.
    #[serde(default)]
    pub public_note: String,
}

impl Procedure {
    /// Whether its page is found under a name: its id, or the name of its paper. So bookmarks lead somewhere while the paper
    /// is closed.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.paper.as_ref().is_some_and(|slug| slug.as_str() == name)
    }

    /// A procedure of which nothing is known but its name: 未着手, in nobody's department, of unknown volume.
    pub fn begun(id: String, name: String) -> Self {
        Self {
            id,
            name,
            department: DepartmentId(String::new()),
            law: String::new(),
            article: String::new(),
            basis: Basis::Law,
            kind: Kind::Application,
            affairs: Affairs::Own,
            applicant: Applicant::Resident,
            level: Level::City,
            status: Status::NotYet,
            status_since: None,
            reason: String::new(),
            channels: BTreeSet::new(),
            service_url: String::new(),
            paper: None,
            volume: Volume::unknown(),
            fee_note: String::new(),
            life_events: BTreeSet::new(),
            priority59: String::new(),
            priority31: false,
            dashboard26: false,
            national_id: String::new(),
            source: String::new(),
            note: String::new(),
            left_out: None,
            ground: String::new(),
            blockers: BTreeSet::new(),
            attachments: BTreeSet::new(),
            processing_days: None,
            minutes: Minutes::default(),
            partly_by_design: false,
            priority_version: String::new(),
            national_volume: None,
            national_status: String::new(),
            fee: String::new(),
            public_note: String::new(),
        }
    }
}

impl Volume {
    /// Nobody knows.
    pub fn unknown() -> Self {
        Self {
            total: None,
            online: None,
            year: None,
            method: Method::Unknown,
            source: String::new(),
            by_channel: BTreeMap::new(),
        }
    }
}
