//! Documents the pack prints: which act gives rise to which, in which layout, numbered how.

use values::{Key, Words};

use crate::{Location, Numbering};

/// One document the pack can print.
#[derive(Debug, Clone)]
pub struct DocumentTemplate {
    /// Its name, for instance `decision`.
    pub key: Key,
    /// Its title.
    pub title: Words,
    /// The act whose record it prints.
    pub act: Key,
    /// The template file in the pack, for instance `documents/decision.typ`.
    pub template: String,
    /// The body in whose name it is issued (an authority's key).
    pub issuer: Key,
    /// How it is numbered.
    pub numbering: Option<Numbering>,
    /// Who may read it: `public`, `parties`.
    pub sight: Key,
    /// Fixed texts by name, in both languages, for the template.
    pub texts: Vec<(String, Words)>,
    /// Where it stands in the pack.
    pub at: Location,
}
