//! Who is doing something.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::id::StaffId;

/// What a member of staff is trusted with. One person has one role in one department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 受付: sees what arrives in the own department, accepts it and speaks with residents; reviews nothing.
    Receptionist,
    /// 審査: as 受付, and takes, checks, asks for corrections and decides what needs no 決裁.
    Clerk,
    /// 決裁: as 審査, and approves what others propose.
    Approver,
    /// 課管理者: as 決裁, and acts for whoever holds something in the own department.
    DepartmentHead,
    /// デジタル戦略課: the inventory, the rates, the papers; sees numbers, not answers.
    DxManager,
    /// システム管理者: people and settings; sees no answers.
    Administrator,
    /// 監査: reads the trail of who looked at what.
    Auditor,
}

impl Role {
    /// Every role, in the order of the policy table.
    pub const ALL: [Role; 7] = [
        Role::Receptionist,
        Role::Clerk,
        Role::Approver,
        Role::DepartmentHead,
        Role::DxManager,
        Role::Administrator,
        Role::Auditor,
    ];

    /// The name used in files and columns.
    pub fn code(self) -> &'static str {
        match self {
            Role::Receptionist => "receptionist",
            Role::Clerk => "clerk",
            Role::Approver => "approver",
            Role::DepartmentHead => "department_head",
            Role::DxManager => "dx_manager",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Role::ALL.into_iter().find(|r| r.code() == s).ok_or_else(|| format!("unknown role {s:?}"))
    }
}

/// Names a department (課). Short ASCII, as in `deploy/seed/departments.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DepartmentId(pub String);

impl fmt::Display for DepartmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who did it, as the history of a submission keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Actor {
    /// The person who submitted, known by the draft or by receipt number and key.
    Resident,
    /// A member of staff.
    Staff {
        /// Who.
        id: StaffId,
        /// With which role at that moment.
        role: Role,
        /// In which department at that moment.
        department: DepartmentId,
        /// The name shown in the history.
        name: String,
    },
    /// The office itself, by a rule with a deadline.
    System,
}
