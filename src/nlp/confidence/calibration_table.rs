//! Knots written by `python -m pullquote_model calibrate --write` (in `model/`); not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use crate::nlp::confidence::CalibrationTable;

pub(in crate::nlp) const QUOTED_NAME: &CalibrationTable = &[(0.251, 0.411), (0.404, 0.584), (0.533, 0.652), (0.683, 0.728), (0.786, 0.788), (0.849, 0.946), (0.941, 0.947), (0.978, 0.970), (0.986, 0.981)];
pub(in crate::nlp) const QUOTED_PRONOUN: &CalibrationTable = &[(0.394, 0.522), (0.634, 0.741), (0.744, 0.897), (0.830, 0.944), (0.876, 0.975)];
pub(in crate::nlp) const QUOTED_OTHER: &CalibrationTable = &[(0.176, 0.238), (0.272, 0.267), (0.343, 0.326), (0.433, 0.414), (0.529, 0.510), (0.603, 0.591), (0.733, 0.650), (0.820, 0.708), (0.870, 0.767), (0.919, 0.888)];
pub(in crate::nlp) const REPORTED_NAME: &CalibrationTable = &[(0.357, 0.567), (0.602, 0.786), (0.831, 0.835), (0.914, 0.840), (0.937, 0.933), (0.964, 0.953), (0.983, 0.992)];
pub(in crate::nlp) const REPORTED_PRONOUN: &CalibrationTable = &[(0.537, 0.744), (0.790, 0.964), (0.858, 0.994)];
pub(in crate::nlp) const REPORTED_OTHER: &CalibrationTable = &[(0.236, 0.453), (0.436, 0.484), (0.534, 0.609), (0.680, 0.812), (0.813, 0.859), (0.893, 0.867)];
pub(in crate::nlp) const DIALOGUE_NAME: &CalibrationTable = &[(0.293, 0.338), (0.557, 0.574), (0.760, 0.713), (0.870, 0.798), (0.911, 0.862), (0.932, 0.885), (0.947, 0.912), (0.958, 0.914), (0.963, 0.942), (0.971, 0.943), (0.982, 0.948)];
pub(in crate::nlp) const DIALOGUE_PRONOUN: &CalibrationTable = &[(0.173, 0.309), (0.289, 0.330), (0.382, 0.387), (0.495, 0.475), (0.610, 0.508), (0.674, 0.569), (0.756, 0.627), (0.824, 0.708), (0.857, 0.745), (0.881, 0.772), (0.906, 0.819), (0.927, 0.846), (0.947, 0.850), (0.968, 0.872)];
pub(in crate::nlp) const DIALOGUE_OTHER: &CalibrationTable = &[(0.140, 0.081), (0.257, 0.142), (0.370, 0.208), (0.431, 0.222), (0.565, 0.439), (0.843, 0.455)];
pub(in crate::nlp) const DIALOGUE_NOTHING: &CalibrationTable = &[(0.339, 0.229), (0.462, 0.425), (0.665, 0.482), (0.825, 0.486), (0.865, 0.597), (0.890, 0.605), (0.909, 0.652), (0.925, 0.697), (0.938, 0.721), (0.969, 0.728), (0.990, 0.999)];
pub(in crate::nlp) const NOBODY: &CalibrationTable = &[(0.371, 0.312), (0.656, 0.442), (0.870, 0.609)];
