//! A chapter: headings with clause numbers, our reading in both languages, and rows in fenced TOML.

use values::{ClauseId, Words};

use super::prose::Prose;
use super::report::Report;
use super::row::Rows;
use super::source::Source;
use super::toml;
use crate::{Execution, Location};

/// A chapter as written.
#[derive(Debug, Clone, Default)]
pub(super) struct ChapterText {
    /// The chapter's own heading.
    pub(super) title: Option<Words>,
    /// Clauses in order.
    pub(super) clauses: Vec<ClauseText>,
    /// Rows in order.
    pub(super) rows: Rows,
}

/// A clause as written.
#[derive(Debug, Clone)]
pub(super) struct ClauseText {
    /// Its number.
    pub(super) id: ClauseId,
    /// Its heading in both languages; a call may name a clause of the plan by its number alone.
    pub(super) title: Option<Words>,
    /// Our reading in both languages, as far as written.
    pub(super) reading: Words,
    /// Why it has no rows, if it says so.
    pub(super) marker: Option<Execution>,
    /// Digest of the official sentence it was written against.
    pub(super) fingerprint: Option<String>,
    /// The heading's place.
    pub(super) at: Location,
}

/// Whether a file states the plan or changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A chapter of the plan: every heading has its words.
    Plan,
    /// A call laid over the plan: a heading may be only the number of the clause it changes.
    Call,
}

/// Reads a chapter, beginning with that line (counted from 0).
pub(super) fn chapter(
    source: &Source,
    first_line: usize,
    role: Role,
    report: &mut Report<'_>,
) -> ChapterText {
    let mut reading = Reading {
        source,
        role,
        report,
        chapter: ChapterText::default(),
        prose: Prose::default(),
    };
    let mut fence: Option<Fence> = None;
    for (index, (start, line)) in source.lines().enumerate().skip(first_line) {
        let line_number = index + 1;
        match &fence {
            Some(open) if line.trim() == "```" => {
                let bytes = open.from..start;
                if open.rows {
                    reading.rows(bytes);
                }
                fence = None;
            }
            // A heading with a clause's number stands in no row: the block was left open above it.
            Some(open) if is_heading(line) => {
                let bytes = open.from..start;
                reading.no_end(open.line);
                if open.rows {
                    reading.rows(bytes);
                }
                fence = None;
                reading.heading(line_number, line);
            }
            Some(_) => {}
            None if line.trim_start().starts_with("```") => {
                let from = start + line.len() + 1;
                let rows = line.trim() == "```toml";
                fence = Some(Fence {
                    line: line_number,
                    from,
                    rows,
                });
            }
            None if line.starts_with('#') => reading.heading(line_number, line),
            None => reading.prose_line(line_number, line),
        }
    }
    if let Some(open) = fence {
        reading.no_end(open.line);
        if open.rows {
            reading.rows(open.from..source.text.len());
        }
    }
    reading.close_clause();
    reading.chapter
}

/// An open block.
struct Fence {
    line: usize,
    from: usize,
    rows: bool,
}

/// A chapter while it is read.
struct Reading<'r, 'm> {
    source: &'r Source,
    role: Role,
    report: &'r mut Report<'m>,
    chapter: ChapterText,
    prose: Prose,
}

impl Reading<'_, '_> {
    /// Rows below the present heading.
    fn rows(&mut self, bytes: std::ops::Range<usize>) {
        let under = self.chapter.clauses.last().map(|clause| clause.id);
        let found = toml::rows(self.source, bytes, under, self.report);
        toml::nothing_loose(&found.loose, self.report);
        if self.role == Role::Plan {
            for change in &found.changes {
                let wrong = "Only a call changes a row; the plan states it once.";
                self.report.add(&change.at, &change.label(), wrong).allowed =
                    Some(format!("A new row begins with [[{}]].", change.kind.word()));
            }
        }
        self.chapter.rows.new.extend(found.new);
        self.chapter.rows.changes.extend(found.changes);
    }

    /// Notes a block that was left open.
    fn no_end(&mut self, line: usize) {
        let at = self.source.at_line(line);
        let wrong = "This block of rows has no end.";
        self.report.add(&at, "chapter", wrong).allowed =
            Some("A block begins with ```toml and ends with ``` on lines of their own.".to_owned());
    }

    /// A heading: the chapter's own, or a clause's.
    fn heading(&mut self, line_number: usize, line: &str) {
        self.close_clause();
        let at = self.source.at_line(line_number);
        let level = line.chars().take_while(|&letter| letter == '#').count();
        let text = line.trim_start_matches('#').trim();
        let (number, words) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let id = number.parse::<ClauseId>().ok();
        if level == 1 {
            let words = if id.is_some() { words } else { text };
            self.chapter.title = self.title(words, &at, "chapter");
        }
        match id {
            Some(id) => {
                let label = format!("clause {id}");
                let title = match (level, &self.chapter.title) {
                    (1, title) => title.clone(),
                    _ if words.trim().is_empty() && self.role == Role::Call => None,
                    _ => self.title(words, &at, &label),
                };
                self.chapter.clauses.push(ClauseText {
                    id,
                    title,
                    reading: Words::default(),
                    marker: None,
                    fingerprint: None,
                    at,
                });
            }
            None if level > 1 => {
                let wrong = format!("A heading begins with the clause's number, not {number:?}.");
                self.report.add(&at, "chapter", wrong).allowed =
                    Some("Write: ## 1.2 标题 · Title".to_owned());
            }
            None => {}
        }
    }

    /// The words of a heading in both languages.
    fn title(&mut self, text: &str, at: &Location, label: &str) -> Option<Words> {
        let (zh, en) = text.split_once('·').unwrap_or((text, ""));
        let missing = match (zh.trim(), en.trim()) {
            ("", _) => "Chinese",
            (_, "") => "English",
            (zh, en) => return Some(Words::new(zh, en)),
        };
        let wrong = format!("The heading has no {missing} words.");
        self.report.add(at, label, wrong).allowed =
            Some("A heading has both languages with a dot between: ## 1.2 标题 · Title".to_owned());
        None
    }

    /// A line of text below a heading.
    fn prose_line(&mut self, line_number: usize, line: &str) {
        if let Some((name, text)) = marker(line) {
            self.marker(line_number, name, text);
        } else {
            self.prose.line(line);
        }
    }

    /// A line that says what becomes of the clause, or its fingerprint.
    fn marker(&mut self, line_number: usize, name: &str, text: &str) {
        let at = self.source.at_line(line_number);
        let Some(clause) = self.chapter.clauses.last_mut() else {
            let wrong = format!("`{name}:` stands under no clause.");
            self.report.add(&at, "chapter", wrong);
            return;
        };
        let label = format!("clause {}", clause.id);
        if name == "fingerprint" {
            clause.fingerprint = Some(text.to_owned());
            return;
        }
        let (zh, en) = text.split_once(['|', '｜']).unwrap_or((text, ""));
        let (zh, en) = (zh.trim(), en.trim());
        if zh.is_empty() || en.is_empty() {
            let missing = if zh.is_empty() { "Chinese" } else { "English" };
            let wrong = format!("`{name}:` has no {missing} words.");
            self.report.add(&at, &label, wrong).allowed =
                Some(format!("Write: {name}: 中文 | English"));
        }
        let words = Words::new(zh, en);
        let execution = match name {
            "judged" => Execution::Judged(words),
            "outside" => Execution::Outside(words),
            _ => Execution::Aspiration(words),
        };
        if clause.marker.replace(execution).is_some() {
            let wrong = "The clause says twice what becomes of it.";
            self.report.add(&at, &label, wrong);
        }
    }

    /// Gives the text read so far to the clause it stands under.
    fn close_clause(&mut self) {
        let reading = std::mem::take(&mut self.prose).finish();
        if let Some(clause) = self.chapter.clauses.last_mut() {
            clause.reading = reading;
        }
    }
}

/// Whether a line is the heading of a clause.
fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    let number = text.split_whitespace().next().unwrap_or("");
    (line.starts_with("## ") || line.starts_with("### ")) && number.parse::<ClauseId>().is_ok()
}

/// The name and the rest of a marker line.
fn marker(line: &str) -> Option<(&'static str, &str)> {
    ["judged", "outside", "aspiration", "fingerprint"]
        .into_iter()
        .find_map(|name| {
            let rest = line.trim_start().strip_prefix(name)?;
            let text = rest.strip_prefix(':').or_else(|| rest.strip_prefix('：'))?;
            Some((name, text.trim()))
        })
}
