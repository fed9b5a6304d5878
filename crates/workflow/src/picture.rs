//! The table drawn for people: `life-of-a-submission.md` holds what this gives.

use crate::{
    case::Flow,
    stage::StageName,
    table::{Party, TABLE, Who},
};

/// A Mermaid state diagram of a flow.
pub fn mermaid(flow: Flow) -> String {
    let mut out = String::from("stateDiagram-v2\n    [*] --> received: submit (resident)\n");
    for row in TABLE.iter().filter(|r| r.flows.contains(&flow)) {
        let who = match row.party {
            Party::Resident => "resident",
            Party::Staff => match row.who {
                Who::Anyone => "staff",
                Who::Holder => "the clerk in charge",
                Who::Head => "the head of the department",
            },
        };
        // What leads nowhere is not drawn: anybody may write at any time.
        let Some(to) = row.to else { continue };
        for from in row.from.iter().filter(|s| can_be(**s, flow)) {
            out.push_str(&format!("    {} --> {}: {} ({who})\n", from.code(), to.code(), row.action.code()));
        }
    }
    for stage in StageName::ALL.into_iter().filter(|s| s.is_final()) {
        if can_be(stage, flow) {
            out.push_str(&format!("    {} --> [*]\n", stage.code()));
        }
    }
    out
}

/// Whether a submission of a flow can come to a stage at all.
fn can_be(stage: StageName, flow: Flow) -> bool {
    stage == StageName::Received || TABLE.iter().any(|r| r.to == Some(stage) && r.flows.contains(&flow))
}
