//! The text of a pack's files, and places in it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::Location;

/// One file of the pack as text, with the beginnings of its lines.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Its path relative to the pack's folder.
    pub(super) file: Arc<str>,
    /// Everything in it.
    pub(super) text: Arc<str>,
    line_starts: Arc<[usize]>,
}

impl Source {
    /// A file with its text.
    pub(super) fn new(file: &str, text: &str) -> Self {
        // Some editors begin a file with an invisible mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Self {
            file: Arc::from(file),
            text: Arc::from(text),
            line_starts: starts.collect(),
        }
    }

    /// The place of a stretch of bytes; a stretch over several lines counts to the end of the first.
    pub(super) fn at(&self, bytes: Range<usize>) -> Location {
        let index = self
            .line_starts
            .partition_point(|&start| start <= bytes.start)
            .saturating_sub(1);
        let start = self.line_starts.get(index).copied().unwrap_or(0);
        let line = self.line(index);
        let characters = |from: usize, to: usize| {
            self.text
                .get(from..to)
                .map_or(0, |part| part.chars().count())
        };
        let end = bytes.end.min(start + line.len());
        Location {
            file: Arc::clone(&self.file),
            line: small(index + 1),
            column: small(characters(start, bytes.start) + 1),
            length: small(characters(bytes.start, end)),
        }
    }

    /// The whole line, counted from 1.
    pub(super) fn at_line(&self, number: usize) -> Location {
        let line = self.line(number.saturating_sub(1));
        let indent = line.len() - line.trim_start().len();
        let start = self
            .line_starts
            .get(number.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        self.at(start + indent..start + line.trim_end().len().max(indent))
    }

    /// The line a place stands on, as written.
    pub(super) fn line_of(&self, at: &Location) -> &str {
        self.line((at.line as usize).saturating_sub(1))
    }

    /// The line of that index, without its end.
    fn line(&self, index: usize) -> &str {
        let start = self
            .line_starts
            .get(index)
            .copied()
            .unwrap_or(self.text.len());
        let end = self
            .line_starts
            .get(index + 1)
            .map_or(self.text.len(), |next| next - 1);
        self.text
            .get(start..end)
            .unwrap_or("")
            .trim_end_matches('\r')
    }

    /// The lines with the byte at which each begins.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.line_starts
            .iter()
            .enumerate()
            .map(|(index, &start)| (start, self.line(index)))
    }
}

/// Lines and columns are small; a file beyond that is shown at its last countable place.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// All files of a pack by path.
#[derive(Debug)]
pub(super) struct Sources(BTreeMap<String, Source>);

impl Sources {
    /// The pack's files.
    pub(super) fn new(files: &BTreeMap<String, String>) -> Self {
        Self(
            files
                .iter()
                .map(|(file, text)| (file.clone(), Source::new(file, text)))
                .collect(),
        )
    }

    /// The file of that path.
    pub(super) fn get(&self, file: &str) -> Option<&Source> {
        self.0.get(file)
    }

    /// Files directly in a folder with that ending, in the order of their names.
    pub(super) fn within<'a>(
        &'a self,
        folder: &'a str,
        ending: &'a str,
    ) -> impl Iterator<Item = &'a Source> {
        self.0.iter().filter_map(move |(file, source)| {
            let name = file.strip_prefix(folder)?;
            (name.ends_with(ending) && !name.contains('/')).then_some(source)
        })
    }

    /// The line a place stands on, as written.
    pub(super) fn line_at(&self, at: &Location) -> &str {
        self.get(&at.file).map_or("", |source| source.line_of(at))
    }
}
