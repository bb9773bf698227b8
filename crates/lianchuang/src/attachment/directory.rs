//! The directory of a ZIP archive (APPNOTE 6.3, sections 4.3.12 and 4.3.16), and nothing of what is packed: names, sizes, whether it is
//! encrypted, where it lies. What does not fit together is odd, and an odd archive is none.

/// The end of the directory, without its comment.
const END: usize = 22;
/// Longest comment behind it.
const COMMENT: usize = 65_535;
/// An entry, without its name, extra field and comment.
const ENTRY: usize = 46;
/// The header before an entry's content, without name and extra field.
const LOCAL: usize = 30;

/// Something packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with strokes as they stand.
    pub name: String,
    /// Its size once unpacked, as the directory says.
    pub size: u64,
    /// Its size as it is packed.
    pub packed: u64,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Where its header is.
    from: u64,
    /// How long its header is, at least.
    head: u64,
}

/// The archive does not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odd;

/// The entries of an archive, in the order of its directory; at most so many and one more.
pub fn entries(bytes: &[u8], most: usize) -> Result<Vec<Entry>, Odd> {
    let end = end(bytes).ok_or(Odd)?;
    let number = |at: usize| u16_at(bytes, end + at).map(usize::from);
    let (disk, first, here, all) = (number(4)?, number(6)?, number(8)?, number(10)?);
    let length = u32_at(bytes, end + 12)? as usize;
    let from = u32_at(bytes, end + 16)? as usize;
    // Several disks, the larger form for archives above 4 GB, and a directory that is not just before its end are nothing office
    // programs write in a file of this size.
    let placed = from.checked_add(length) == Some(end);
    if disk != 0 || first != 0 || here != all || all == usize::from(u16::MAX) || !placed {
        return Err(Odd);
    }
    let mut found = Vec::new();
    let mut at = from;
    while at < end && found.len() <= most {
        let (entry, next) = entry(bytes, at, from)?;
        found.push(entry);
        at = next;
    }
    if found.len() <= most && (at != end || found.len() != all) {
        return Err(Odd);
    }
    apart(&found, from as u64)?;
    Ok(found)
}

fn end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END)?;
    let first = last.saturating_sub(COMMENT);
    (first..=last).rev().find(|&at| {
        bytes[at..].starts_with(b"PK\x05\x06")
            && u16_at(bytes, at + 20)
                .is_ok_and(|comment| at + END + usize::from(comment) == bytes.len())
    })
}

fn entry(bytes: &[u8], at: usize, directory: usize) -> Result<(Entry, usize), Odd> {
    if !bytes.get(at..).ok_or(Odd)?.starts_with(b"PK\x01\x02") {
        return Err(Odd);
    }
    let flags = u16_at(bytes, at + 8)?;
    let packed = u32_at(bytes, at + 20)?;
    let size = u32_at(bytes, at + 24)?;
    let [name, extra, comment] =
        [28, 30, 32].map(|field| u16_at(bytes, at + field).map(usize::from));
    let (name, extra, comment) = (name?, extra?, comment?);
    let from = u32_at(bytes, at + 42)?;
    let text = bytes.get(at + ENTRY..at + ENTRY + name).ok_or(Odd)?;
    let local = from as usize;
    if packed == u32::MAX || size == u32::MAX || local >= directory {
        return Err(Odd);
    }
    // What a reader that goes by the local headers would find has to be the same.
    let header = bytes.get(local..local + LOCAL).ok_or(Odd)?;
    let named = u16_at(bytes, local + 26).map(usize::from)?;
    let same = bytes.get(local + LOCAL..local + LOCAL + named) == Some(text);
    if !header.starts_with(b"PK\x03\x04") || !same || (u16_at(bytes, local + 6)? ^ flags) & 1 != 0 {
        return Err(Odd);
    }
    let entry = Entry {
        name: String::from_utf8_lossy(text).into_owned(),
        size: u64::from(size),
        packed: u64::from(packed),
        encrypted: flags & 1 != 0 || flags & (1 << 6) != 0,
        from: u64::from(from),
        head: (LOCAL + name) as u64,
    };
    Ok((entry, at + ENTRY + name + extra + comment))
}

/// No two entries share a byte: archives that expand without end are made of entries that do.
fn apart(entries: &[Entry], directory: u64) -> Result<(), Odd> {
    let mut places: Vec<(u64, u64)> = entries
        .iter()
        .map(|entry| (entry.from, entry.from + entry.head + entry.packed))
        .collect();
    places.sort_unstable();
    let ends = places.iter().map(|place| place.1);
    let begins = places
        .iter()
        .skip(1)
        .map(|place| place.0)
        .chain([directory]);
    if ends.zip(begins).all(|(end, next)| end <= next) {
        Ok(())
    } else {
        Err(Odd)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Odd> {
    let two = bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .ok_or(Odd)?;
    Ok(u16::from_le_bytes(*two))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Odd> {
    let four = bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .ok_or(Odd)?;
    Ok(u32::from_le_bytes(*four))
}
