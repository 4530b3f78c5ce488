//! Layers 2 and 3: notes and corrections, and the library that keeps them.

pub mod db;
pub mod notes;
