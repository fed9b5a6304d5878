//! Papers the city gives: values in, bytes out. Nothing is read, nothing is asked.

pub mod notice;

pub use notice::Notice;
