//! Backup while work goes on, and a restore that proves itself or leaves nothing behind.
//!
//! A backup holds the databases, the files, the register's head as text, and a list of digests that
//! `openssl dgst -sm3 -r` can check.

mod copy;
mod list;

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use seal::Digest;

use crate::files::{disk, sync_folder};
use crate::{Broken, FileFault, Files, Head, SqliteStore, StoreFault, Verification, verify};
use copy::{copy_checked, copy_database, copy_files};
use list::Listed;

/// The register's database in a data folder; copied first, so that all it refers to is in the backup too.
const REGISTER: &str = "register.db";
/// The folder of files in a data folder.
const FILES: &str = "files";

/// What a backup or restore is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Copying databases, counted in pages.
    Databases,
    /// Copying and checking files, counted in files.
    Files,
    /// Verifying the chain, counted in records.
    Chain,
}

/// A backup or a restore did not happen.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// The folder to fill holds something.
    #[error("{0} is not empty; name a new or empty folder")]
    NotEmpty(String),
    /// There is nothing to back up or restore.
    #[error("{0} is missing")]
    Absent(String),
    /// The backup's list or head is not written as it should be.
    #[error("{file} cannot be read: {line}")]
    Unreadable {
        /// The file.
        file: &'static str,
        /// The line.
        line: String,
    },
    /// The content of a file in the backup was altered.
    #[error("{file} was altered: its digest should be {expected} and is {found}")]
    Altered {
        /// The file.
        file: String,
        /// The digest listed.
        expected: Digest,
        /// The digest its content has.
        found: Digest,
    },
    /// The register is broken.
    #[error("the register is broken at record {number}: {broken}")]
    Broken {
        /// The first bad record.
        number: u64,
        /// What is wrong with it.
        broken: Broken,
    },
    /// A database is damaged.
    #[error("the database {file} is damaged: {finding}")]
    Damaged {
        /// The database.
        file: String,
        /// What its own check found.
        finding: String,
    },
    /// A database failed.
    #[error("a database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A file failed.
    #[error(transparent)]
    File(#[from] FileFault),
}

/// Copies a data folder that may be in use into a new or empty folder; gives the head it holds. The backup is verified
/// before it takes its name.
pub fn backup(
    data: &Path,
    to: &Path,
    mut progress: impl FnMut(Stage, u64, u64),
) -> Result<Head, BackupFault> {
    fill(to, |folder| {
        let mut listed = Vec::new();
        for name in databases(data)? {
            let copy = folder.join(&name);
            copy_database(&data.join(&name), &copy, &mut progress)?;
            let digest = copy_checked(&copy, None)?;
            listed.push(Listed { digest, path: name });
        }
        copy_files(data, folder, &mut listed, &mut progress)?;
        let head = prove(folder, None, &mut progress)?;
        list::write(folder, listed, &head)?;
        Ok(head)
    })
}

/// Makes a data folder from a backup. Every digest is checked and the chain is verified against the backup's head
/// first; else it refuses, and the folder stays as it was.
pub fn restore(
    backup: &Path,
    to: &Path,
    mut progress: impl FnMut(Stage, u64, u64),
) -> Result<Head, BackupFault> {
    let (listed, kept) = list::read(backup)?;
    fill(to, |folder| {
        let total = listed.len() as u64;
        for (done, listed) in (1..).zip(&listed) {
            let copy = folder.join(&listed.path);
            if let Some(parent) = copy.parent() {
                fs::create_dir_all(parent).map_err(disk("making the folder", parent))?;
            }
            let source = backup.join(&listed.path);
            if !source.is_file() {
                return Err(BackupFault::Absent(source.display().to_string()));
            }
            let found = copy_checked(&source, Some(&copy))?;
            if found != listed.digest {
                return Err(BackupFault::Altered {
                    file: listed.path.clone(),
                    expected: listed.digest,
                    found,
                });
            }
            progress(Stage::Files, done, total);
        }
        check_names(folder)?;
        prove(folder, Some(&kept), &mut progress)
    })
}

/// Fills a folder under another name and gives it its own only when all went well.
fn fill(
    to: &Path,
    work: impl FnOnce(&Path) -> Result<Head, BackupFault>,
) -> Result<Head, BackupFault> {
    let existing = match fs::read_dir(to) {
        Ok(mut items) => {
            if items.next().is_some() {
                return Err(BackupFault::NotEmpty(to.display().to_string()));
            }
            true
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => false,
        Err(cause) => return Err(disk("looking into", to)(cause).into()),
    };
    let to = std::path::absolute(to).map_err(disk("finding", to))?;
    let parent = to.parent().unwrap_or(&to).to_owned();
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = parent.join(format!(".{name}.unfinished-{}", std::process::id()));
    fs::create_dir_all(&unfinished).map_err(disk("making the folder", &unfinished))?;
    let done = work(&unfinished).and_then(|head| {
        if existing {
            fs::remove_dir(&to).map_err(disk("replacing the empty", &to))?;
        }
        fs::rename(&unfinished, &to).map_err(disk("naming", &to))?;
        sync_folder(&parent)?;
        Ok(head)
    });
    if done.is_err() {
        // The reason of the refusal matters more than a folder that cannot be removed.
        let _ = fs::remove_dir_all(&unfinished);
    }
    done
}

/// The names of the databases of a folder, the register's first.
fn databases(data: &Path) -> Result<Vec<String>, BackupFault> {
    let list = || -> std::io::Result<Vec<String>> {
        let mut names = Vec::new();
        for item in fs::read_dir(data)? {
            names.push(item?.file_name().to_string_lossy().into_owned());
        }
        Ok(names)
    };
    let mut names = list().map_err(disk("listing", data))?;
    names.retain(|name| Path::new(name).extension().is_some_and(|kind| kind == "db"));
    names.sort_unstable_by_key(|name| (name != REGISTER, name.clone()));
    if names.first().is_none_or(|name| name != REGISTER) {
        return Err(BackupFault::Absent(
            data.join(REGISTER).display().to_string(),
        ));
    }
    Ok(names)
}

/// Every restored file stands under the digest of its content, as far as that can be told without keys.
fn check_names(folder: &Path) -> Result<(), BackupFault> {
    if folder.join(FILES).is_dir() {
        let files = Files::open(&folder.join(FILES))?;
        for digest in files.digests()? {
            files.as_it_stands(digest)?;
        }
    }
    Ok(())
}

/// Every database passes its own check, and the chain is whole up to the kept head.
fn prove(
    folder: &Path,
    kept: Option<&Head>,
    progress: &mut impl FnMut(Stage, u64, u64),
) -> Result<Head, BackupFault> {
    for file in databases(folder)? {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(folder.join(&file), flags)?;
        let finding: String =
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if finding != "ok" {
            return Err(BackupFault::Damaged { file, finding });
        }
    }
    let store = SqliteStore::open_for_reading(folder)?;
    match verify(&store, kept, |done, total| {
        progress(Stage::Chain, done, total);
    })? {
        Verification::Broken { number, broken } => Err(BackupFault::Broken { number, broken }),
        // The head is the backup's end: a longer register is not what was backed up.
        Verification::Whole(found) => match kept {
            Some(kept) if *kept != found => Err(BackupFault::Broken {
                number: kept.number + 1,
                broken: Broken::Tail { kept: *kept, found },
            }),
            _ => Ok(found),
        },
    }
}
