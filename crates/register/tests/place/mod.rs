//! A folder for one test, gone with it.

use std::ops::Deref;
use std::path::{Path, PathBuf};

/// The folder.
pub struct Place(PathBuf);

impl Place {
    /// A new, empty folder of that name.
    pub fn new(name: &str) -> Place {
        let path = std::env::temp_dir().join(format!("lianchuang-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Place(path)
    }
}

impl Deref for Place {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
