//! What stands beside the copies in a backup: the list of digests and the register's head.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Component, Path};

use seal::Digest;

use super::BackupFault;
use crate::Head;
use crate::files::disk;

/// The head in a backup.
const HEAD: &str = "head.txt";
/// The list of digests in a backup.
const DIGESTS: &str = "digests.sm3";

/// A line of the list.
pub(super) struct Listed {
    /// The digest of the content.
    pub(super) digest: Digest,
    /// The path from the backup's folder.
    pub(super) path: String,
}

/// Writes list and head into a backup.
pub(super) fn write(
    folder: &Path,
    mut listed: Vec<Listed>,
    head: &Head,
) -> Result<(), BackupFault> {
    listed.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    let mut list = String::new();
    for Listed { digest, path } in listed {
        writeln!(list, "{digest} *{path}").expect("a text takes any line");
    }
    write_text(&folder.join(DIGESTS), &list)?;
    write_text(&folder.join(HEAD), &format!("{head}\n"))
}

/// The list and the head of a backup.
pub(super) fn read(folder: &Path) -> Result<(Vec<Listed>, Head), BackupFault> {
    let unreadable = |file, line: &str| BackupFault::Unreadable {
        file,
        line: line.to_owned(),
    };
    let told = read_text(folder, HEAD)?;
    let head = told.parse().map_err(|_| unreadable(HEAD, told.trim()))?;
    let listed = read_text(folder, DIGESTS)?
        .lines()
        .map(|line| listed(line).ok_or_else(|| unreadable(DIGESTS, line)))
        .collect::<Result<_, _>>()?;
    Ok((listed, head))
}

/// What a line lists; nothing if it points out of the backup.
fn listed(line: &str) -> Option<Listed> {
    let (digest, path) = line.split_once(" *")?;
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    (inside && !path.is_empty()).then_some(Listed {
        digest: digest.parse().ok()?,
        path: path.to_owned(),
    })
}

fn write_text(path: &Path, text: &str) -> Result<(), BackupFault> {
    File::create(path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .map_err(disk("writing", path))?;
    Ok(())
}

fn read_text(folder: &Path, name: &str) -> Result<String, BackupFault> {
    let path = folder.join(name);
    if !path.is_file() {
        return Err(BackupFault::Absent(path.display().to_string()));
    }
    Ok(fs::read_to_string(&path).map_err(disk("reading", &path))?)
}
