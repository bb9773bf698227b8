//! Second factors of people: an authenticator app, passkeys, and codes on paper for the day both are lost.

use identity::totp::{SEED_BYTES, Seed};
use rusqlite::{OptionalExtension, Row, Transaction};
use seal::KeyProvider;
use values::{Instant, PersonId};

use crate::account::number;
use crate::protected::SECOND_FACTOR;
use crate::sealed::FACTOR_SECRET;
use crate::setup_code::{typed_code, typed_digest};
use crate::sign_in::Counted;
use crate::{Cabinet, CabinetFault, secret};

/// Codes on paper given at once.
const PAPER_CODES: usize = 10;
/// Groups of such a code.
const PAPER_GROUPS: usize = 2;

/// A kind of second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorKind {
    /// One-time codes of an authenticator app.
    App,
    /// A passkey.
    Passkey,
    /// A certificate, as a UKey holds one.
    Certificate,
}

impl FactorKind {
    /// Its name in the database and in words.
    pub fn key(self) -> &'static str {
        match self {
            FactorKind::App => "app",
            FactorKind::Passkey => "passkey",
            FactorKind::Certificate => "certificate",
        }
    }
}

/// A second factor as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Its number.
    pub id: i64,
    /// Its kind.
    pub kind: FactorKind,
    /// What its owner calls it.
    pub label: String,
    /// Since when.
    pub made: Option<Instant>,
    /// When it was last used.
    pub used: Option<Instant>,
}

/// What came of showing a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeShown {
    /// Right.
    Right,
    /// Wrong, used before, or not this person's.
    Wrong,
    /// Too many failures; open again from then.
    Locked(Instant),
}

/// A seed that waits for its first code.
#[derive(Debug)]
pub struct Offered {
    /// The number of the factor it becomes.
    pub id: i64,
    /// The seed, to be shown to its owner now.
    pub seed: Seed,
}

impl Cabinet {
    /// Offers a person a seed for an authenticator app; it counts once a code of it was right. An offer not taken before is
    /// taken back.
    pub fn offer_seed(
        &self,
        person: PersonId,
        issuer: &str,
        login: &str,
        at: Instant,
    ) -> Result<Offered, CabinetFault> {
        let mut bytes = [0_u8; SEED_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| CabinetFault::Randomness)?;
        let id = self.writing(|transaction, keys| {
            transaction.execute(
                "DELETE FROM second_factor WHERE person = ?1 AND proved IS NULL",
                [number(person)],
            )?;
            transaction.execute(
                "INSERT INTO second_factor (person, kind, label, secret, made) VALUES (?1, 'app', '', '', ?2)",
                (number(person), at.second()),
            )?;
            keep_secret(transaction, keys, &secret::hex(&bytes))
        })?;
        Ok(Offered {
            id,
            seed: Seed::new(bytes, issuer, login).map_err(CabinetFault::Seed)?,
        })
    }

    /// The seed offered and not yet proved.
    pub fn offered_seed(
        &self,
        person: PersonId,
        issuer: &str,
        login: &str,
    ) -> Result<Option<Offered>, CabinetFault> {
        let found = self
            .connection()
            .query_row(
                "SELECT id, secret FROM second_factor WHERE person = ?1 AND kind = 'app' AND proved IS NULL",
                [number(person)],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
            )
            .optional()?;
        found
            .map(|(id, secret)| {
                Ok(Offered {
                    id,
                    seed: self.seed(id, &secret, issuer, login)?,
                })
            })
            .transpose()
    }

    /// Takes the offered seed if the code is one of it.
    pub fn prove_seed(
        &self,
        person: PersonId,
        label: &str,
        code: &str,
        at: Instant,
    ) -> Result<CodeShown, CabinetFault> {
        let Some(offered) = self.offered_seed(person, "", "person")? else {
            return Ok(CodeShown::Wrong);
        };
        let Some(step) = offered.seed.step(code, at) else {
            return Ok(CodeShown::Wrong);
        };
        self.connection().execute(
            "UPDATE second_factor SET proved = ?2, label = ?3, last_step = ?4 WHERE id = ?1",
            (offered.id, at.second(), label, as_number(step)),
        )?;
        Ok(CodeShown::Right)
    }

    /// A person's second factors, in the order they were made. Codes on paper are none: they stand in for one.
    pub fn factors(&self, person: PersonId) -> Result<Vec<Factor>, CabinetFault> {
        let certificates = self.certificates(person)?;
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT id, kind, label, made, used FROM second_factor
             WHERE person = ?1 AND proved IS NOT NULL AND kind <> 'code' ORDER BY id",
        )?;
        let rows = statement.query_map([number(person)], |row: &Row| {
            Ok(Factor {
                id: row.get(0)?,
                kind: match row.get::<_, String>(1)?.as_str() {
                    "app" => FactorKind::App,
                    _ => FactorKind::Passkey,
                },
                label: row.get(2)?,
                made: Instant::from_second(row.get(3)?),
                used: row.get::<_, Option<i64>>(4)?.and_then(Instant::from_second),
            })
        })?;
        let mut factors: Vec<Factor> = rows.collect::<Result<_, _>>()?;
        factors.extend(certificates);
        Ok(factors)
    }

    /// Shows a code: of the app, or one on paper. Each is right once; failures are counted apart from those of the password.
    pub fn show_code(
        &self,
        person: PersonId,
        code: &str,
        at: Instant,
    ) -> Result<CodeShown, CabinetFault> {
        let counted = Counted::Second(person);
        if let Some(until) = self.locked(counted, at)? {
            return Ok(CodeShown::Locked(until));
        }
        if self.app_code(person, code, at)? || self.paper_code(person, code, at)? {
            self.forget_failures(counted)?;
            return Ok(CodeShown::Right);
        }
        self.count_failure(counted, at)?;
        Ok(CodeShown::Wrong)
    }

    fn app_code(&self, person: PersonId, code: &str, at: Instant) -> Result<bool, CabinetFault> {
        let seeds: Vec<(i64, String)> = {
            let connection = self.connection();
            let mut statement = connection.prepare_cached(
                "SELECT id, secret FROM second_factor WHERE person = ?1 AND kind = 'app' AND proved IS NOT NULL",
            )?;
            statement
                .query_map([number(person)], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?
        };
        for (id, secret) in seeds {
            if !self.stands(&self.connection(), &SECOND_FACTOR, &id.to_string())? {
                continue;
            }
            let Some(step) = self.seed(id, &secret, "", "person")?.step(code, at) else {
                continue;
            };
            // Two who send the same code at once: one of them moves the step on.
            let moved = self.connection().execute(
                "UPDATE second_factor SET last_step = ?2, used = ?3 WHERE id = ?1 AND (last_step IS NULL OR last_step < ?2)",
                (id, as_number(step), at.second()),
            )?;
            if moved == 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn paper_code(&self, person: PersonId, code: &str, at: Instant) -> Result<bool, CabinetFault> {
        let connection = self.connection();
        let found: Option<i64> = connection
            .query_row(
                "SELECT id FROM second_factor WHERE person = ?1 AND kind = 'code' AND secret = ?2 AND used IS NULL",
                (number(person), typed_digest(code)),
                |row| row.get(0),
            )
            .optional()?;
        let Some(id) = found else { return Ok(false) };
        if !self.stands(&connection, &SECOND_FACTOR, &id.to_string())? {
            return Ok(false);
        }
        let used = connection.execute(
            "UPDATE second_factor SET used = ?3 WHERE person = ?1 AND kind = 'code' AND secret = ?2 AND used IS NULL",
            (number(person), typed_digest(code), at.second()),
        )?;
        Ok(used == 1)
    }

    /// Gives a person fresh codes on paper, shown once; those given before end.
    pub fn make_paper_codes(
        &self,
        person: PersonId,
        at: Instant,
    ) -> Result<Vec<String>, CabinetFault> {
        let codes: Vec<String> = (0..PAPER_CODES)
            .map(|_| typed_code(PAPER_GROUPS))
            .collect::<Result<_, _>>()?;
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute(
            "DELETE FROM second_factor WHERE person = ?1 AND kind = 'code'",
            [number(person)],
        )?;
        for code in &codes {
            transaction.execute(
                "INSERT INTO second_factor (person, kind, label, secret, made, proved) VALUES (?1, 'code', '', ?2, ?3, ?3)",
                (number(person), typed_digest(code), at.second()),
            )?;
        }
        transaction.commit()?;
        Ok(codes)
    }

    /// How many codes on paper a person has left.
    pub fn paper_codes_left(&self, person: PersonId) -> Result<u32, CabinetFault> {
        Ok(self.connection().query_row(
            "SELECT count(*) FROM second_factor WHERE person = ?1 AND kind = 'code' AND used IS NULL",
            [number(person)],
            |row| row.get(0),
        )?)
    }

    /// Keeps a passkey a person's device made.
    pub fn add_passkey(
        &self,
        person: PersonId,
        label: &str,
        passkey: &str,
        at: Instant,
    ) -> Result<(), CabinetFault> {
        self.writing(|transaction, keys| {
            transaction.execute(
                "INSERT INTO second_factor (person, kind, label, secret, made, proved) VALUES (?1, 'passkey', ?2, '', ?3, ?3)",
                (number(person), label, at.second()),
            )?;
            keep_secret(transaction, keys, passkey)?;
            Ok(())
        })
    }

    /// A person's passkeys with their numbers.
    pub fn passkeys(&self, person: PersonId) -> Result<Vec<(i64, String)>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT id, secret FROM second_factor WHERE person = ?1 AND kind = 'passkey' ORDER BY id",
        )?;
        let rows = statement.query_map([number(person)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut passkeys = Vec::new();
        for row in rows {
            let (id, sealed): (i64, String) = row?;
            let row = id.to_string();
            if self.stands(&connection, &SECOND_FACTOR, &row)? {
                passkeys.push((id, FACTOR_SECRET.open(&*self.keys, &row, &sealed)?));
            }
        }
        Ok(passkeys)
    }

    /// Keeps a passkey as it is after it was used.
    pub fn used_passkey(&self, id: i64, passkey: &str, at: Instant) -> Result<(), CabinetFault> {
        self.writing(|transaction, keys| {
            let sealed = FACTOR_SECRET.seal(keys, &id.to_string(), passkey)?;
            transaction.execute(
                "UPDATE second_factor SET secret = ?2, used = ?3 WHERE id = ?1 AND kind = 'passkey'",
                (id, sealed, at.second()),
            )?;
            Ok(())
        })
    }

    fn seed(&self, id: i64, sealed: &str, issuer: &str, login: &str) -> Result<Seed, CabinetFault> {
        let secret = FACTOR_SECRET.open(&*self.keys, &id.to_string(), sealed)?;
        let bytes = secret::bytes(&secret).ok_or(CabinetFault::Randomness)?;
        Seed::new(bytes, issuer, login).map_err(CabinetFault::Seed)
    }

    /// Takes a second factor away from a person.
    pub fn remove_factor(&self, person: PersonId, id: i64) -> Result<bool, CabinetFault> {
        let connection = self.connection();
        let removed = if id < 0 {
            connection.execute(
                "DELETE FROM certificate WHERE person = ?1 AND id = ?2",
                (number(person), -id),
            )?
        } else {
            connection.execute(
                "DELETE FROM second_factor WHERE person = ?1 AND id = ?2",
                (number(person), id),
            )?
        };
        Ok(removed == 1)
    }

    /// Takes all second factors away, codes on paper included: for someone who lost them and shows in person who they are.
    pub fn remove_factors(&self, person: PersonId) -> Result<(), CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for table in ["second_factor", "certificate"] {
            transaction.execute(
                &format!("DELETE FROM {table} WHERE person = ?1"),
                [number(person)],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Encrypts the secret of the factor just added; only then its number is known, to which the secret is bound.
fn keep_secret(
    transaction: &Transaction,
    keys: &dyn KeyProvider,
    secret: &str,
) -> Result<i64, CabinetFault> {
    let id = transaction.last_insert_rowid();
    let sealed = FACTOR_SECRET.seal(keys, &id.to_string(), secret)?;
    transaction.execute(
        "UPDATE second_factor SET secret = ?2 WHERE id = ?1",
        (id, sealed),
    )?;
    Ok(id)
}

fn as_number(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}
