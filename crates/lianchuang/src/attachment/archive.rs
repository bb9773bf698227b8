//! What an office document or OFD document may hold, told by the directory of its archive: nothing is unpacked.

use std::collections::HashSet;

use super::Kind;
use super::directory::{Entry, entries};

/// Most things packed in one document.
pub const ENTRIES: usize = 5_000;
/// Most bytes a document may expand to.
pub const EXPANDED: u64 = 200 * 1024 * 1024;
/// Most bytes one packed byte may stand for, once a document expands to more than the next.
pub const RATIO: u64 = 100;
/// Up to so many bytes nothing is said about how tightly they are packed.
const RATIO_FROM: u64 = 10 * 1024 * 1024;
/// Longest name told, in characters.
const NAME_TOLD: usize = 60;

/// Endings of archives, of documents that are archives, and of what runs.
const INSIDE: &[&str] = &[
    "zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "jar", "cab", "iso", "ofd", "docx",
    "docm", "pptx", "pptm", "xlsx", "xlsm", "xlsb", "odt", "ods", "odp",
];

/// Why an archive is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It does not fit together, or is cut short.
    Odd,
    /// It is an archive and no office document or OFD document.
    Plain,
    /// Too much is packed in it.
    Entries(usize),
    /// It expands to so many megabytes.
    Expands(u64),
    /// It is packed more tightly than documents are.
    Tight(u64),
    /// A name in it leads out of it.
    Path(String),
    /// Something in it is encrypted.
    Encrypted(String),
    /// Another archive is in it.
    Nested(String),
    /// It holds macros or controls that run.
    Macros(String),
}

/// The kind of document an archive is, if it is one that is taken.
pub fn kind(content: &[u8]) -> Result<Kind, Unfit> {
    let found = entries(content, ENTRIES).map_err(|_| Unfit::Odd)?;
    if found.len() > ENTRIES {
        return Err(Unfit::Entries(ENTRIES));
    }
    // Of two things of one name, one reader would take the first and another the last.
    let names: HashSet<&str> = found.iter().map(|entry| entry.name.as_str()).collect();
    if names.len() != found.len() {
        return Err(Unfit::Odd);
    }
    let mut expanded = 0_u64;
    let mut packed = 0_u64;
    for entry in &found {
        alone(entry)?;
        expanded += entry.size;
        packed += entry.packed;
    }
    if expanded > EXPANDED {
        return Err(Unfit::Expands(expanded.div_ceil(1024 * 1024)));
    }
    if expanded > RATIO_FROM && expanded / packed.max(1) > RATIO {
        return Err(Unfit::Tight(expanded / packed.max(1)));
    }
    let has = |name: &str| names.contains(name);
    if has("OFD.xml") {
        return Ok(Kind::Ofd);
    }
    let parts = [
        ("word/document.xml", Kind::Docx),
        ("xl/workbook.xml", Kind::Xlsx),
        ("ppt/presentation.xml", Kind::Pptx),
    ];
    let part = parts.into_iter().find(|(part, _)| has(part));
    part.filter(|_| has("[Content_Types].xml"))
        .map(|(_, kind)| kind)
        .ok_or(Unfit::Plain)
}

/// Whether one entry may be there.
fn alone(entry: &Entry) -> Result<(), Unfit> {
    let told = || entry.name.chars().take(NAME_TOLD).collect::<String>();
    let lower = entry.name.to_lowercase();
    let out = lower.starts_with(['/', '\\'])
        || lower.contains([':', '\0'])
        || lower.split(['/', '\\']).any(|part| part == "..");
    if out || lower.is_empty() {
        return Err(Unfit::Path(told()));
    }
    if entry.encrypted {
        return Err(Unfit::Encrypted(told()));
    }
    let file = lower.rsplit(['/', '\\']).next().unwrap_or_default();
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    if file.starts_with("vbaproject")
        || lower.contains("/activex/")
        || lower.contains("/macrosheets/")
    {
        return Err(Unfit::Macros(told()));
    }
    // A chart in a document or a slide carries its figures as a small workbook.
    let figures = ending == "xlsx" && lower.contains("/embeddings/");
    if INSIDE.contains(&ending) && !figures {
        return Err(Unfit::Nested(told()));
    }
    Ok(())
}
