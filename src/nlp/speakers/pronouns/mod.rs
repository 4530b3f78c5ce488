//! Pronouns whose sentence tells whom they mean, whatever the ranking of antecedents says.

mod according;
mod asked;
mod contacted;
mod signed;
