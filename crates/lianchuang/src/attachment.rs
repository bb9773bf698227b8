//! Evidence files people attach to acts: which kinds are taken, and how they are given back.

use register::{Digest, FileFault, Files};

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
    /// The disk refused.
    #[error(transparent)]
    Fault(#[from] FileFault),
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

/// Keeps a file and gives the digest it stands under.
pub fn keep(files: &Files, content: &[u8]) -> Result<Digest, Unkept> {
    if content.len() > LARGEST {
        return Err(Unkept::TooLarge);
    }
    if Kind::of(content).is_none() {
        return Err(Unkept::OtherKind);
    }
    Ok(files.put(content)?)
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
