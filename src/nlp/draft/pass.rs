//! What the lists of passes hold.

/// One step of the engine.
#[derive(Clone, Copy, Debug)]
pub(in crate::nlp) struct Pass<F> {
    #[cfg_attr(not(test), expect(dead_code, reason = "documentation"))]
    pub(in crate::nlp) name: &'static str,
    /// One clause for the table in ARCHITECTURE.md.
    #[cfg_attr(not(test), expect(dead_code, reason = "documentation"))]
    pub(in crate::nlp) does: &'static str,
    /// Data that the pass reads.
    #[cfg_attr(not(test), expect(dead_code, reason = "documentation"))]
    pub(in crate::nlp) takes: &'static [&'static str],
    /// Data that the pass writes.
    #[cfg_attr(not(test), expect(dead_code, reason = "documentation"))]
    pub(in crate::nlp) gives: &'static [&'static str],
    pub(in crate::nlp) run: F,
}
