//! Written by `model/calibrate.py --write`; not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::confidence::Knots;

pub(super) const QUOTED: &Knots = &[(0.239, 0.549), (0.414, 0.613), (0.529, 0.847), (0.616, 0.868), (0.723, 0.932), (0.862, 0.956), (0.961, 0.985)];
pub(super) const REPORTED: &Knots = &[(0.171, 0.348), (0.266, 0.474), (0.370, 0.513), (0.465, 0.681), (0.558, 0.719), (0.637, 0.720), (0.679, 0.824), (0.717, 0.837), (0.769, 0.875), (0.832, 0.889), (0.879, 0.889), (0.925, 0.967)];
pub(super) const NOBODY: &Knots = &[(0.283, 0.371), (0.696, 0.580)];
