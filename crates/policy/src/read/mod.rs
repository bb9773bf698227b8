//! Reads a pack: text in, typed policies or all located mistakes out.

use std::collections::BTreeMap;

use crate::{Catalogue, Mistake, Policies};

/// Reads all files of a pack, given by their path relative to the pack's folder.
///
/// Either every edition of the policy comes out, or every mistake found, sorted by file and line.
pub fn read(
    _files: &BTreeMap<String, String>,
    _catalogue: &Catalogue,
    _version: &str,
) -> Result<Policies, Vec<Mistake>> {
    Err(Vec::new())
}
