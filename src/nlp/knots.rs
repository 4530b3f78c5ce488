//! Written by `model/calibrate.py --write`; not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::confidence::Knots;

pub(super) const QUOTED: &Knots = &[(0.0, 0.0), (1.0, 1.0)];
pub(super) const REPORTED: &Knots = &[(0.0, 0.0), (1.0, 1.0)];
pub(super) const NOBODY: &Knots = &[(0.0, 0.0), (1.0, 1.0)];
