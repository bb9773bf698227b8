//! Files by digest: each stands under the SM3 digest of its content and is checked whenever it is read.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use seal::Digest;

/// Begins the names of files that are still being written.
const UNFINISHED: &str = "unfinished-";

/// A file could not be kept or given.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// No file has this digest.
    #[error("no file has the digest {0}")]
    Missing(Digest),
    /// The file's content is not what was put there.
    #[error("the file {expected} was altered: its content now has the digest {found}")]
    Altered {
        /// The digest it stands under.
        expected: Digest,
        /// The digest its content has.
        found: Digest,
    },
    /// The disk refused.
    #[error("{doing}: {cause}")]
    Disk {
        /// What was being done.
        doing: String,
        /// Why it failed.
        cause: std::io::Error,
    },
}

/// Says what was being done when the disk refused.
pub(crate) fn disk(what: &str, path: &Path) -> impl FnOnce(std::io::Error) -> FileFault {
    let doing = format!("{what} {}", path.display());
    move |cause| FileFault::Disk { doing, cause }
}

/// The files of a data folder.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    /// Numbers the unfinished files of this process.
    written: AtomicU64,
}

impl Files {
    /// Opens the folder of files, making it where needed.
    pub fn open(folder: &Path) -> Result<Files, FileFault> {
        fs::create_dir_all(folder).map_err(disk("making the folder", folder))?;
        Ok(Files {
            folder: folder.to_owned(),
            written: AtomicU64::new(0),
        })
    }

    /// Keeps a file and gives its digest; when it returns, the file survives a power cut.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, FileFault> {
        let digest = seal::sm3(bytes);
        if self.get(digest).is_ok() {
            return Ok(digest);
        }
        let path = self.path(digest);
        let (outer, inner) = self.folders(digest);
        fs::create_dir_all(&inner).map_err(disk("making the folder", &inner))?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let unfinished = self
            .folder
            .join(format!("{UNFINISHED}{}-{number}", std::process::id()));
        write_through(&unfinished, bytes)
            .and_then(|()| fs::rename(&unfinished, &path))
            .map_err(|cause| {
                // What is left of a failed write is of no use; the failure itself is told.
                let _ = fs::remove_file(&unfinished);
                disk("writing", &path)(cause)
            })?;
        for folder in [&inner, &outer, &self.folder] {
            sync_folder(folder)?;
        }
        Ok(digest)
    }

    /// The file of that digest, if its content still has it.
    pub fn get(&self, digest: Digest) -> Result<Vec<u8>, FileFault> {
        let path = self.path(digest);
        let bytes = fs::read(&path).map_err(|cause| match cause.kind() {
            ErrorKind::NotFound => FileFault::Missing(digest),
            _ => disk("reading", &path)(cause),
        })?;
        let found = seal::sm3(&bytes);
        if found == digest {
            Ok(bytes)
        } else {
            Err(FileFault::Altered {
                expected: digest,
                found,
            })
        }
    }

    /// The digests of all files, in order.
    pub fn digests(&self) -> Result<Vec<Digest>, FileFault> {
        let mut digests = Vec::new();
        for outer in names(&self.folder)? {
            if outer.starts_with(UNFINISHED) {
                continue;
            }
            let folder = self.folder.join(&outer);
            for inner in names(&folder)? {
                let files = names(&folder.join(&inner))?;
                digests.extend(files.iter().filter_map(|name| name.parse::<Digest>().ok()));
            }
        }
        digests.sort_unstable();
        Ok(digests)
    }

    /// Where the file of a digest stands: two levels of folders by its first four digits, then all of them.
    pub fn path(&self, digest: Digest) -> PathBuf {
        self.folders(digest).1.join(digest.to_string())
    }

    fn folders(&self, digest: Digest) -> (PathBuf, PathBuf) {
        let digits = digest.to_string();
        let outer = self.folder.join(&digits[..2]);
        let inner = outer.join(&digits[2..4]);
        (outer, inner)
    }
}

fn names(folder: &Path) -> Result<Vec<String>, FileFault> {
    let read = || -> std::io::Result<Vec<String>> {
        fs::read_dir(folder)?
            .map(|item| Ok(item?.file_name().to_string_lossy().into_owned()))
            .collect()
    };
    read().map_err(disk("listing", folder))
}

fn write_through(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), FileFault> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(disk("securing", folder))
}
