//! Signed daily heads: number and digest of the last record of a chain, signed once a day and told to everybody, so that a tail cut off or a
//! chain made anew behind them can be named by whoever kept one.

use std::fmt::Write as _;

use register::{Broken, Digest, Head};
use rusqlite::{OptionalExtension, Row};
use seal::PublicKey;
use values::{Date, parse_date};

use crate::store::signed as number;
use crate::{AuditFault, AuditStore};

/// Which chain a head is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chain {
    /// The register of acts.
    Register,
    /// This log.
    Audit,
}

impl Chain {
    /// Both.
    pub const ALL: [Chain; 2] = [Chain::Register, Chain::Audit];

    /// Its name in what is signed, in the log and in words.
    pub const fn key(self) -> &'static str {
        match self {
            Chain::Register => "register",
            Chain::Audit => "audit",
        }
    }
}

/// A head as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// Of which chain.
    pub chain: Chain,
    /// On which day.
    pub day: Date,
    /// The head.
    pub head: Head,
    /// The id of the key that signed it.
    pub key: String,
    /// The public half of that key, as it was kept with the signature.
    pub public: PublicKey,
    /// The signature (SM2, DER).
    pub signature: Vec<u8>,
}

/// What is wrong with a signed head, or with the chain it was signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadFault {
    /// The signature is none of that key.
    Signature,
    /// It was kept with another public key than the keys here have under its name.
    OtherKey,
    /// The chain is not the one the head was signed for.
    Chain(Broken),
}

/// The text a head is signed as: one line, so that anybody can write it down and verify it.
pub fn signed_text(chain: Chain, day: Date, head: &Head) -> String {
    format!("lianchuang.head.1 {} {day} {head}", chain.key())
}

impl SignedHead {
    /// The text that was signed.
    pub fn text(&self) -> String {
        signed_text(self.chain, self.day, &self.head)
    }

    /// The signature in hexadecimal digits.
    pub fn signature_hex(&self) -> String {
        self.signature.iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Whether it is a signature of its key, and of the key known here under that name, if one is.
    pub fn proves(&self, known: Option<&PublicKey>) -> Result<(), HeadFault> {
        if known.is_some_and(|known| *known != self.public) {
            return Err(HeadFault::OtherKey);
        }
        if self
            .public
            .verifies(self.text().as_bytes(), &self.signature)
        {
            Ok(())
        } else {
            Err(HeadFault::Signature)
        }
    }

    /// Whether a chain that is whole up to its end holds this head; `stands` is the digest that stands at its number now, if any does.
    pub fn held(&self, end: &Head, stands: Option<Digest>) -> Result<(), HeadFault> {
        let found = match stands {
            _ if self.head.number > end.number => *end,
            Some(digest) if digest != self.head.digest => Head {
                number: self.head.number,
                digest,
            },
            // What was removed behind a checkpoint can no longer be seen; the checkpoint stands for it.
            _ => return Ok(()),
        };
        Err(HeadFault::Chain(Broken::Tail {
            kept: self.head,
            found,
        }))
    }
}

const COLUMNS: &str = "chain, day, number, digest, key, public, signature";

fn read(row: &Row) -> rusqlite::Result<Option<SignedHead>> {
    let chain: String = row.get(0)?;
    let day: String = row.get(1)?;
    let public: String = row.get(5)?;
    let (Some(chain), Ok(day), Ok(public)) = (
        Chain::ALL.into_iter().find(|it| it.key() == chain),
        parse_date(&day),
        public.parse(),
    ) else {
        return Ok(None);
    };
    Ok(Some(SignedHead {
        chain,
        day,
        head: Head {
            number: row.get::<_, i64>(2)?.unsigned_abs(),
            digest: Digest::from_bytes(row.get::<_, [u8; 32]>(3)?),
        },
        key: row.get(4)?,
        public,
        signature: row.get(6)?,
    }))
}

impl AuditStore {
    /// Keeps a signed head; the first of a chain and day stays. False if there was one.
    pub fn keep_signed(&mut self, signed: &SignedHead) -> Result<bool, AuditFault> {
        let added = self.connection.execute(
            &format!(
                "INSERT INTO signed_head ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING"
            ),
            (
                signed.chain.key(),
                signed.day.to_string(),
                number(signed.head.number),
                signed.head.digest.as_bytes(),
                &signed.key,
                signed.public.to_string(),
                &signed.signature,
            ),
        )?;
        Ok(added == 1)
    }

    /// The signed heads of a chain, the newest first; none where the log was not opened for writing since there are any.
    pub fn signed_heads(&self, chain: Chain, limit: usize) -> Result<Vec<SignedHead>, AuditFault> {
        let there = self
            .connection
            .prepare("SELECT 1 FROM sqlite_schema WHERE name = 'signed_head'")?
            .exists([])?;
        if !there {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare(&format!(
            "SELECT {COLUMNS} FROM signed_head WHERE chain = ?1 ORDER BY day DESC LIMIT ?2"
        ))?;
        let rows = statement.query_map(
            (chain.key(), i64::try_from(limit).unwrap_or(i64::MAX)),
            read,
        )?;
        let mut heads = Vec::new();
        for (at, row) in (0_u64..).zip(rows) {
            heads.push(row?.ok_or(AuditFault::Unreadable(at))?);
        }
        Ok(heads)
    }

    /// The digest of the event of that number, if it is there.
    pub fn digest_at(&self, event: u64) -> Result<Option<Digest>, AuditFault> {
        let digest: Option<[u8; 32]> = self
            .connection
            .query_row(
                "SELECT digest FROM event WHERE number = ?1",
                [number(event)],
                |row| row.get(0),
            )
            .optional()?;
        Ok(digest.map(Digest::from_bytes))
    }
}
