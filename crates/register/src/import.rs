//! Reading an export: every line is verified as it is read, and an empty register can take the whole over.

use std::io::{BufRead, Seek};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::export::{ExportFault, FORMAT, HeadLine, HeaderLine, RecordLine, spell, strictly};
use crate::verify::follows;
use crate::{Broken, Entry, Head, NewEntry, Store, genesis};

/// Entries appended in one transaction when an export is taken over.
const BATCH: usize = 1000;

/// Reads an export, verifying each record before it is handed on with the announced count; with a head kept elsewhere,
/// also that nothing was cut off or rewritten. Gives the head.
pub fn read_export(
    input: &mut impl BufRead,
    kept: Option<&Head>,
    mut each: impl FnMut(Entry, u64) -> Result<(), ExportFault>,
) -> Result<Head, ExportFault> {
    let mut line = Vec::new();
    next_line(input, &mut line)?;
    let (count, announced) = header(&line)?;
    let mut head = Head::empty();
    let mut kept_seen = kept.is_none_or(|kept| *kept == head);
    loop {
        next_line(input, &mut line)?;
        let number = head.number + 1;
        let bad = |broken| Err(ExportFault::Broken { number, broken });
        if line.is_empty() || line.starts_with(b"{\"head\":") {
            break;
        }
        let Some(entry) = spelt::<RecordLine>(&line).and_then(RecordLine::into_entry) else {
            return bad(Broken::Unreadable);
        };
        if let Some(broken) = follows(&head, &entry, entry.recompute()) {
            return bad(broken);
        }
        head = Head {
            number,
            digest: entry.digest,
        };
        kept_seen |= kept == Some(&head);
        each(entry, count)?;
    }
    let closing = spelt::<HeadLine>(&line).and_then(|line| strictly(&line.head));
    let missed = match kept {
        Some(kept) if !kept_seen => Some(*kept),
        _ => [Some(announced), closing]
            .into_iter()
            .flatten()
            .find(|told| *told != head),
    };
    if let Some(kept) = missed {
        return Err(ExportFault::Broken {
            number: kept.number.min(head.number + 1),
            broken: Broken::Tail { kept, found: head },
        });
    }
    let closed = closing.is_some();
    next_line(input, &mut line)?;
    if !closed || !line.is_empty() {
        return Err(ExportFault::Broken {
            number: head.number + 1,
            broken: Broken::Unreadable,
        });
    }
    Ok(head)
}

/// Takes an export over into an empty register: first all of it is verified, then appended, so that a bad export leaves
/// the register empty. The proofs are the same, because the same records give the same digests.
pub fn import<R: BufRead + Seek>(
    store: &mut impl Store,
    input: &mut R,
    kept: Option<&Head>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Head, ExportFault> {
    let mut head = store.head()?;
    if head.number > 0 {
        return Err(ExportFault::NotEmpty(head.number));
    }
    let start = input.stream_position()?;
    let proved = read_export(input, kept, |_, _| Ok(()))?;
    input.seek(std::io::SeekFrom::Start(start))?;
    let mut batch = Vec::with_capacity(BATCH);
    let reread = read_export(input, Some(&proved), |entry, count| {
        batch.push(NewEntry {
            at_millis: entry.at_millis,
            payload: entry.payload,
            idempotency: entry.idempotency,
            tell: None,
        });
        if batch.len() == BATCH || entry.number == count {
            head = store.append(&head, &batch)?;
            batch.clear();
            progress(head.number, count);
        }
        Ok(())
    })?;
    if head != reread {
        return Err(ExportFault::Broken {
            number: head.number.min(reread.number),
            broken: Broken::Digest,
        });
    }
    Ok(head)
}

/// The next line with its end; empty at the end of the file.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<(), ExportFault> {
    line.clear();
    input.read_until(b'\n', line)?;
    Ok(())
}

/// What a line says, if it is spelt in the one permitted way.
fn spelt<T: DeserializeOwned + Serialize>(line: &[u8]) -> Option<T> {
    let said: T = serde_json::from_slice(line).ok()?;
    (spell(&said).ok()? == line).then_some(said)
}

/// The count and the head the first line announces.
fn header(line: &[u8]) -> Result<(u64, Head), ExportFault> {
    let header: HeaderLine = spelt(line).ok_or(ExportFault::Header(
        "the first line is not that of an export",
    ))?;
    if header.format != FORMAT {
        return Err(ExportFault::Header("the format is another one"));
    }
    if header.genesis != genesis().to_string() {
        return Err(ExportFault::Header("the chain begins elsewhere"));
    }
    let head: Head = strictly(&header.head)
        .ok_or(ExportFault::Header("the head is not written NUMBER:DIGEST"))?;
    if head.number != header.count {
        return Err(ExportFault::Header("the count is not the head's number"));
    }
    Ok((header.count, head))
}
