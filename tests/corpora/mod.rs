//! Finds the corpora beside the checkout. They are third-party text and not part of the repository.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Returns a folder of corpora, or `None` if there are no corpora beside the checkout. A skipped check is reported on
/// standard error, past the capture of the test harness; `.ci/run` counts these lines. If there are corpora but this
/// folder is missing or empty, the check fails.
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
