//! How a body handles a matter: who keeps it, how often it was urged, and whether its clock stands still. None of it gives or
//! takes a right.

use imbl::Vector;
use serde::{Deserialize, Serialize};
use values::{Date, EntryNumber, Key, PersonId};

use super::person::Body;

/// How a matter is handled.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Handling {
    /// Who keeps it, once it was handed to somebody.
    pub handler: Option<Handler>,
    /// How often it was urged in the stage it is in.
    pub urged: Option<Urged>,
    /// The record and the day that stopped the clock, and on which ground, while it stands still.
    pub stopped: Option<Stopped>,
    /// Times in which the clock stood still, in order.
    pub stops: Vector<Stop>,
}

/// Who keeps a matter for a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handler {
    /// The record.
    pub number: EntryNumber,
    /// Who.
    pub person: PersonId,
    /// For which body.
    pub body: Body,
}

/// That whose turn it is was urged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urged {
    /// The last record.
    pub number: EntryNumber,
    /// Its day.
    pub day: Date,
    /// How often, in this stage.
    pub times: u32,
}

/// That the clock stands still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// The record.
    pub number: EntryNumber,
    /// Since when; the day itself still counts.
    pub since: Date,
    /// Term of `suspension_ground`.
    pub ground: Key,
}

/// A time in which the clock stood still: the days after the first up to and including the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The day it stopped.
    pub from: Date,
    /// The day it went on.
    pub until: Date,
}

impl Handling {
    /// The case goes to another stage: nobody was urged there yet, and the clock goes on.
    pub fn moves_on(&mut self, day: Date) {
        self.urged = None;
        self.resume(day);
    }

    /// The clock goes on.
    pub fn resume(&mut self, day: Date) {
        if let Some(stopped) = self.stopped.take() {
            self.stops.push_back(Stop {
                from: stopped.since,
                until: day,
            });
        }
    }

    /// The times in which the clock stood still, as on a day on which it may still do.
    pub fn stops_until(&self, day: Date) -> impl Iterator<Item = (Date, Date)> {
        let over = self.stops.iter().map(|stop| (stop.from, stop.until));
        over.chain(self.stopped.as_ref().map(|stopped| (stopped.since, day)))
    }
}
