//! One template per type of question.
