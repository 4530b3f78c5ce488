//! Layers 2 to 4: notes, corrections, the library that stores them, and the feeds that fill it.

pub mod db;
pub mod follow;
pub mod notes;
