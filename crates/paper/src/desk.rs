//! The desk a document is set on: the layout's files, the facts, the fonts and the day, and nothing else.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World, WorldExt};

use crate::press::Case;
use crate::{Place, PrintFailure, Remark, Template};

/// The name under which a layout reads the facts.
const FACTS: &str = "data.json";

/// Everything one document may see.
pub(crate) struct Desk<'a> {
    case: &'a Case,
    main: FileId,
    sources: HashMap<FileId, Source>,
    facts: (FileId, Bytes),
    today: Datetime,
}

impl<'a> Desk<'a> {
    pub(crate) fn lay(
        case: &'a Case,
        template: &Template,
        facts: Vec<u8>,
        today: Datetime,
    ) -> Result<Self, PrintFailure> {
        let mut sources = HashMap::new();
        for (name, text) in &template.files {
            let id = file(name)?;
            sources.insert(id, Source::new(id, text.clone()));
        }
        Ok(Self {
            case,
            main: file(&template.name)?,
            sources,
            facts: (file(FACTS)?, Bytes::new(facts)),
            today,
        })
    }

    /// What the typesetter found, with the place in the layout where it was found.
    pub(crate) fn remark(&self, found: &SourceDiagnostic) -> Remark {
        let hints = found.hints.iter().map(|hint| hint.v.to_string()).collect();
        Remark {
            place: self.place(found),
            message: found.message.to_string(),
            hints,
        }
    }

    fn place(&self, found: &SourceDiagnostic) -> Option<Place> {
        let id = found.span.id()?;
        let file = id.get().vpath().get_without_slash().to_string();
        let source = self.sources.get(&id)?;
        let start = self.range(found.span)?.start;
        let (line, column) = source.lines().byte_to_line_column(start)?;
        Some(Place {
            file,
            line: line + 1,
            column: column + 1,
        })
    }
}

fn file(name: &str) -> Result<FileId, PrintFailure> {
    let path = VirtualPath::new(name).map_err(|_| PrintFailure::Name { name: name.into() })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.case.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.case.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.facts.0 {
            return Ok(self.facts.1.clone());
        }
        self.source(id)
            .map(|source| Bytes::from_string(source.text().to_string()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.case.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
