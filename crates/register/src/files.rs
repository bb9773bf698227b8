//! Files by digest: each stands under the SM3 digest of its content and is checked whenever it is read. With keys, what stands on the
//! disk is encrypted for that digest; without them it can be copied and checked, and not read.

mod envelope;

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use seal::{Digest, KeyFault, KeyId, KeyProvider, Purpose};

use envelope::{LINE_LIMIT, Line, sealed};

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
    /// The file is encrypted, and there are no keys here.
    #[error("the file {0} is encrypted, and there are no keys to read it with")]
    Sealed(Digest),
    /// A key could not do its work.
    #[error("the file {digest}: {cause}")]
    Key {
        /// The file.
        digest: Digest,
        /// Why not.
        cause: KeyFault,
    },
    /// The keys could not do their work.
    #[error(transparent)]
    Keys(#[from] KeyFault),
    /// A key cannot be destroyed yet.
    #[error("{under} files are still encrypted under the key {key}")]
    KeyNeeded {
        /// The key.
        key: KeyId,
        /// How many files.
        under: usize,
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
    /// What their content is encrypted with; nothing where it is only copied and checked.
    keys: Option<Arc<dyn KeyProvider>>,
}

impl Files {
    /// Opens the folder of files, making it where needed. Without keys what is put there stands plain, and what stands encrypted cannot be
    /// read.
    pub fn open(folder: &Path) -> Result<Files, FileFault> {
        fs::create_dir_all(folder).map_err(disk("making the folder", folder))?;
        Ok(Files {
            folder: folder.to_owned(),
            written: AtomicU64::new(0),
            keys: None,
        })
    }

    /// The same files with keys: what is put there is encrypted from now on, and what stands encrypted is read.
    #[must_use]
    pub fn sealed_by(self, keys: Arc<dyn KeyProvider>) -> Files {
        Files {
            keys: Some(keys),
            ..self
        }
    }

    /// Keeps a file and gives its digest; when it returns, the file survives a power cut.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, FileFault> {
        let digest = seal::sm3(bytes);
        // Until it stands there nobody destroys the key it is encrypted under.
        let _door = self.door(File::lock_shared)?;
        if self.get(digest).is_ok() && (self.keys.is_none() || self.key_of(digest)?.is_some()) {
            return Ok(digest);
        }
        self.write_sealed(digest, bytes)?;
        Ok(digest)
    }

    /// Writes a content, encrypted where there are keys.
    fn write_sealed(&self, digest: Digest, content: &[u8]) -> Result<(), FileFault> {
        match &self.keys {
            None => self.put_as_it_stands(digest, content),
            Some(keys) => {
                let bytes = sealed(&**keys, digest, content)
                    .map_err(|cause| FileFault::Key { digest, cause })?;
                self.put_as_it_stands(digest, &bytes)
            }
        }
    }

    /// Puts what stands, or is to stand, on the disk for a digest.
    pub(crate) fn put_as_it_stands(&self, digest: Digest, bytes: &[u8]) -> Result<(), FileFault> {
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
        Ok(())
    }

    /// The file of that digest, if its content still has it.
    pub fn get(&self, digest: Digest) -> Result<Vec<u8>, FileFault> {
        let bytes = self.bytes(digest)?;
        let Some(line) = Line::of(&bytes).filter(|line| line.plain == digest) else {
            return checked(digest, bytes);
        };
        let Some(keys) = &self.keys else {
            return Err(FileFault::Sealed(digest));
        };
        if !line.is_whole(&bytes) {
            return checked(digest, bytes);
        }
        let content = line
            .open(&**keys, &bytes)
            .map_err(|cause| FileFault::Key { digest, cause })?;
        checked(digest, content)
    }

    /// What stands on the disk for a digest, checked as far as that goes without keys: a plain file by its digest, an encrypted one by
    /// the digest of its cipher, which stands in it beside the one it is filed under.
    pub fn as_it_stands(&self, digest: Digest) -> Result<Vec<u8>, FileFault> {
        let bytes = self.bytes(digest)?;
        match Line::of(&bytes) {
            Some(line) if line.plain == digest && line.is_whole(&bytes) => Ok(bytes),
            _ => checked(digest, bytes),
        }
    }

    fn bytes(&self, digest: Digest) -> Result<Vec<u8>, FileFault> {
        let path = self.path(digest);
        fs::read(&path).map_err(|cause| match cause.kind() {
            ErrorKind::NotFound => FileFault::Missing(digest),
            _ => disk("reading", &path)(cause),
        })
    }

    /// The key a file is encrypted under; none if it stands plain.
    fn key_of(&self, digest: Digest) -> Result<Option<KeyId>, FileFault> {
        let path = self.path(digest);
        let mut head = Vec::new();
        let read =
            File::open(&path).and_then(|file| file.take(LINE_LIMIT as u64).read_to_end(&mut head));
        match read {
            Ok(_) => Ok(Line::of(&head)
                .filter(|line| line.plain == digest)
                .map(|line| line.key)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Err(FileFault::Missing(digest)),
            Err(cause) => Err(disk("reading", &path)(cause)),
        }
    }

    /// Encrypts under the current key what stands plain or under another; gives how many files that were. What stood plain is
    /// overwritten. Others go on reading and putting meanwhile.
    pub fn seal_anew(&self) -> Result<usize, FileFault> {
        let Some(keys) = &self.keys else {
            return Ok(0);
        };
        let mut anew = 0;
        for digest in self.digests()? {
            let _door = self.door(File::lock_shared)?;
            let current = keys.current(Purpose::Files)?;
            let (key, content) = match self.key_of(digest) {
                Ok(Some(key)) if key == current => continue,
                Ok(key) => (key, self.get(digest)),
                Err(fault) => (None, Err(fault)),
            };
            let content = match content {
                Ok(content) => content,
                // It was destroyed in this moment.
                Err(FileFault::Missing(_)) => continue,
                Err(fault) => return Err(fault),
            };
            let path = self.path(digest);
            // Held open, so that its bytes can be overwritten once another file has its name.
            let plain = key
                .is_none()
                .then(|| File::options().write(true).open(&path));
            let plain = plain.transpose().map_err(disk("opening", &path))?;
            self.write_sealed(digest, &content)?;
            plain
                .map_or(Ok(()), overwrite)
                .map_err(disk("overwriting what stood plain of", &path))?;
            anew += 1;
        }
        Ok(anew)
    }

    /// Destroys a key of files nothing is encrypted under any more; refuses while something is.
    pub fn destroy_key(&self, key: KeyId) -> Result<(), FileFault> {
        let Some(keys) = &self.keys else {
            return Ok(());
        };
        let _door = self.door(File::lock)?;
        let mut under = 0;
        for digest in self.digests()? {
            under += usize::from(self.key_of(digest)? == Some(key));
        }
        if under > 0 {
            return Err(FileFault::KeyNeeded { key, under });
        }
        Ok(keys.destroy(key)?)
    }

    /// The folder, locked until it is let go: by whoever encrypts together, by whoever destroys a key alone.
    fn door(&self, lock: impl FnOnce(&File) -> std::io::Result<()>) -> Result<File, FileFault> {
        File::open(&self.folder)
            .and_then(|door| lock(&door).map(|()| door))
            .map_err(disk("locking", &self.folder))
    }

    /// Whether there is a file of that digest, whatever became of its content.
    pub fn holds(&self, digest: Digest) -> bool {
        self.path(digest).is_file()
    }

    /// Destroys a file: its bytes are overwritten before its name goes. True if there was one.
    pub fn destroy(&self, digest: Digest) -> Result<bool, FileFault> {
        let path = self.path(digest);
        let file = match File::options().write(true).open(&path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(false),
            Err(cause) => return Err(disk("opening", &path)(cause)),
        };
        overwrite(file)
            .and_then(|()| fs::remove_file(&path))
            .map_err(disk("destroying", &path))?;
        sync_folder(&self.folders(digest).1)?;
        Ok(true)
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

/// A content, if it has the digest it stands under.
fn checked(expected: Digest, content: Vec<u8>) -> Result<Vec<u8>, FileFault> {
    let found = seal::sm3(&content);
    if found == expected {
        Ok(content)
    } else {
        Err(FileFault::Altered { expected, found })
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

/// Writes nothing over all of a file's bytes, down to the disk.
fn overwrite(mut file: File) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    file.sync_all()
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
