//! Knots written by `python -m pullquote_model calibrate --write` (in `model/`); not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use crate::nlp::confidence::CalibrationTable;

pub(in crate::nlp) const QUOTED: &CalibrationTable = &[(0.320, 0.506), (0.517, 0.719), (0.626, 0.787), (0.708, 0.868), (0.777, 0.889), (0.838, 0.943), (0.894, 0.946), (0.955, 0.953), (0.983, 0.989)];
pub(in crate::nlp) const REPORTED: &CalibrationTable = &[(0.211, 0.355), (0.334, 0.413), (0.427, 0.462), (0.507, 0.543), (0.573, 0.548), (0.707, 0.712), (0.806, 0.771), (0.885, 0.856), (0.954, 0.931), (0.977, 0.968)];
pub(in crate::nlp) const NOBODY: &CalibrationTable = &[(0.276, 0.311), (0.556, 0.436), (0.701, 0.530), (0.882, 0.623)];
