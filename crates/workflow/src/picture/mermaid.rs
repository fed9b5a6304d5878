//! The picture as text (Mermaid), which shows in a difference what was changed.

use crate::definition::{Definition, Goal, Who};

/// A Mermaid state diagram of a life.
pub fn mermaid(d: &Definition) -> String {
    let mut out = String::from("stateDiagram-v2\n    [*] --> received: submit (resident)\n");
    // What leads nowhere is not drawn: anybody may write at any time.
    for m in d.moves.iter().filter(|m| m.to != Goal::Stay) {
        for from in &m.from {
            for to in d.goals(m) {
                out.push_str(&format!("    {from} --> {}: {} ({})\n", to.key, m.action.code(), said(m.who)));
            }
        }
    }
    for step in d.steps.iter().filter(|s| s.stage.is_final()) {
        out.push_str(&format!("    {} --> [*]\n", step.key));
    }
    out
}

fn said(who: Who) -> &'static str {
    match who {
        Who::Resident => "resident",
        Who::Reception => "reception",
        Who::Clerk => "clerk",
        Who::Holder => "the clerk in charge",
        Who::Approver => "approver",
        Who::Head => "the head of the department",
        Who::Asked => "whoever was asked",
    }
}
