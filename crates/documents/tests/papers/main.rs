//! Every paper is printed and read again.
#![expect(clippy::unwrap_used, reason = "what does not work here has failed")]

mod blanks;
mod kit;
mod notices;
mod sheets;
mod words;
