//! Knots written by `python -m pullquote_model calibrate --write` (in `model/`); not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use crate::nlp::confidence::CalibrationTable;

pub(in crate::nlp) const QUOTED_NAME: &CalibrationTable = &[(0.247, 0.437), (0.410, 0.558), (0.526, 0.623), (0.628, 0.732), (0.744, 0.765), (0.834, 0.884), (0.922, 0.944), (0.967, 0.949), (0.983, 0.964)];
pub(in crate::nlp) const QUOTED_PRONOUN: &CalibrationTable = &[(0.389, 0.491), (0.619, 0.678), (0.738, 0.930), (0.824, 0.945), (0.874, 0.975)];
pub(in crate::nlp) const QUOTED_OTHER: &CalibrationTable = &[(0.172, 0.217), (0.257, 0.278), (0.324, 0.338), (0.419, 0.505), (0.520, 0.535), (0.588, 0.564), (0.657, 0.672), (0.731, 0.702), (0.793, 0.711), (0.859, 0.808), (0.922, 0.858)];
pub(in crate::nlp) const REPORTED_NAME: &CalibrationTable = &[(0.382, 0.611), (0.683, 0.880), (0.874, 0.887), (0.933, 0.908), (0.963, 0.955), (0.983, 0.994)];
pub(in crate::nlp) const REPORTED_PRONOUN: &CalibrationTable = &[(0.542, 0.776), (0.794, 0.963), (0.858, 0.994)];
pub(in crate::nlp) const REPORTED_OTHER: &CalibrationTable = &[(0.247, 0.454), (0.480, 0.485), (0.564, 0.704), (0.746, 0.844), (0.890, 0.876)];
pub(in crate::nlp) const DIALOGUE_NAME: &CalibrationTable = &[(0.282, 0.325), (0.536, 0.533), (0.740, 0.673), (0.862, 0.787), (0.908, 0.851), (0.930, 0.883), (0.947, 0.913), (0.957, 0.915), (0.967, 0.935), (0.975, 0.945), (0.982, 0.945)];
pub(in crate::nlp) const DIALOGUE_PRONOUN: &CalibrationTable = &[(0.175, 0.292), (0.285, 0.310), (0.377, 0.384), (0.449, 0.452), (0.525, 0.457), (0.603, 0.486), (0.669, 0.569), (0.726, 0.601), (0.779, 0.615), (0.821, 0.707), (0.867, 0.750), (0.905, 0.809), (0.927, 0.843), (0.947, 0.855), (0.968, 0.867)];
pub(in crate::nlp) const DIALOGUE_OTHER: &CalibrationTable = &[(0.145, 0.099), (0.255, 0.115), (0.364, 0.201), (0.425, 0.237), (0.482, 0.390), (0.551, 0.433), (0.760, 0.438), (0.846, 0.446)];
pub(in crate::nlp) const DIALOGUE_NOTHING: &CalibrationTable = &[(0.342, 0.237), (0.467, 0.454), (0.613, 0.477), (0.727, 0.482), (0.826, 0.497), (0.866, 0.617), (0.891, 0.624), (0.910, 0.668), (0.926, 0.704), (0.964, 0.725), (0.990, 0.999)];
pub(in crate::nlp) const NOBODY: &CalibrationTable = &[(0.347, 0.206), (0.654, 0.417), (0.863, 0.627)];
