//! Written by `model/calibrate.py --write`; not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::confidence::Knots;

pub(super) const QUOTED: &Knots = &[(0.239, 0.485), (0.409, 0.655), (0.527, 0.719), (0.622, 0.889), (0.825, 0.955), (0.961, 0.985)];
pub(super) const REPORTED: &Knots = &[(0.168, 0.322), (0.296, 0.476), (0.396, 0.499), (0.457, 0.624), (0.550, 0.692), (0.632, 0.707), (0.671, 0.837), (0.708, 0.848), (0.797, 0.865), (0.879, 0.876), (0.924, 0.967)];
pub(super) const NOBODY: &Knots = &[(0.275, 0.323), (0.681, 0.551)];
