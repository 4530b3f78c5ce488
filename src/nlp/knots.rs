//! Written by `model/calibrate.py --write`; not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::confidence::Knots;

pub(super) const QUOTED: &Knots = &[(0.307, 0.420), (0.540, 0.641), (0.681, 0.824), (0.755, 0.870), (0.851, 0.893), (0.940, 0.911), (0.976, 0.963), (0.990, 0.995)];
pub(super) const REPORTED: &Knots = &[(0.230, 0.269), (0.355, 0.341), (0.434, 0.401), (0.514, 0.462), (0.618, 0.516), (0.721, 0.594), (0.778, 0.682), (0.820, 0.727), (0.883, 0.811), (0.942, 0.841), (0.979, 0.895), (0.990, 0.980)];
pub(super) const NOBODY: &Knots = &[(0.310, 0.158), (0.509, 0.242), (0.620, 0.408), (0.823, 0.471)];
