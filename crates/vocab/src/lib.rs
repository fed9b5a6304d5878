//! The words everyone in the house uses: ids, moments, dates, working days,
//! languages, people and the shape of Japanese text.
//!
//! Nothing here touches the world. There is no clock, no chance and no IO: whoever needs the
//! time or a fresh id is handed it.

pub mod actor;
pub mod check_digit;
pub mod cp932;
pub mod id;
pub mod mask;
pub mod near;
pub mod normalise;
pub mod number;
pub mod places;
pub mod receipt;
pub mod sheet;
pub mod text;
pub mod time;
pub mod wareki;
pub mod workday;

pub use actor::{Actor, DepartmentId, Role};
pub use id::{
    AccountId, DocumentId, DraftId, ExportId, FeedbackId, FieldKey, FileId, LetterId, PageKey, PhraseId,
    PlanId, SignInId, Slug, StaffId, StepKey, SubmissionId, SubscriptionId, ViewId,
};
pub use receipt::{LookupKey, ReceiptNumber};
pub use text::{Lang, Text};
pub use time::{Date, Instant};
