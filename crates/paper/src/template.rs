//! The layout of a document, as a pack brings it.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The layout of one kind of document: a main file and the files it shares with other layouts of the pack.
///
/// The facts reach the layout as the file `data.json`, so they are never read as typst code; the day of the document
/// is `datetime.today()`. Nothing else can be reached: no other file, no package, no clock.
#[derive(Debug, Clone)]
pub struct Template {
    pub(crate) name: String,
    pub(crate) files: BTreeMap<String, String>,
}

impl Template {
    /// A layout from the name and text of its main file, for instance `decision.typ`.
    pub fn new(name: impl Into<String>, source: impl Into<String>) -> Self {
        let name = name.into();
        let files = BTreeMap::from([(name.clone(), source.into())]);
        Self { name, files }
    }

    /// Reads a layout from its main file; every other `.typ` file of the same folder lies beside it.
    pub fn read(main: &Path) -> io::Result<Self> {
        let name = |path: &Path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        let mut template = Self::new(name(main), std::fs::read_to_string(main)?);
        for entry in std::fs::read_dir(main.parent().unwrap_or(Path::new(".")))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "typ") {
                template = template.beside(name(&path), std::fs::read_to_string(&path)?);
            }
        }
        Ok(template)
    }

    /// Lays another file beside the main one, for instance `gbt9704.typ`, so that it can be imported by that name.
    #[must_use]
    pub fn beside(mut self, name: impl Into<String>, source: impl Into<String>) -> Self {
        self.files
            .entry(name.into())
            .or_insert_with(|| source.into());
        self
    }

    /// The name of the main file.
    pub fn name(&self) -> &str {
        &self.name
    }
}
