//! The export: the whole register as lines of JSON that anyone can verify with tools of their own.
//!
//! Each line has one permitted spelling (names in this order, no spaces, nothing escaped that need not be), so every
//! byte of the file counts. `docs/register-format.md` describes it for readers without our program.

use std::io::Write;
use std::str::FromStr;

use seal::Digest;
use serde::{Deserialize, Serialize};

use crate::store::{AppendFailure, Store, StoreFault};
use crate::{Broken, Entry, Head, genesis};

/// The format's name, first thing in the file.
pub const FORMAT: &str = "lianchuang.register.1";
/// Entries read from the store at a time.
const BLOCK: u64 = 4096;

/// An export could not be written, read or taken over.
#[derive(Debug, thiserror::Error)]
pub enum ExportFault {
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The register did not take the entries.
    #[error(transparent)]
    Append(#[from] AppendFailure),
    /// The file could not be read or written.
    #[error("the export could not be read or written: {0}")]
    File(#[from] std::io::Error),
    /// A record is not text and cannot stand in the export.
    #[error("record {0} is not text and cannot be exported")]
    NotText(u64),
    /// The first line is not that of an export.
    #[error("header: {0}")]
    Header(&'static str),
    /// A record is bad.
    #[error("record {number}: {broken}")]
    Broken {
        /// The first bad record.
        number: u64,
        /// What is wrong with it.
        broken: Broken,
    },
    /// Only an empty register takes over an export.
    #[error("the register already holds {0} records; only an empty one takes over an export")]
    NotEmpty(u64),
}

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeaderLine {
    pub(crate) format: String,
    pub(crate) genesis: String,
    pub(crate) count: u64,
    pub(crate) head: String,
}

/// A record's line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordLine {
    number: u64,
    at_millis: i64,
    previous: String,
    digest: String,
    idempotency: Option<String>,
    payload: String,
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadLine {
    pub(crate) head: String,
}

impl HeaderLine {
    fn new(head: &Head) -> HeaderLine {
        HeaderLine {
            format: FORMAT.to_owned(),
            genesis: genesis().to_string(),
            count: head.number,
            head: head.to_string(),
        }
    }
}

impl RecordLine {
    fn new(entry: Entry) -> Result<RecordLine, ExportFault> {
        Ok(RecordLine {
            number: entry.number,
            at_millis: entry.at_millis,
            previous: entry.previous.to_string(),
            digest: entry.digest.to_string(),
            idempotency: entry.idempotency,
            payload: String::from_utf8(entry.payload)
                .map_err(|_| ExportFault::NotText(entry.number))?,
        })
    }

    /// The entry the line tells of; none where a digest is not written as one.
    pub(crate) fn into_entry(self) -> Option<Entry> {
        let digest = strictly::<Digest>;
        Some(Entry {
            number: self.number,
            at_millis: self.at_millis,
            previous: digest(&self.previous)?,
            digest: digest(&self.digest)?,
            idempotency: self.idempotency,
            payload: self.payload.into_bytes(),
        })
    }
}

/// What a text says, if it is spelt in the one permitted way.
pub(crate) fn strictly<T: FromStr + ToString>(text: &str) -> Option<T> {
    text.parse()
        .ok()
        .filter(|said: &T| said.to_string() == text)
}

/// The one spelling of a line.
pub(crate) fn spell(line: &impl Serialize) -> Result<Vec<u8>, ExportFault> {
    let mut bytes = serde_json::to_vec(line).map_err(std::io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes the register as it stands now; what is appended meanwhile is left out. It is written as found, not verified.
pub fn export(
    store: &impl Store,
    out: &mut impl Write,
    mut progress: impl FnMut(u64, u64),
) -> Result<Head, ExportFault> {
    let head = store.head()?;
    out.write_all(&spell(&HeaderLine::new(&head))?)?;
    let mut next = 1;
    while next <= head.number {
        let mut block = Vec::new();
        store.read(next, BLOCK, &mut |entry| block.push(entry))?;
        let Some(last) = block.last().map(|entry| entry.number) else {
            break;
        };
        for entry in block {
            if entry.number <= head.number {
                out.write_all(&spell(&RecordLine::new(entry)?)?)?;
            }
        }
        next = last + 1;
        progress(last.min(head.number), head.number);
    }
    let closing = HeadLine {
        head: head.to_string(),
    };
    out.write_all(&spell(&closing)?)?;
    out.flush()?;
    Ok(head)
}
