//! A record as the register's bytes, and back.

use acts::Recorded;
use acts::recorded::PassedOver;
use values::EntryNumber;

/// Room a record is given at first, in bytes; few are longer.
const PAYLOAD: usize = 2048;

/// A record as the register keeps it.
pub(super) fn written(act: &Recorded) -> Result<Vec<u8>, serde_json::Error> {
    let mut payload = Vec::with_capacity(PAYLOAD);
    serde_json::to_writer(&mut payload, act)?;
    Ok(payload)
}

/// Reads an entry's payload as the act it records.
pub fn read_recorded(entry: &register::Entry) -> Result<Recorded, serde_json::Error> {
    let mut act: Recorded = serde_json::from_slice(&entry.payload)?;
    act.number = EntryNumber(entry.number);
    Ok(act)
}

/// Reads an entry's payload for folding: without its findings, which are most of it.
pub(super) fn read_for_folding(entry: &register::Entry) -> Result<Recorded, serde_json::Error> {
    let mut act: Recorded<PassedOver> = serde_json::from_slice(&entry.payload)?;
    act.number = EntryNumber(entry.number);
    Ok(act.into())
}
