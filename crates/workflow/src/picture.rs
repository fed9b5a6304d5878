//! The table drawn for people: `life-of-a-submission.md` holds what this gives.

use crate::{
    case::Flow,
    stage::StageName,
    table::{Party, TABLE},
};

/// A Mermaid state diagram of a flow.
pub fn mermaid(flow: Flow) -> String {
    let mut out = String::from("stateDiagram-v2\n    [*] --> received: submit (resident)\n");
    for row in TABLE.iter().filter(|r| r.flows.contains(&flow)) {
        let who = match row.party {
            Party::Resident => "resident",
            Party::Staff if row.holder_only => "the clerk in charge",
            Party::Staff => "staff",
        };
        for from in row.from {
            out.push_str(&format!(
                "    {} --> {}: {} ({who})\n",
                from.code(),
                row.to.code(),
                row.action.code()
            ));
        }
    }
    for stage in StageName::ALL.into_iter().filter(|s| s.is_final()) {
        if TABLE.iter().any(|r| r.to == stage && r.flows.contains(&flow)) {
            out.push_str(&format!("    {} --> [*]\n", stage.code()));
        }
    }
    out
}
