//! Word and name data for the rules, in the text files of this folder.

mod classes;
pub(super) mod gazetteer;
mod inflection;
pub(super) mod lexicon;
pub(super) mod lists;
mod table;
#[cfg(test)]
mod tests;
