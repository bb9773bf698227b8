//! The names a pack defines, known before any row is understood, so that rows may refer to each other in any order.

use std::collections::{BTreeMap, BTreeSet};

use values::ClauseId;

use super::draft::Draft;
use super::row::{Field, Kind, Raw};
use crate::FactType;

/// Every name defined in one edition.
#[derive(Debug, Default)]
pub(super) struct Names {
    clauses: BTreeSet<ClauseId>,
    rows: BTreeMap<Kind, Vec<String>>,
    terms: BTreeMap<String, Vec<String>>,
    evidence: BTreeMap<String, Option<FactType>>,
}

impl Names {
    /// The names of an edition.
    pub(super) fn of(draft: &Draft) -> Self {
        let mut names = Self {
            clauses: draft.clauses.iter().map(|clause| clause.id).collect(),
            ..Self::default()
        };
        for row in &draft.rows {
            names.rows.entry(row.kind).or_default().push(row.id.clone());
            if row.kind == Kind::Vocabulary {
                let terms = row.fields.get("term").map(terms).unwrap_or_default();
                if row.id == "evidence" {
                    names.evidence = evidence(row.fields.get("term"));
                }
                names.terms.insert(row.id.clone(), terms);
            }
        }
        names
    }

    /// Whether the plan has that clause, or the clause whose lettered part it is.
    pub(super) fn has_clause(&self, id: ClauseId) -> bool {
        let whole = |known: &ClauseId| known.letter().is_none() && known.numbers().eq(id.numbers());
        self.clauses.contains(&id) || (id.letter().is_some() && self.clauses.iter().any(whole))
    }

    /// The plan's clauses, as text.
    pub(super) fn clauses(&self) -> Vec<String> {
        self.clauses.iter().map(ToString::to_string).collect()
    }

    /// The ids of rows of a kind, in order.
    pub(super) fn rows(&self, kind: Kind) -> Vec<&str> {
        self.rows
            .get(&kind)
            .map(|ids| ids.iter().map(String::as_str).collect())
            .unwrap_or_default()
    }

    /// The terms of a vocabulary, if there is such a vocabulary.
    pub(super) fn terms(&self, vocabulary: &str) -> Option<Vec<&str>> {
        self.terms
            .get(vocabulary)
            .map(|terms| terms.iter().map(String::as_str).collect())
    }

    /// Whether the pack declares that evidence, and its type if that is one the product knows.
    pub(super) fn evidence(&self, key: &str) -> Declared {
        match self.evidence.get(key) {
            Some(Some(gives)) => Declared::As(*gives),
            Some(None) => Declared::Unclear,
            None => Declared::Not,
        }
    }
}

/// Whether a pack declares evidence of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    /// It does, of this type.
    As(FactType),
    /// It does, of a type nobody knows, which is told where it is declared.
    Unclear,
    /// It does not.
    Not,
}

/// The ids of the terms in a vocabulary's `term` field.
fn terms(field: &Field) -> Vec<String> {
    elements(field)
        .filter_map(|term| text(term, "id").map(str::to_owned))
        .collect()
}

/// The declared types of evidence.
fn evidence(field: Option<&Field>) -> BTreeMap<String, Option<FactType>> {
    let typed = |term| {
        let gives = match text(term, "type").unwrap_or("presence") {
            "count" => Some(FactType::Count("")),
            "money" => Some(FactType::Money),
            "share" => Some(FactType::Share),
            "presence" => Some(FactType::Presence),
            _ => None,
        };
        Some((text(term, "id")?.to_owned(), gives))
    };
    field
        .map(|field| elements(field).filter_map(typed).collect())
        .unwrap_or_default()
}

/// The elements of a list.
fn elements(field: &Field) -> impl Iterator<Item = &Field> {
    match &field.raw {
        Raw::List(elements) => elements.iter(),
        _ => [].iter(),
    }
}

/// A text of a table.
fn text<'a>(table: &'a Field, name: &str) -> Option<&'a str> {
    match &table.raw {
        Raw::Table(fields) => match &fields.get(name)?.raw {
            Raw::Text(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
