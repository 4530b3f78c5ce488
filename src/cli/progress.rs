//! The progress line of `annotate` on standard error, for a terminal.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::text::thousands;

/// How often the line is drawn at most, each second.
const REFRESH: u8 = 8;

/// The progress line; hidden if standard error is not a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    articles: u64,
    words: u64,
    since: Instant,
}

impl Progress {
    /// Creates the line, visible only if standard error is a terminal and the annotations go elsewhere. `total` is
    /// the number of articles, if known.
    pub(super) fn new(total: Option<u64>) -> Self {
        let seen = io::stderr().is_terminal() && !io::stdout().is_terminal() && total != Some(1);
        let target = if seen { ProgressDrawTarget::stderr_with_hz(REFRESH) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(total, target);
        let template = match total {
            Some(_) => "{wide_bar} {pos}/{len} articles{msg}",
            None => "{spinner} {pos} articles{msg}",
        };
        // An invalid template would be a bug of ours: the bar then has its default look.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        if seen {
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self { bar, articles: 0, words: 0, since: Instant::now() }
    }

    /// Adds finished articles and their number of words.
    pub(super) fn add(&mut self, articles: u64, words: u64) {
        self.articles += articles;
        self.words += words;
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(self.articles);
        let seconds = self.since.elapsed().as_secs_f64();
        if seconds > 0.5 {
            #[expect(clippy::cast_precision_loss, reason = "a speed to look at")]
            let speed = self.words as f64 / seconds;
            self.bar.set_message(format!(", {} words a second", thousands(speed)));
        }
    }

    /// Hides the line while something else writes to standard error.
    pub(super) fn aside<T>(&self, say: impl FnOnce() -> T) -> T {
        self.bar.suspend(say)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
