//! One row of 手続台帳.

use std::collections::BTreeSet;

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
        /// Not the city's.
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
        /// 不明
        Unknown = "unknown", "不明";
    }
}

impl Status {
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
    /// Why it is left out, or what stands in the way.
    pub reason: String,
    /// How it can be done.
    pub channels: BTreeSet<Channel>,
    /// Where it is online, if not here.
    pub service_url: String,
    /// The paper that puts it online here.
    pub paper: Option<Slug>,
    /// How many a year.
    pub volume: Volume,
    /// Fees in words.
    pub fee_note: String,
    /// The events in a life it belongs to.
    pub life_events: BTreeSet<String>,
    /// Its number in the list of 59 priority procedures.
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
}
