//! Written by `model/calibrate.py --write`; not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::confidence::Knots;

pub(super) const QUOTED: &Knots = &[(0.301, 0.527), (0.474, 0.655), (0.583, 0.804), (0.673, 0.846), (0.749, 0.910), (0.887, 0.953), (0.971, 0.974), (0.981, 0.975)];
pub(super) const REPORTED: &Knots = &[(0.241, 0.385), (0.419, 0.550), (0.519, 0.601), (0.644, 0.720), (0.746, 0.765), (0.782, 0.829), (0.852, 0.879), (0.920, 0.904), (0.954, 0.968)];
pub(super) const NOBODY: &Knots = &[(0.255, 0.321), (0.558, 0.402), (0.799, 0.575)];
