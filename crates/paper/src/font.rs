//! The fonts documents are set in: ours, and in front of them the adopter's own.

use std::path::Path;

use ttf_parser::{Face, Permissions};
use typst::foundations::Bytes;
use typst::text::Font;

use crate::FontMistake;

/// A font file as it was read: its name, for messages, and its bytes.
#[derive(Debug, Clone)]
pub struct FontFile {
    /// The name of the file.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl FontFile {
    /// Reads the font files of a folder in the order of their names; other files are passed over.
    pub fn read_folder(folder: &Path) -> Result<Vec<Self>, FontMistake> {
        let fault = |path: &Path, cause| FontMistake::Folder {
            file: path.display().to_string(),
            cause,
        };
        let mut paths = std::fs::read_dir(folder)
            .and_then(|entries| {
                entries
                    .map(|entry| entry.map(|e| e.path()))
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(|cause| fault(folder, cause))?;
        paths.retain(|path| is_font(path));
        // The order of a folder differs between machines, the choice of a font must not.
        paths.sort();
        paths
            .into_iter()
            .map(|path| {
                let bytes = std::fs::read(&path).map_err(|cause| fault(&path, cause))?;
                Ok(Self {
                    name: path.display().to_string(),
                    bytes,
                })
            })
            .collect()
    }

    /// The faces in the file, if they may be embedded in documents.
    pub(crate) fn faces(self) -> Result<Vec<Font>, FontMistake> {
        let faces: Vec<Font> = Font::iter(Bytes::new(self.bytes)).collect();
        if faces.is_empty() {
            return Err(FontMistake::Unreadable { file: self.name });
        }
        if faces.iter().any(|face| !may_be_embedded(face)) {
            return Err(FontMistake::EmbeddingForbidden { file: self.name });
        }
        Ok(faces)
    }
}

fn is_font(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| {
            ["ttf", "otf", "ttc", "otc"]
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
        })
}

/// Documents carry the needed part of every outline, so a face needs leave for both.
fn may_be_embedded(face: &Font) -> bool {
    Face::parse(face.data(), face.index()).is_ok_and(|face| {
        face.permissions() != Some(Permissions::Restricted) && face.is_subsetting_allowed()
    })
}
