//! A personal field shown in full: only to the office that handles the matter, for a reason in writing, once, and on record
//! before it is shown. The same for page, API and command line.

use acts::disclosure::{discloses, personal_fields};
use acts::{Recorded, World};
use audit::{Event, EventKind};
use cabinet::REFERENCE_PREFIX;
use values::{EntryNumber, masked};

use crate::app::{App, Visitor};

/// Fewest and most characters of a reason.
pub const REASON: std::ops::RangeInclusive<usize> = 4..=300;

/// A personal field as it stands before it is shown in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The act it was asked for in.
    pub act: values::Key,
    /// Its name in the act.
    pub field: &'static str,
    /// What everybody sees who sees the record.
    pub shown: String,
    reference: String,
}

impl Masked {
    /// The reference in the register.
    pub fn reference(&self) -> &str {
        &self.reference
    }
}

/// The personal fields of a record that the visitor may be shown in full, masked.
pub fn masked_fields(
    app: &App,
    world: &World,
    visitor: &Visitor,
    record: &Recorded,
) -> Vec<Masked> {
    if !discloses(world, app.rules(), visitor.actor, record, visitor.at) {
        return Vec::new();
    }
    personal_fields(record)
        .filter(|(_, reference)| reference.starts_with(REFERENCE_PREFIX))
        .filter_map(|(field, reference)| {
            Some(Masked {
                act: record.act.clone(),
                field: field.name,
                shown: masked(&app.personal(reference)?),
                reference: reference.to_owned(),
            })
        })
        .collect()
}

/// A field asked for in full: the event that must stand in the log before it is shown.
pub struct Asked {
    /// The record it stands in.
    pub record: Recorded,
    /// The field.
    pub masked: Masked,
    reason: String,
}

/// Why a field is not shown in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotShown {
    /// There is nothing there for this visitor.
    Absent,
    /// A reason in writing is wanted.
    ReasonWanted,
    /// Ours.
    Fault(String),
}

/// The field of a record, if the visitor may be shown it.
pub fn found(
    app: &App,
    visitor: &Visitor,
    number: u64,
    field: &str,
) -> Result<(Recorded, Masked), NotShown> {
    let world = app.world();
    let record = app
        .record(EntryNumber(number))
        .map_err(|cause| NotShown::Fault(format!("{cause:#}")))?
        .ok_or(NotShown::Absent)?;
    let fields = masked_fields(app, &world, visitor, &record);
    let found = fields.into_iter().find(|masked| masked.field == field);
    found.map(|masked| (record, masked)).ok_or(NotShown::Absent)
}

/// Looks at what was asked: the right first, so that nobody without it learns what is wanted.
pub fn asked(
    app: &App,
    visitor: &Visitor,
    number: u64,
    field: &str,
    reason: &str,
) -> Result<Asked, NotShown> {
    let (record, masked) = found(app, visitor, number, field)?;
    let reason = reason.trim();
    if !REASON.contains(&reason.chars().count()) {
        return Err(NotShown::ReasonWanted);
    }
    Ok(Asked {
        record,
        masked,
        reason: reason.to_owned(),
    })
}

impl Asked {
    /// What the log is told before anything is shown.
    pub fn event(&self, app: &App, visitor: &Visitor) -> Event {
        let object = format!(
            "{} {} {}/{}",
            self.record.number, self.record.subject, self.record.act, self.masked.field
        );
        let event = app.event(visitor, EventKind::PersonalUnmasked, object);
        event.counting(1).noting(self.reason.clone())
    }

    /// The text, once the log was told. It is read from the cabinet, and kept nowhere.
    pub fn text(&self, app: &App) -> Result<String, NotShown> {
        match app.cabinet.personal(&self.masked.reference) {
            Ok(Some(text)) => Ok(text),
            // Erased meanwhile.
            Ok(None) => Err(NotShown::Absent),
            Err(cause) => Err(NotShown::Fault(cause.to_string())),
        }
    }
}
