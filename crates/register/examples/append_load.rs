//! Appends batches to a register until it is killed, and says on stdout what was acknowledged: `append_load FOLDER`.
//!
//! Each batch refers to a file put before it. A line `NUMBER PAYLOAD` is printed only after the append returned.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use register::{Files, NewEntry, SqliteStore, Store};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder")?);
    let mut store = SqliteStore::open_for_writing(&folder)?;
    let files = Files::open(&folder.join("files"))?;
    let mut out = std::io::stdout().lock();
    let mut head = store.head()?;
    loop {
        let first = head.number + 1;
        // Batches of 1 to 64 records, in no simple order.
        let size = first.wrapping_mul(2_654_435_761) / 7 % 64 + 1;
        let file = files.put(format!("evidence of {head}").repeat(50).as_bytes())?;
        let batch: Vec<NewEntry> = (1..=size)
            .map(|place| NewEntry {
                at_millis: 1_700_000_000_000,
                payload: format!("batch {first} place {place} of {size} file {file}").into_bytes(),
                idempotency: Some(format!("{first}/{place}")),
                tell: None,
            })
            .collect();
        head = store.append(&head, &batch)?;
        let mut told = String::new();
        for (number, new) in (first..).zip(&batch) {
            let payload = String::from_utf8_lossy(&new.payload);
            writeln!(told, "{number} {payload}")?;
        }
        out.write_all(told.as_bytes())?;
        out.flush()?;
    }
}
