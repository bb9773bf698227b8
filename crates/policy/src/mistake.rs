//! A mistake in a pack: where it is, what was found, what is meant, what is allowed.

use std::sync::Arc;

/// A place in a pack file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, relative to the packs folder.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Length in characters of what is meant; 0 if the whole row.
    pub length: u32,
}

/// One mistake. All mistakes of a pack are reported at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub at: Location,
    /// The row it stands in, for instance `condition 3.1.2b`.
    pub row: String,
    /// The offending line as written.
    pub line: String,
    /// What is wrong, in a sentence.
    pub wrong: String,
    /// What was probably meant, if one thing is near.
    pub meant: Option<String>,
    /// What is allowed there.
    pub allowed: Option<String>,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}:{}  {}", self.at.file, self.at.line, self.row)?;
        if !self.line.is_empty() {
            writeln!(f, "    {}", self.line)?;
            let before = self.at.column.saturating_sub(1) as usize;
            let under = self.at.length.max(1) as usize;
            writeln!(f, "    {}{}", " ".repeat(before), "^".repeat(under))?;
        }
        write!(f, "    {}", self.wrong)?;
        if let Some(meant) = &self.meant {
            write!(f, " Did you mean {meant}?")?;
        }
        if let Some(allowed) = &self.allowed {
            write!(f, "\n    {allowed}")?;
        }
        Ok(())
    }
}
