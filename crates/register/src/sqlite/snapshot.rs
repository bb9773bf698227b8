//! Snapshots: kept in parts, so that size has no bound, each part with its digest, bound to the record they were taken at.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use seal::Digest;

use super::signed;
use crate::{StoreFault, genesis};

/// The layout since which snapshots are kept in parts.
const SINCE: u32 = 3;
/// Bytes of a part.
const PART: usize = 4 * 1024 * 1024;

/// Keeps a snapshot in place of all older ones.
pub(super) fn put(
    connection: &mut Connection,
    number: u64,
    bytes: &[u8],
) -> Result<(), StoreFault> {
    let parts: Vec<&[u8]> = bytes.chunks(PART).collect();
    let digests = digests(&parts);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let entry_digest = digest_at(&transaction, number)?.ok_or(StoreFault::NoRecord(number))?;
    transaction.execute("DELETE FROM snapshot", [])?;
    transaction.execute(
        "INSERT INTO snapshot (number, entry_digest, parts) VALUES (?1, ?2, ?3)",
        (
            signed(number),
            entry_digest.as_bytes(),
            signed(parts.len() as u64),
        ),
    )?;
    {
        let mut insert = transaction.prepare_cached(
            "INSERT INTO snapshot_part (number, part, digest, bytes) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (part, (bytes, digest)) in (0_i64..).zip(parts.iter().zip(digests)) {
            insert.execute((signed(number), part, digest.as_bytes(), bytes))?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// The newest snapshot, if it is whole and the register still holds the record it was taken at.
pub(super) fn newest(connection: &Connection) -> Result<Option<(u64, Vec<u8>)>, StoreFault> {
    let layout: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if layout < SINCE {
        return Ok(None);
    }
    let found = connection
        .query_row(
            "SELECT number, entry_digest, parts FROM snapshot ORDER BY number DESC LIMIT 1",
            [],
            |row| {
                Ok((
                    row.get::<_, i64>(0)?.unsigned_abs(),
                    row.get::<_, [u8; 32]>(1)?,
                    row.get::<_, i64>(2)?,
                ))
            },
        )
        .optional()?;
    let Some((number, entry_digest, count)) = found else {
        return Ok(None);
    };
    if digest_at(connection, number)? != Some(Digest::from_bytes(entry_digest)) {
        return Ok(None);
    }
    let mut statement = connection
        .prepare("SELECT digest, bytes FROM snapshot_part WHERE number = ?1 ORDER BY part")?;
    let mut rows = statement.query([signed(number)])?;
    let mut bytes = Vec::new();
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(Digest::from_bytes(row.get::<_, [u8; 32]>(0)?));
        bytes.extend_from_slice(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
    }
    let parts: Vec<&[u8]> = bytes.chunks(PART).collect();
    let whole = signed(kept.len() as u64) == count && digests(&parts) == kept;
    Ok(whole.then_some((number, bytes)))
}

/// The digest of the record of that number; before the first stands the genesis.
fn digest_at(connection: &Connection, number: u64) -> rusqlite::Result<Option<Digest>> {
    if number == 0 {
        return Ok(Some(genesis()));
    }
    let mut statement = connection.prepare_cached("SELECT digest FROM entry WHERE number = ?1")?;
    let digest = statement
        .query_row([signed(number)], |row| row.get::<_, [u8; 32]>(0))
        .optional()?;
    Ok(digest.map(Digest::from_bytes))
}

/// The digests of all parts, computed on all cores: a snapshot is read when somebody waits for the start.
fn digests(parts: &[&[u8]]) -> Vec<Digest> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = parts.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = parts
            .chunks(share)
            .map(|mine| scope.spawn(|| mine.iter().map(|part| seal::sm3(part)).collect::<Vec<_>>()))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("computing a digest does not panic"))
            .collect()
    })
}
