//! The tests live in the folders beside this file.
