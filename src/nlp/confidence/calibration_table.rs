//! Knots written by `python -m pullquote_model calibrate --write` (in `model/`); not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use crate::nlp::confidence::CalibrationTable;

pub(in crate::nlp) const QUOTED_NAME: &CalibrationTable = &[(0.252, 0.437), (0.408, 0.536), (0.538, 0.667), (0.638, 0.710), (0.718, 0.748), (0.773, 0.775), (0.833, 0.862), (0.929, 0.945), (0.971, 0.948), (0.977, 0.971), (0.986, 0.982)];
pub(in crate::nlp) const QUOTED_PRONOUN: &CalibrationTable = &[(0.377, 0.522), (0.619, 0.678), (0.738, 0.900), (0.826, 0.945), (0.874, 0.975)];
pub(in crate::nlp) const QUOTED_OTHER: &CalibrationTable = &[(0.219, 0.244), (0.331, 0.369), (0.418, 0.446), (0.519, 0.542), (0.589, 0.564), (0.656, 0.672), (0.764, 0.725), (0.860, 0.811), (0.922, 0.858)];
pub(in crate::nlp) const REPORTED_NAME: &CalibrationTable = &[(0.383, 0.611), (0.676, 0.876), (0.875, 0.888), (0.934, 0.905), (0.963, 0.955), (0.983, 0.994)];
pub(in crate::nlp) const REPORTED_PRONOUN: &CalibrationTable = &[(0.544, 0.776), (0.794, 0.963), (0.858, 0.994)];
pub(in crate::nlp) const REPORTED_OTHER: &CalibrationTable = &[(0.269, 0.415), (0.499, 0.586), (0.607, 0.764), (0.744, 0.815), (0.825, 0.843), (0.898, 0.874)];
pub(in crate::nlp) const DIALOGUE_NAME: &CalibrationTable = &[(0.283, 0.315), (0.535, 0.518), (0.740, 0.673), (0.862, 0.797), (0.908, 0.858), (0.930, 0.886), (0.947, 0.913), (0.960, 0.923), (0.971, 0.942), (0.982, 0.946)];
pub(in crate::nlp) const DIALOGUE_PRONOUN: &CalibrationTable = &[(0.229, 0.301), (0.378, 0.379), (0.450, 0.446), (0.526, 0.463), (0.604, 0.492), (0.669, 0.558), (0.726, 0.607), (0.779, 0.609), (0.821, 0.719), (0.855, 0.749), (0.879, 0.752), (0.905, 0.812), (0.927, 0.840), (0.946, 0.855), (0.968, 0.867)];
pub(in crate::nlp) const DIALOGUE_OTHER: &CalibrationTable = &[(0.141, 0.067), (0.253, 0.140), (0.361, 0.167), (0.420, 0.218), (0.479, 0.401), (0.576, 0.434), (0.844, 0.456)];
pub(in crate::nlp) const DIALOGUE_NOTHING: &CalibrationTable = &[(0.341, 0.236), (0.466, 0.447), (0.611, 0.482), (0.726, 0.484), (0.826, 0.496), (0.866, 0.611), (0.891, 0.629), (0.910, 0.667), (0.926, 0.708), (0.964, 0.726), (0.990, 0.999)];
pub(in crate::nlp) const NOBODY: &CalibrationTable = &[(0.353, 0.233), (0.645, 0.444), (0.864, 0.628)];
