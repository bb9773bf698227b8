//! Rows as written: kind, id and fields, each with its own place, before anything is understood.

use std::collections::BTreeMap;

use values::ClauseId;

use crate::Location;

/// The kinds of rows a pack has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A body that acts.
    Authority,
    /// A list of terms.
    Vocabulary,
    /// A condition.
    Condition,
    /// A named value.
    Parameter,
    /// A stage of the procedure.
    Stage,
    /// A figure aimed at.
    Target,
    /// A printed document.
    Document,
    /// A list kept by somebody else.
    List,
}

impl Kind {
    /// All kinds, in the order they are told to the reader of a mistake.
    pub(super) const ALL: [Self; 8] = [
        Self::Condition,
        Self::Parameter,
        Self::Vocabulary,
        Self::Stage,
        Self::Target,
        Self::Document,
        Self::List,
        Self::Authority,
    ];

    /// The word that begins a row of this kind: `[[condition]]`.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Vocabulary => "vocabulary",
            Self::Condition => "condition",
            Self::Parameter => "parameter",
            Self::Stage => "stage",
            Self::Target => "target",
            Self::Document => "document",
            Self::List => "list",
        }
    }

    /// The kind that word begins.
    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Keys of such a row below which tables of their own may stand: `[[stage.opens]]`.
    pub(super) const fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Authority => &["names"],
            Self::Vocabulary => &["term"],
            Self::Condition => &["advice", "at_least", "at_most"],
            Self::Parameter => &["value"],
            Self::Stage => &["opens"],
            Self::Document => &["texts", "numbering"],
            Self::Target | Self::List => &[],
        }
    }
}

/// What was written for one key.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Where its name stands; for an element of a list, where the element stands.
    pub(super) name_at: Location,
    /// Where its value stands.
    pub(super) at: Location,
    /// The value as written.
    pub(super) raw: Raw,
}

/// Fields by name.
pub(super) type Fields = BTreeMap<String, Field>;

/// A value as written.
#[derive(Debug, Clone)]
pub(super) enum Raw {
    /// Text in quotes.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with decimals, as its digits.
    Decimal(String),
    /// `true` or `false`.
    Truth(bool),
    /// A day (or a time, which no row takes), as written.
    Day(String),
    /// A list.
    List(Vec<Field>),
    /// A table.
    Table(Fields),
}

impl Raw {
    /// What kind of thing was written, for a mistake.
    pub(super) const fn named(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Whole(_) => "a whole number",
            Self::Decimal(_) => "a number with decimals",
            Self::Truth(_) => "true or false",
            Self::Day(_) => "a day",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// A row as written.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its kind.
    pub(super) kind: Kind,
    /// Its id.
    pub(super) id: String,
    /// Where the id stands.
    pub(super) id_at: Location,
    /// Where the row begins.
    pub(super) at: Location,
    /// The clause whose heading it stands under.
    pub(super) under: Option<ClauseId>,
    /// Everything else it says.
    pub(super) fields: Fields,
}

impl Row {
    /// What a mistake in it is headed: `condition 1.2b`.
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.kind.word(), self.id)
    }
}

/// Changes to a row of the plan, written in a call.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// The kind of row.
    pub(super) kind: Kind,
    /// The row's id.
    pub(super) id: String,
    /// Where the id stands.
    pub(super) at: Location,
    /// The keys that change.
    pub(super) fields: Fields,
}

impl Change {
    /// What a mistake in it is headed.
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.kind.word(), self.id)
    }
}

/// Everything the rows below one heading say.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// New rows in order.
    pub(super) new: Vec<Row>,
    /// Changes to rows of the plan.
    pub(super) changes: Vec<Change>,
    /// Single tables and keys that are no rows, such as `[pack]` in `pack.toml`.
    pub(super) loose: Fields,
}
