//! The policy: may this role do this, in its own department or in another's. One table, and `who_may.txt`
//! is what it says.

use madoguchi_vocab::{DepartmentId, Role};

/// What a member of staff may want to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deed {
    /// See the queue and its counts.
    SeeQueue,
    /// Open a submission with its answers and files.
    SeeSubmission,
    /// Take, ask for corrections, decide.
    WorkOnSubmission,
    /// Fill in a paper for a resident who came, telephoned or wrote (代行入力).
    EnterForResident,
    /// Look for another department's submission: number, procedure, department and telephone, never answers; with a
    /// reason that is kept.
    SearchElsewhere,
    /// Say who stands in for whom, and to whom work is given by itself.
    ArrangeWork,
    /// See rates, KPIs and the inventory.
    SeeNumbers,
    /// Change the inventory.
    EditInventory,
    /// Plan what goes online next, and write down what was measured of the KPIs.
    KeepPlans,
    /// Read what residents said of the papers of a department.
    ReadFeedback,
    /// Look after what residents said of any paper.
    TendFeedback,
    /// See papers and what is wrong with them.
    SeePapers,
    /// Write a paper of a department in the browser.
    WritePapers,
    /// Publish a paper or take it back.
    PublishPapers,
    /// Word letters, notices and 文例 of a department anew.
    EditTexts,
    /// Read who looked at what.
    SeeTrail,
    /// See what goes on behind the counter (letters, scans, chores), and have what stopped tried again.
    TendWorks,
    /// Accounts, roles, departments and transfers.
    TendPeople,
    /// Speak to every resident at once: the banner of every page, and the pages for a disaster.
    SpeakToAll,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Deed; 19] = [
        Deed::SeeQueue,
        Deed::SeeSubmission,
        Deed::WorkOnSubmission,
        Deed::EnterForResident,
        Deed::SearchElsewhere,
        Deed::ArrangeWork,
        Deed::SeeNumbers,
        Deed::EditInventory,
        Deed::KeepPlans,
        Deed::ReadFeedback,
        Deed::TendFeedback,
        Deed::SeePapers,
        Deed::WritePapers,
        Deed::PublishPapers,
        Deed::EditTexts,
        Deed::SeeTrail,
        Deed::TendWorks,
        Deed::TendPeople,
        Deed::SpeakToAll,
    ];

    /// The name in `who_may.txt`.
    pub fn code(self) -> &'static str {
        match self {
            Deed::SeeQueue => "see_queue",
            Deed::SeeSubmission => "see_submission",
            Deed::WorkOnSubmission => "work_on_submission",
            Deed::EnterForResident => "enter_for_resident",
            Deed::SearchElsewhere => "search_elsewhere",
            Deed::ArrangeWork => "arrange_work",
            Deed::SeeNumbers => "see_numbers",
            Deed::EditInventory => "edit_inventory",
            Deed::KeepPlans => "keep_plans",
            Deed::ReadFeedback => "read_feedback",
            Deed::TendFeedback => "tend_feedback",
            Deed::SeePapers => "see_papers",
            Deed::WritePapers => "write_papers",
            Deed::PublishPapers => "publish_papers",
            Deed::EditTexts => "edit_texts",
            Deed::SeeTrail => "see_trail",
            Deed::TendWorks => "tend_works",
            Deed::TendPeople => "tend_people",
            Deed::SpeakToAll => "speak_to_all",
        }
    }
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The own department's, or the whole city's where it belongs to no department.
    Own,
    /// Another department's.
    Other,
}

impl Reach {
    /// Whether what belongs to `owner` is the `mine` department's own.
    pub fn of(mine: &DepartmentId, owner: &DepartmentId) -> Reach {
        if mine == owner { Reach::Own } else { Reach::Other }
    }
}

/// Whether a role may.
pub fn may(role: Role, deed: Deed, reach: Reach) -> bool {
    use Deed::*;
    use Role::*;
    match deed {
        SeeQueue | SeeSubmission | WorkOnSubmission | EnterForResident => {
            matches!(role, Receptionist | Clerk | Approver | DepartmentHead) && reach == Reach::Own
        }
        // At home the list shows everything; this is about what lies elsewhere.
        SearchElsewhere => role == DepartmentHead && reach == Reach::Other,
        ArrangeWork => matches!(role, Approver | DepartmentHead) && reach == Reach::Own,
        SeeNumbers => match role {
            Receptionist | Clerk | Approver | DepartmentHead | DxManager | Auditor => true,
            Administrator => false,
        },
        EditInventory | KeepPlans | PublishPapers | TendFeedback => role == DxManager,
        SeePapers => match role {
            Clerk | Approver | DepartmentHead | DxManager => true,
            Receptionist | Administrator | Auditor => false,
        },
        EditTexts => match role {
            Approver | DepartmentHead => reach == Reach::Own,
            DxManager => true,
            Receptionist | Clerk | Administrator | Auditor => false,
        },
        WritePapers | ReadFeedback => match role {
            Clerk | Approver | DepartmentHead => reach == Reach::Own,
            DxManager => true,
            Receptionist | Administrator | Auditor => false,
        },
        SeeTrail => role == Auditor,
        TendWorks => matches!(role, Administrator | DxManager),
        TendPeople | SpeakToAll => role == Administrator,
    }
}

/// The whole policy as text, one line each: what `who_may.txt` holds.
pub fn who_may() -> String {
    let mut out = String::from("# role            deed                own    other\n");
    for role in Role::ALL {
        for deed in Deed::ALL {
            let word = |reach| if may(role, deed, reach) { "yes" } else { "-" };
            let (own, other) = (word(Reach::Own), word(Reach::Other));
            out.push_str(format!("{:<17} {:<19} {own:<6} {other}\n", role.code(), deed.code()).trim_end());
            if !out.ends_with('\n') {
                out.push('\n');
            }
        }
    }
    out
}
