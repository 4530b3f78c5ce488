//! Written by `model/calibrate.py --write`; not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use super::confidence::Knots;

pub(super) const QUOTED: &Knots = &[(0.301, 0.485), (0.485, 0.740), (0.590, 0.783), (0.672, 0.868), (0.751, 0.889), (0.875, 0.958), (0.958, 0.974), (0.975, 0.985)];
pub(super) const REPORTED: &Knots = &[(0.188, 0.403), (0.340, 0.477), (0.454, 0.519), (0.518, 0.651), (0.644, 0.725), (0.741, 0.762), (0.781, 0.803), (0.851, 0.888), (0.921, 0.903), (0.954, 0.968)];
pub(super) const NOBODY: &Knots = &[(0.401, 0.362), (0.800, 0.629)];
