//! What a paper must and should be.
pub(crate) mod catalogue;
