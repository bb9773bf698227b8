//! A pack of files for an assessor, as one archive: in the order of their names, without times, with a list of their digests. The
//! same files make the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use serde::Serialize;
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The files of a pack, by name.
#[derive(Debug, Default)]
pub struct Pack {
    files: BTreeMap<String, Vec<u8>>,
}

impl Pack {
    /// Adds a file.
    pub fn add(&mut self, name: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(name.into(), content.into());
    }

    /// Adds a file of JSON, one thing a line.
    pub fn add_json(
        &mut self,
        name: impl Into<String>,
        content: &impl Serialize,
    ) -> Result<(), serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(content)?;
        bytes.push(b'\n');
        self.add(name, bytes);
        Ok(())
    }

    /// The names of its files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Closes it: three lists of digests are added (one for programs, one for `sha256sum -c`, one for `openssl dgst -sm3 -r`), and
    /// the archive is written.
    pub fn closed(mut self) -> anyhow::Result<Vec<u8>> {
        let (mut sm3, mut sha256, mut rows) = (String::new(), String::new(), Vec::new());
        for (name, content) in &self.files {
            let (one, other) = (seal::sm3(content), seal::sha256(content));
            // Writing to a string cannot fail.
            let _ = writeln!(sm3, "{one} *{name}");
            let _ = writeln!(sha256, "{other}  {name}");
            rows.push(json!({
                "file": name, "bytes": content.len(), "sm3": one.to_string(), "sha256": other.to_string(),
            }));
        }
        self.add_json("manifest.json", &json!({"files": rows}))?;
        self.add("digests.sm3", sm3);
        self.add("digests.sha256", sha256);
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        for (name, content) in &self.files {
            archive.start_file(name.as_str(), options)?;
            archive.write_all(content)?;
        }
        Ok(archive.finish()?.into_inner())
    }
}
