//! How a person is written to: the mail address, kept like every personal text, and how often; and the secret link of the
//! calendar feed.

use rusqlite::OptionalExtension;
use values::{Instant, PersonId};

use crate::account::number;
use crate::protected::{CALENDAR_LINK, CORRESPONDENCE};
use crate::{Cabinet, CabinetFault, secret};

/// How often a person wants mail. What the law asks to be served comes at once whatever is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Every notice when it comes.
    #[default]
    AtOnce,
    /// What came, once a day.
    Daily,
    /// None.
    Quiet,
}

impl Delivery {
    /// All.
    pub const ALL: [Delivery; 3] = [Delivery::AtOnce, Delivery::Daily, Delivery::Quiet];

    /// Its word.
    pub const fn key(self) -> &'static str {
        match self {
            Delivery::AtOnce => "at_once",
            Delivery::Daily => "daily",
            Delivery::Quiet => "quiet",
        }
    }

    /// The choice of that word.
    pub fn of(word: &str) -> Option<Delivery> {
        Delivery::ALL
            .into_iter()
            .find(|delivery| delivery.key() == word)
    }
}

/// How a person is written to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correspondence {
    /// The mail address, if one was given and not erased.
    pub address: Option<String>,
    /// How often.
    pub delivery: Delivery,
}

impl Cabinet {
    /// How a person is written to.
    pub fn correspondence(&self, person: PersonId) -> Result<Correspondence, CabinetFault> {
        let found = self
            .connection()
            .prepare_cached("SELECT address, delivery FROM correspondence WHERE person = ?1")?
            .query_row([number(person)], |row| {
                Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        let Some((reference, delivery)) = found else {
            return Ok(Correspondence::default());
        };
        // Mail must not be led elsewhere by a row somebody wrote by hand.
        let row = number(person).to_string();
        let stands = self.stands(&self.connection(), &CORRESPONDENCE, &row)?;
        let reference = reference.filter(|_| stands);
        let address = match reference {
            Some(reference) => self.personal(&reference)?,
            None => None,
        };
        Ok(Correspondence {
            address,
            delivery: Delivery::of(&delivery).unwrap_or_default(),
        })
    }

    /// Keeps how a person is written to; an address that is replaced or left out is erased.
    pub fn keep_correspondence(
        &self,
        person: PersonId,
        chosen: &Correspondence,
        at: Instant,
    ) -> Result<(), CabinetFault> {
        let old: Option<String> = self
            .connection()
            .query_row(
                "SELECT address FROM correspondence WHERE person = ?1",
                [number(person)],
                |row| row.get(0),
            )
            .optional()?
            .flatten();
        let kept = match &old {
            Some(reference) => self.personal(reference)?,
            None => None,
        };
        let reference = if kept == chosen.address {
            old
        } else {
            if let Some(old) = old {
                self.erase_personal(&old)?;
            }
            match &chosen.address {
                Some(address) => Some(self.keep_personal(address)?),
                None => None,
            }
        };
        self.connection().execute(
            "INSERT INTO correspondence (person, address, delivery, changed) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (person) DO UPDATE SET address = excluded.address, delivery = excluded.delivery, changed = excluded.changed",
            (number(person), reference, chosen.delivery.key(), at.second()),
        )?;
        Ok(())
    }

    /// Takes an address the cabinet keeps already, where the person has none.
    pub fn adopt_address(
        &self,
        person: PersonId,
        reference: &str,
        at: Instant,
    ) -> Result<(), CabinetFault> {
        self.connection().execute(
            "INSERT INTO correspondence (person, address, changed) VALUES (?1, ?2, ?3)
             ON CONFLICT (person) DO UPDATE SET address = coalesce(address, excluded.address)",
            (number(person), reference, at.second()),
        )?;
        Ok(())
    }

    /// Makes a person's calendar link anew and gives its secret, once; an earlier link opens nothing any more.
    pub fn make_calendar_link(
        &self,
        person: PersonId,
        at: Instant,
    ) -> Result<String, CabinetFault> {
        let secret = secret::fresh()?;
        self.connection().execute(
            "INSERT INTO calendar_link (person, digest, made) VALUES (?1, ?2, ?3)
             ON CONFLICT (person) DO UPDATE SET digest = excluded.digest, made = excluded.made",
            (number(person), secret::digest(&secret), at.second()),
        )?;
        Ok(secret)
    }

    /// Ends a person's calendar link.
    pub fn revoke_calendar_link(&self, person: PersonId) -> Result<bool, CabinetFault> {
        Ok(self.connection().execute(
            "DELETE FROM calendar_link WHERE person = ?1",
            [number(person)],
        )? == 1)
    }

    /// Since when a person has a calendar link.
    pub fn calendar_link(&self, person: PersonId) -> Result<Option<Instant>, CabinetFault> {
        let made: Option<i64> = self
            .connection()
            .query_row(
                "SELECT made FROM calendar_link WHERE person = ?1",
                [number(person)],
                |row| row.get(0),
            )
            .optional()?;
        Ok(made.and_then(Instant::from_second))
    }

    /// Whose calendar a secret opens.
    pub fn calendar_person(&self, secret: &str) -> Result<Option<PersonId>, CabinetFault> {
        let connection = self.connection();
        let person: Option<i64> = connection
            .prepare_cached("SELECT person FROM calendar_link WHERE digest = ?1")?
            .query_row([secret::digest(secret)], |row| row.get(0))
            .optional()?;
        let stands = match person {
            Some(person) => self.stands(&connection, &CALENDAR_LINK, &person.to_string())?,
            None => false,
        };
        Ok(person
            .filter(|_| stands)
            .map(|person| PersonId(person.unsigned_abs())))
    }
}
