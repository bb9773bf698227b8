//! Copying databases and files so that the copies are known to be right.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use seal::{Digest, Sm3};

use super::list::Listed;
use super::{BackupFault, FILES, Stage};
use crate::files::disk;
use crate::{FileFault, Files};

/// Database pages copied between two words of progress.
const PAGES: i32 = 256;

/// Copies a database as it stands at one moment, in steps, while others read and write it.
pub(super) fn copy_database(
    from: &Path,
    to: &Path,
    progress: &mut impl FnMut(Stage, u64, u64),
) -> Result<(), BackupFault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(from, flags)?;
    source.busy_timeout(Duration::from_secs(5))?;
    // A read transaction held over all steps: without it the copy would begin anew after every write.
    source.execute_batch("BEGIN")?;
    source.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let mut copy = Connection::open(to)?;
    {
        let steps = Backup::new(&source, &mut copy)?;
        loop {
            let step = steps.step(PAGES)?;
            let state = steps.progress();
            let total = u64::from(state.pagecount.unsigned_abs());
            let left = u64::from(state.remaining.unsigned_abs());
            progress(Stage::Databases, total.saturating_sub(left), total);
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }
    // One plain file, so that the backup can be read where nothing can be written.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.close().map_err(|(_, cause)| cause)?;
    File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(disk("securing", to))?;
    Ok(())
}

/// Copies all files, each checked, and lists them.
pub(super) fn copy_files(
    data: &Path,
    folder: &Path,
    listed: &mut Vec<Listed>,
    progress: &mut impl FnMut(Stage, u64, u64),
) -> Result<(), BackupFault> {
    if !data.join(FILES).is_dir() {
        return Ok(());
    }
    let source = Files::open(&data.join(FILES))?;
    let copy = Files::open(&folder.join(FILES))?;
    let digests = source.digests()?;
    let total = digests.len() as u64;
    for (done, digest) in (1..).zip(digests) {
        // As it stands on the disk: no keys are needed, and none are in a backup.
        let bytes = match source.as_it_stands(digest) {
            Ok(bytes) => bytes,
            // A file with malware may be destroyed in this moment.
            Err(FileFault::Missing(_)) => continue,
            Err(fault) => return Err(fault.into()),
        };
        copy.put_as_it_stands(digest, &bytes)?;
        let digits = digest.to_string();
        let path = format!("{FILES}/{}/{}/{digits}", &digits[..2], &digits[2..4]);
        listed.push(Listed {
            digest: seal::sm3(&bytes),
            path,
        });
        progress(Stage::Files, done, total);
    }
    Ok(())
}

/// The digest of a file, read once; with a copy to make, of exactly the bytes written there.
pub(super) fn copy_checked(from: &Path, to: Option<&Path>) -> Result<Digest, BackupFault> {
    let mut source = File::open(from).map_err(disk("opening", from))?;
    let mut copy = to
        .map(|to| File::create_new(to).map_err(disk("writing", to)))
        .transpose()?;
    let mut sm3 = Sm3::new();
    let mut piece = vec![0_u8; 1 << 16];
    loop {
        let length = source.read(&mut piece).map_err(disk("reading", from))?;
        if length == 0 {
            break;
        }
        sm3.update(&piece[..length]);
        if let Some(copy) = &mut copy {
            copy.write_all(&piece[..length])
                .map_err(disk("copying", from))?;
        }
    }
    if let Some(copy) = copy {
        copy.sync_all()
            .map_err(disk("securing the copy of", from))?;
    }
    Ok(sm3.finish())
}
