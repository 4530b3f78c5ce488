//! Corpora beside the checkout, which are other people's text and no part of it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A folder of corpora, or `None` where no corpora lie beside the checkout. A check that does without says so on the
/// standard error, past the capture of the test harness; `.ci/run` counts these lines. Where the corpora are there but
/// this folder is missing or empty, the check fails.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !all.exists() {
        let _ = writeln!(std::io::stderr(), "skipped: {name}: no corpora in {}", all.display());
        return None;
    }
    let folder = all.join(name);
    let full = std::fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
    assert!(full, "{} is missing or empty, though other corpora are there", folder.display());
    Some(folder)
}
