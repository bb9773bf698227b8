//! The press: fonts once loaded, documents printed one after the other.

use jiff::civil::DateTime;
use serde_json::Value;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::coverage::legible;
use crate::desk::Desk;
use crate::{FontFile, FontMistake, PrintFailure, Template};

/// How many printings a remembered part of a document may stay unused before it is forgotten. The typesetter remembers
/// what it has set; a server that never forgot would grow with every document.
const REMEMBERED_FOR: usize = 4;

/// Prints documents. Made once, with its fonts; may be used from several threads.
#[derive(Debug)]
pub struct Press {
    case: Case,
}

/// The type case: what every document is set from.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) library: LazyHash<Library>,
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

/// A printed document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The file, PDF/A-2u with its fonts embedded.
    pub pdf: Vec<u8>,
    /// Characters of the facts that no font has, printed as 〓. A document with any must not be issued.
    pub missing: Vec<char>,
    /// How many pages it has.
    pub pages: usize,
}

impl Press {
    /// A press with these fonts. Where two fonts have the same name the earlier is used: give the adopter's own first.
    pub fn new(fonts: Vec<FontFile>) -> Result<Self, FontMistake> {
        let mut faces = Vec::new();
        for file in fonts {
            faces.extend(file.faces()?);
        }
        if faces.is_empty() {
            return Err(FontMistake::None);
        }
        let book = LazyHash::new(FontBook::from_fonts(&faces));
        Ok(Self {
            case: Case {
                library: LazyHash::new(Library::default()),
                book,
                fonts: faces,
            },
        })
    }

    /// The names of the font families at hand, for a settings page or a message.
    pub fn families(&self) -> Vec<String> {
        self.case
            .book
            .families()
            .map(|(name, _)| name.to_string())
            .collect()
    }

    /// The type case, for tests that look at pages before they become a file.
    #[cfg(test)]
    pub(crate) fn case(&self) -> &Case {
        &self.case
    }

    /// Prints the facts in the layout, dated as told; the clock is never asked.
    pub fn print(
        &self,
        template: &Template,
        facts: &Value,
        dated: DateTime,
    ) -> Result<Printed, PrintFailure> {
        let (shown, missing) = legible(facts, &self.case.book);
        let day = moment(dated)?;
        let desk = Desk::lay(&self.case, template, shown.to_string().into_bytes(), day)?;
        let outcome = set(&desk, template).and_then(|document| {
            let pdf = export(&desk, &document, template, day)?;
            Ok(Printed {
                pdf,
                missing,
                pages: document.pages().len(),
            })
        });
        typst::comemo::evict(REMEMBERED_FOR);
        outcome
    }
}

fn set(desk: &Desk<'_>, template: &Template) -> Result<PagedDocument, PrintFailure> {
    // Warnings name fonts the adopter has not dropped in, which is the usual case; errors alone stop the press.
    let Warned { output, .. } = typst::compile::<PagedDocument>(desk);
    output.map_err(|found| layout(desk, template, &found))
}

fn export(
    desk: &Desk<'_>,
    document: &PagedDocument,
    template: &Template,
    day: Datetime,
) -> Result<Vec<u8>, PrintFailure> {
    let options = PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some("Lianchuang".into())),
        timestamp: Some(Timestamp::new_utc(day)),
        standards: PdfStandards::new(&[PdfStandard::A_2u])
            .expect("one standard alone cannot contradict itself"),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|found| layout(desk, template, &found))
}

fn layout(desk: &Desk<'_>, template: &Template, found: &[SourceDiagnostic]) -> PrintFailure {
    PrintFailure::Layout {
        template: template.name().into(),
        remarks: found.iter().map(|one| desk.remark(one)).collect(),
    }
}

fn moment(dated: DateTime) -> Result<Datetime, PrintFailure> {
    let part = |n: i8| u8::try_from(n).ok();
    let whole = || {
        Datetime::from_ymd_hms(
            i32::from(dated.year()),
            part(dated.month())?,
            part(dated.day())?,
            part(dated.hour())?,
            part(dated.minute())?,
            part(dated.second())?,
        )
    };
    whole()
        .filter(|_| dated.year() > 0)
        .ok_or_else(|| PrintFailure::Date(dated.to_string()))
}
