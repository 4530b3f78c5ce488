//! The rules that mend the encoder’s names, one a file.

pub(in crate::nlp) mod abbreviations;
pub(in crate::nlp) mod company_suffixes;
pub(in crate::nlp) mod coordination;
pub(in crate::nlp) mod demonyms;
pub(in crate::nlp) mod hyphenation;
pub(in crate::nlp) mod mail_headers;
pub(in crate::nlp) mod signatures;
