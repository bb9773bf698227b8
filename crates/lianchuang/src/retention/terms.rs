//! The terms: for each kind of personal text how many days it is kept after it is needed no more.

use std::fmt;
use std::str::FromStr;

/// A kind of personal text with a term of its own; `docs/personal-data.md` names the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// The name of somebody enrolled.
    Name,
    /// How to reach them.
    Contact,
    /// The name of who objected.
    ObjectorName,
    /// Where to answer them.
    ObjectorAddress,
    /// The mail address of whoever is written to.
    MailAddress,
    /// What was typed and not sent.
    Draft,
    /// What a person asked about their own data, and was answered.
    Request,
}

impl Kept {
    /// All, in the order of the register of personal data.
    pub const ALL: [Kept; 7] = [
        Kept::Name,
        Kept::Contact,
        Kept::ObjectorName,
        Kept::ObjectorAddress,
        Kept::MailAddress,
        Kept::Draft,
        Kept::Request,
    ];

    /// Its name: the field of an act or the column of the cabinet.
    pub fn key(self) -> &'static str {
        match self {
            Kept::Name => "person.enrol/name",
            Kept::Contact => "person.enrol/contact",
            Kept::ObjectorName => "objection.raise/name",
            Kept::ObjectorAddress => "objection.raise/address",
            Kept::MailAddress => "correspondence.address",
            Kept::Draft => "draft.fields",
            Kept::Request => "personal_request.text",
        }
    }

    /// The field's name within its act.
    pub fn field(self) -> &'static str {
        let key = self.key();
        key.rsplit_once('/').map_or(key, |(_, field)| field)
    }

    /// The days that hold where nothing is set: ten years for the names of who acted, three for objections after the decision and requests after their answer,
    /// half a year for how to reach somebody.
    fn days(self) -> i64 {
        match self {
            Kept::Name => 3650,
            Kept::ObjectorName | Kept::ObjectorAddress | Kept::Request => 1095,
            Kept::Contact | Kept::MailAddress | Kept::Draft => 180,
        }
    }
}

/// The days of every kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms([i64; Kept::ALL.len()]);

impl Default for Terms {
    fn default() -> Terms {
        Terms(Kept::ALL.map(Kept::days))
    }
}

impl Terms {
    /// The days of a kind.
    pub fn days(self, kept: Kept) -> i64 {
        Kept::ALL
            .iter()
            .zip(self.0)
            .find_map(|(one, days)| (*one == kept).then_some(days))
            .unwrap_or_else(|| kept.days())
    }
}

/// A text that names no term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0}: wanted a personal field and its days, such as person.enrol/contact=180, at least 1 and at most 36500"
)]
pub struct TermMistake(String);

impl FromStr for Terms {
    type Err = TermMistake;

    fn from_str(text: &str) -> Result<Terms, TermMistake> {
        let mut terms = Terms::default();
        let parts = text.split(',').map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            let mistake = || TermMistake(part.to_owned());
            let (key, days) = part.split_once('=').ok_or_else(mistake)?;
            let place = Kept::ALL.iter().position(|kept| kept.key() == key);
            let days = days.parse().ok().filter(|days| (1..=36_500).contains(days));
            terms.0[place.ok_or_else(mistake)?] = days.ok_or_else(mistake)?;
        }
        Ok(terms)
    }
}

impl fmt::Display for Terms {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (kept, days)) in Kept::ALL.iter().zip(self.0).enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(out, "{comma}{}={days}", kept.key())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    #[test]
    fn c15_every_term_stands_in_the_register_of_personal_data_and_can_be_set() {
        let document = include_str!("../../../../docs/personal-data.md");
        for kept in Kept::ALL {
            let begin = format!("| `{}` |", kept.key());
            let row = document.lines().find(|line| line.starts_with(&begin));
            let row = row.unwrap_or_else(|| panic!("{begin} is not registered"));
            let days = format!("{} days", kept.days());
            assert!(row.contains(&days), "{row} does not say {days}");
        }
        assert_eq!(Terms::default().to_string().parse(), Ok(Terms::default()));
        let set: Terms = "person.enrol/contact=30".parse().unwrap();
        assert_eq!((set.days(Kept::Contact), set.days(Kept::Name)), (30, 3650));
        for wrong in [
            "person.enrol/contact",
            "contact=3",
            "draft.fields=0",
            "draft.fields=-1",
        ] {
            assert!(wrong.parse::<Terms>().is_err(), "{wrong}");
        }
    }
}
