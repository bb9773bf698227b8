//! Evidence files people attach to acts: which kinds are taken, and as what they are given back.

use acts::field::{InputMistake, Wrong};
use cabinet::CabinetFault;
use register::FileFault;

/// Largest file taken, in bytes.
pub const LARGEST: usize = 15 * 1024 * 1024;

/// A kind of file that is taken; recognised by its content, never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A PDF document.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// An OFD document, an office document or sheet: all of them are ZIP archives.
    Archive,
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum Unkept {
    /// It is larger than what is taken.
    #[error("larger than {} MB", LARGEST / 1024 / 1024)]
    TooLarge,
    /// It is of no kind that is taken.
    #[error("neither PDF, PNG, JPEG nor an office document")]
    OtherKind,
    /// Malware of that name was found in the same content before.
    #[error("malware was found in it: {0}")]
    Infected(String),
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] FileFault),
    /// What is known of files could not be kept.
    #[error(transparent)]
    Cabinet(#[from] CabinetFault),
}

impl Unkept {
    /// The form a mistake names it by, with its word under `mistake.form.`; what was found that is to be named goes into the word.
    pub fn expected(&self) -> (&'static str, String) {
        match self {
            Unkept::TooLarge => ("file_too_large", (LARGEST / 1024 / 1024).to_string()),
            Unkept::OtherKind => ("file_other_kind", String::new()),
            Unkept::Infected(name) => ("file_infected", name.clone()),
            Unkept::Disk(_) | Unkept::Cabinet(_) => ("file_fault", String::new()),
        }
    }

    /// The mistake in a form's field of that name.
    pub fn mistake(&self, field: &str) -> InputMistake {
        let (expected, detail) = self.expected();
        InputMistake {
            pointer: format!("/{}", field.replace('.', "/")),
            wrong: Wrong::Form { expected, detail },
        }
    }

    /// Whether it is ours: nothing is wrong with the file.
    pub fn is_fault(&self) -> bool {
        matches!(self, Unkept::Disk(_) | Unkept::Cabinet(_))
    }
}

impl Kind {
    /// The kind of this content, if it is one that is taken.
    pub fn of(content: &[u8]) -> Option<Kind> {
        let starts = [
            (Kind::Pdf, b"%PDF-".as_slice()),
            (Kind::Png, b"\x89PNG\r\n\x1a\n"),
            (Kind::Jpeg, b"\xff\xd8\xff"),
            (Kind::Archive, b"PK\x03\x04"),
        ];
        starts
            .into_iter()
            .find_map(|(kind, start)| content.starts_with(start).then_some(kind))
    }

    /// The media type it is given back as.
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Archive => "application/octet-stream",
        }
    }

    /// The ending of a downloaded file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Pdf => "pdf",
            Kind::Png => "png",
            Kind::Jpeg => "jpg",
            Kind::Archive => "zip",
        }
    }
}

/// Whether a file of this content is taken.
pub fn check(content: &[u8]) -> Result<Kind, Unkept> {
    if content.len() > LARGEST {
        return Err(Unkept::TooLarge);
    }
    Kind::of(content).ok_or(Unkept::OtherKind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content_and_a_script_is_not_taken() {
        assert_eq!(Kind::of(b"%PDF-1.7 \n"), Some(Kind::Pdf));
        assert_eq!(Kind::of(b"PK\x03\x04rest"), Some(Kind::Archive));
        assert_eq!(Kind::of(b"<script>alert(1)</script>"), None);
        assert_eq!(Kind::of(b""), None);
    }
}
