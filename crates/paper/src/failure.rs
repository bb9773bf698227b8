//! What can go wrong when printing, said so that whoever wrote the layout finds the line.

use std::fmt;

/// A font that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontMistake {
    /// The file is not a font in a format that can be read (TTF, OTF, TTC).
    #[error("{file}: not a readable font (TTF, OTF or TTC)")]
    Unreadable {
        /// The name of the file.
        file: String,
    },
    /// The font's own licence bits forbid to embed it in a document, so it may not be used for documents.
    #[error("{file}: the font's licence bits forbid embedding it in documents")]
    EmbeddingForbidden {
        /// The name of the file.
        file: String,
    },
    /// No font was given at all.
    #[error("no font was given, nothing can be printed")]
    None,
    /// The folder or one of its files cannot be read.
    #[error("{file}: {cause}")]
    Folder {
        /// The folder or file.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// Why a document was not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintFailure {
    /// The layout is at fault: every remark names its file and line.
    #[error("{template} cannot be printed:\n{}", lines(.remarks))]
    Layout {
        /// The main file of the layout.
        template: String,
        /// What was found, each with its place.
        remarks: Vec<Remark>,
    },
    /// A file of the layout has a name that cannot be used.
    #[error("a layout file cannot be named {name:?}")]
    Name {
        /// The name given.
        name: String,
    },
    /// The day given does not exist for a document.
    #[error("a document cannot carry the date {0}")]
    Date(String),
}

/// One thing that is wrong in a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where, as far as it is known.
    pub place: Option<Place>,
    /// What is wrong.
    pub message: String,
    /// What may help.
    pub hints: Vec<String>,
}

/// A place in a layout file; lines and columns count from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        for hint in &self.hints {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

fn lines(remarks: &[Remark]) -> String {
    remarks
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}
