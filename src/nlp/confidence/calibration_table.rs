//! Knots written by `python -m pullquote_model calibrate --write` (in `model/`); not to be edited by hand.
#![cfg_attr(rustfmt, rustfmt_skip)]

use crate::nlp::confidence::CalibrationTable;

pub(in crate::nlp) const QUOTED_NAME: &CalibrationTable = &[(0.252, 0.437), (0.408, 0.536), (0.538, 0.667), (0.637, 0.704), (0.745, 0.754), (0.834, 0.882), (0.929, 0.945), (0.971, 0.948), (0.977, 0.971), (0.986, 0.982)];
pub(in crate::nlp) const QUOTED_PRONOUN: &CalibrationTable = &[(0.389, 0.491), (0.627, 0.709), (0.737, 0.897), (0.828, 0.945), (0.876, 0.975)];
pub(in crate::nlp) const QUOTED_OTHER: &CalibrationTable = &[(0.175, 0.246), (0.266, 0.268), (0.333, 0.357), (0.416, 0.445), (0.512, 0.489), (0.584, 0.504), (0.689, 0.665), (0.795, 0.709), (0.859, 0.798), (0.922, 0.857)];
pub(in crate::nlp) const REPORTED_NAME: &CalibrationTable = &[(0.383, 0.611), (0.676, 0.876), (0.875, 0.888), (0.934, 0.905), (0.963, 0.955), (0.983, 0.994)];
pub(in crate::nlp) const REPORTED_PRONOUN: &CalibrationTable = &[(0.546, 0.808), (0.793, 0.964), (0.858, 0.995)];
pub(in crate::nlp) const REPORTED_OTHER: &CalibrationTable = &[(0.247, 0.453), (0.477, 0.547), (0.559, 0.609), (0.739, 0.844), (0.843, 0.859), (0.904, 0.870)];
pub(in crate::nlp) const DIALOGUE_NAME: &CalibrationTable = &[(0.283, 0.315), (0.536, 0.518), (0.741, 0.676), (0.862, 0.797), (0.908, 0.858), (0.930, 0.883), (0.947, 0.913), (0.960, 0.923), (0.971, 0.942), (0.982, 0.946)];
pub(in crate::nlp) const DIALOGUE_PRONOUN: &CalibrationTable = &[(0.171, 0.299), (0.283, 0.301), (0.376, 0.384), (0.449, 0.449), (0.526, 0.461), (0.603, 0.484), (0.668, 0.573), (0.751, 0.605), (0.822, 0.713), (0.855, 0.730), (0.879, 0.767), (0.905, 0.819), (0.927, 0.843), (0.946, 0.858), (0.967, 0.867)];
pub(in crate::nlp) const DIALOGUE_OTHER: &CalibrationTable = &[(0.141, 0.067), (0.254, 0.139), (0.360, 0.162), (0.420, 0.218), (0.479, 0.392), (0.574, 0.434), (0.843, 0.443)];
pub(in crate::nlp) const DIALOGUE_NOTHING: &CalibrationTable = &[(0.340, 0.233), (0.462, 0.436), (0.667, 0.482), (0.825, 0.490), (0.878, 0.620), (0.910, 0.662), (0.926, 0.702), (0.964, 0.725), (0.990, 0.999)];
pub(in crate::nlp) const NOBODY: &CalibrationTable = &[(0.377, 0.303), (0.661, 0.442), (0.870, 0.637)];
