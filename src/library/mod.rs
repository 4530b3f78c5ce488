//! Layers 2 and 3: notes, corrections, and the library that stores them.

pub mod db;
pub mod notes;
