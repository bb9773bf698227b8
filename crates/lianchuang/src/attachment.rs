//! Evidence files people attach to acts: which kinds are taken, and as what they are given back. What is looked for here needs no
//! scanner: sizes, kinds by content, what an archive holds by its directory, what runs in a document.

mod archive;
mod directory;
mod pdf;
#[cfg(test)]
mod tests;

use acts::field::{InputMistake, Wrong};
use cabinet::CabinetFault;
use register::FileFault;

pub use archive::Unfit;

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
    /// An OFD document (GB/T 33190).
    Ofd,
    /// A document of a word processor (Office Open XML, ISO/IEC 29500).
    Docx,
    /// A spreadsheet of the same.
    Xlsx,
    /// Slides of the same.
    Pptx,
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum Unkept {
    /// It is larger than what is taken.
    #[error("larger than {} MB", LARGEST / 1024 / 1024)]
    TooLarge,
    /// It is of no kind that is taken.
    #[error("neither PDF, PNG, JPEG, OFD nor an office document")]
    OtherKind,
    /// It is markup, which may carry script.
    #[error("SVG, HTML or other markup")]
    Markup,
    /// It is an archive that may not be as it is.
    #[error("an archive: {0:?}")]
    Archive(Unfit),
    /// It is a PDF document in which something runs.
    #[error("the document names the action {0}")]
    Runs(&'static str),
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
        let archive = |unfit: &Unfit| match unfit {
            Unfit::Odd => ("file_odd", String::new()),
            Unfit::Plain => ("file_plain_archive", String::new()),
            Unfit::Entries(most) => ("file_entries", most.to_string()),
            Unfit::Expands(megabytes) => ("file_expands", megabytes.to_string()),
            Unfit::Tight(ratio) => ("file_tight", ratio.to_string()),
            Unfit::Path(name) => ("file_path", name.clone()),
            Unfit::Encrypted(name) => ("file_encrypted", name.clone()),
            Unfit::Nested(name) => ("file_nested", name.clone()),
            Unfit::Macros(name) => ("file_macros", name.clone()),
        };
        match self {
            Unkept::TooLarge => ("file_too_large", (LARGEST / 1024 / 1024).to_string()),
            Unkept::OtherKind => ("file_other_kind", String::new()),
            Unkept::Markup => ("file_markup", String::new()),
            Unkept::Archive(unfit) => archive(unfit),
            Unkept::Runs(action) => ("file_runs", (*action).to_owned()),
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
        check(content).ok()
    }

    /// The media type it is given back as.
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Ofd => "application/ofd",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
        }
    }

    /// The ending of a downloaded file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Pdf => "pdf",
            Kind::Png => "png",
            Kind::Jpeg => "jpg",
            Kind::Ofd => "ofd",
            Kind::Docx => "docx",
            Kind::Xlsx => "xlsx",
            Kind::Pptx => "pptx",
        }
    }
}

/// Whether a file of this content is taken, and as what.
pub fn check(content: &[u8]) -> Result<Kind, Unkept> {
    if content.len() > LARGEST {
        return Err(Unkept::TooLarge);
    }
    if content.starts_with(b"%PDF-") {
        return pdf::runs(content).map_or(Ok(Kind::Pdf), |action| Err(Unkept::Runs(action)));
    }
    if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Kind::Png);
    }
    if content.starts_with(b"\xff\xd8\xff") {
        return Ok(Kind::Jpeg);
    }
    if content.starts_with(b"PK") {
        return archive::kind(content).map_err(Unkept::Archive);
    }
    let text = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    if text.trim_ascii_start().starts_with(b"<") {
        return Err(Unkept::Markup);
    }
    Err(Unkept::OtherKind)
}
