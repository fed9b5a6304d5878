//! The post room: turns a letter into words and sends it. It decides nothing.

pub mod post;
pub mod slips;
pub mod words;

pub use post::{Post, PostError};
pub use slips::{Slip, SlipAbout};
pub use words::{About, Mail, Matter, write};
