//! How large a workbook may be, packed and unpacked, held before anything reads it: what its parts really expand to is counted, since
//! an archive may say less of itself.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::words::Words;

/// Largest workbook, in megabytes.
pub const LARGEST: u64 = 32;
/// Most megabytes it may expand to.
const EXPANDED: u64 = 256;
/// Most parts packed in it.
const PARTS: usize = 5_000;
const MEGABYTE: u64 = 1024 * 1024;

/// Why a workbook is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuch {
    /// It is larger.
    Large,
    /// It expands to more.
    Expands,
    /// More parts are in it.
    Parts,
    /// A part is encrypted, cut short or packed in a way office programs do not.
    Unreadable,
}

impl TooMuch {
    /// Why, in words.
    pub fn told(self, words: &Words) -> String {
        match self {
            TooMuch::Large => words.fill("sheet.too_large", &[LARGEST.to_string()]),
            TooMuch::Expands => words.fill("sheet.expands", &[EXPANDED.to_string()]),
            TooMuch::Parts => words.fill("sheet.parts", &[PARTS.to_string()]),
            TooMuch::Unreadable => words.t("sheet.unreadable").to_owned(),
        }
    }
}

/// Whether a workbook may be read. One that is no archive has no more to it than its size.
pub fn check(bytes: &[u8]) -> Result<(), TooMuch> {
    within(bytes, EXPANDED * MEGABYTE)
}

/// The same, with how many bytes it may expand to.
fn within(bytes: &[u8], mut left: u64) -> Result<(), TooMuch> {
    if bytes.len() as u64 > LARGEST * MEGABYTE {
        return Err(TooMuch::Large);
    }
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| TooMuch::Unreadable)?;
    if archive.len() > PARTS {
        return Err(TooMuch::Parts);
    }
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| TooMuch::Unreadable)?;
        let counted = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_| TooMuch::Unreadable)?;
        left = left.checked_sub(counted).ok_or(TooMuch::Expands)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, u64)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, size) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            std::io::copy(&mut std::io::repeat(b'x').take(*size), &mut writer).unwrap();
        }
        writer.flush().unwrap();
        writer.finish().unwrap().into_inner()
    }

    /// The archive saying of itself that its first part is of that size.
    fn saying(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
        let directory = bytes.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
        for at in [22, directory + 24] {
            bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn v16_a_workbook_that_expands_to_more_than_is_read_is_refused_whatever_it_says_of_itself() {
        assert_eq!(check(&packed(&[("xl/workbook.xml", 1000)])), Ok(()));
        let bomb = packed(&[("xl/worksheets/sheet1.xml", MEGABYTE + 1)]);
        assert!(bomb.len() < 10_000, "{}", bomb.len());
        assert_eq!(within(&bomb, MEGABYTE), Err(TooMuch::Expands));
        assert_eq!(within(&bomb, MEGABYTE + 1), Ok(()));
        let humble = saying(bomb, 1000);
        assert!(within(&humble, MEGABYTE).is_err());
        let halves = packed(&[("a", 600_000), ("b", 600_000)]);
        assert_eq!(
            within(&halves, MEGABYTE),
            Err(TooMuch::Expands),
            "all together"
        );
        let large = vec![0; usize::try_from(LARGEST * MEGABYTE + 1).unwrap()];
        assert_eq!(check(&large), Err(TooMuch::Large));
        assert_eq!(check(b"PK\x03\x04 and no more"), Err(TooMuch::Unreadable));
        assert_eq!(check(b"\xd0\xcf\x11\xe0 an older workbook"), Ok(()));
    }
}
