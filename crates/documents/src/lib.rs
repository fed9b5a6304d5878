//! Papers the city gives, as PDF: values and fonts in, bytes out. Nothing is read, nothing is asked, and the same
//! values give the same bytes.
//!
//! [`Press`] sets the type. What a paper says is one struct per kind; how it looks stands in `templates/`. Values reach
//! a template as values, never as markup. Every PDF is PDF/A-2a (to be kept) and PDF/UA-1 (to be read aloud).

pub mod blank;
mod copy;
mod document;
mod ink;
mod notice;
mod press;
mod qr;
mod receipt;

pub use blank::Blank;
pub use copy::{Attached, Copy, Line, Section};
pub use document::{Contact, Document, Imprint};
pub use ink::Unprintable;
pub use notice::{Decision, Notice, Seal, Verify, Wording};
pub use press::{BadFonts, FONTS, Press};
pub use qr::svg as qr_svg;
pub use receipt::{Due, Receipt};
