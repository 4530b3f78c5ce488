//! Written by `model/calibrate.py --write`; not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::confidence::Knots;

pub(super) const QUOTED: &Knots = &[(0.339, 0.575), (0.509, 0.654), (0.588, 0.867), (0.683, 0.908), (0.792, 0.920), (0.900, 0.937), (0.946, 0.973), (0.970, 0.973)];
pub(super) const REPORTED: &Knots = &[(0.199, 0.334), (0.288, 0.376), (0.346, 0.485), (0.421, 0.584), (0.495, 0.704), (0.569, 0.727), (0.683, 0.800), (0.769, 0.830), (0.808, 0.855), (0.887, 0.910)];
pub(super) const NOBODY: &Knots = &[(0.228, 0.149), (0.413, 0.356), (0.534, 0.478), (0.723, 0.538)];
