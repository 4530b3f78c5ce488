//! What `pullquote --version` prints: all that a report of a fault needs.

use std::sync::LazyLock;

use crate::nlp::Engine;

/// The commit that the program was built from. The release script and packages set it.
const COMMIT: Option<&str> = option_env!("PULLQUOTE_COMMIT");

static LONG: LazyLock<String> = LazyLock::new(|| {
    let features = [
        ("epub", cfg!(feature = "epub")),
        ("net", cfg!(feature = "net")),
        ("pdf", cfg!(feature = "pdf")),
        ("pictures", cfg!(feature = "pictures")),
    ];
    let features: Vec<&str> = features.into_iter().filter_map(|(name, on)| on.then_some(name)).collect();
    format!(
        "{}\ncommit: {}\nplatform: {} {}\nfeatures: {}\nengine: {}, {}\nprocessor: {}",
        env!("CARGO_PKG_VERSION"),
        COMMIT.unwrap_or("not recorded in this build"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        if features.is_empty() { "none".to_owned() } else { features.join(", ") },
        Engine::new().version(),
        Engine::rules().version(),
        Engine::instructions().join(", "),
    )
});

/// The text after the program's name.
pub(super) fn long() -> &'static str {
    &LONG
}
