//! Hostile files, each refused by its reason, and arbitrary bytes, which stop nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use values::Language;
use zip::unstable::write::FileOptionsExt as _;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::directory::entries;
use super::*;
use crate::words::Words;

const DOCX: &[&str] = &["[Content_Types].xml", "word/document.xml"];

fn packed(names: &[&str]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(&[b'x'; 100]).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document whose last part is said to expand to so many megabytes.
fn saying(megabytes: u32) -> Vec<u8> {
    let mut bytes = packed(DOCX);
    let at = bytes
        .windows(4)
        .rposition(|it| it == b"PK\x01\x02")
        .unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&(megabytes << 20).to_le_bytes());
    bytes
}

fn docx_with(name: &str) -> Vec<u8> {
    packed(&[DOCX, &[name]].concat())
}

fn encrypted() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in DOCX {
        let options = SimpleFileOptions::default().with_deprecated_encryption(b"secret");
        writer.start_file(*name, options.unwrap()).unwrap();
        writer.write_all(b"<xml/>").unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Two entries of the directory that share the same packed bytes, as in archives that expand without end.
fn overlapping() -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in [
        "[Content_Types].xml",
        "word/document.xml",
        "word/document.xmm",
    ] {
        writer.start_file(name, options).unwrap();
        writer.write_all(b"<xml/>").unwrap();
    }
    let mut bytes = writer.finish().unwrap().into_inner();
    let heads: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter_map(|(at, it)| (it == b"PK\x01\x02").then_some(at))
        .collect();
    // The third takes the place of the second, and its name.
    let place: [u8; 4] = bytes[heads[1] + 42..heads[1] + 46].try_into().unwrap();
    bytes[heads[2] + 42..heads[2] + 46].copy_from_slice(&place);
    let end = heads[2] + 46 + "word/document.xml".len();
    bytes[end - 1] = b'l';
    bytes
}

fn reason(content: &[u8]) -> String {
    match check(content) {
        Ok(kind) => format!("taken as {kind:?}"),
        Err(unkept) => unkept.expected().0.to_owned(),
    }
}

#[test]
fn a_file_is_known_by_its_content_and_a_script_is_not_taken() {
    assert_eq!(Kind::of(b"%PDF-1.7 \n"), Some(Kind::Pdf));
    assert_eq!(
        Kind::of(&packed(&["OFD.xml", "Doc_0/Document.xml"])),
        Some(Kind::Ofd)
    );
    for (part, kind) in [
        ("word/document.xml", Kind::Docx),
        ("xl/workbook.xml", Kind::Xlsx),
        ("ppt/presentation.xml", Kind::Pptx),
    ] {
        assert_eq!(
            Kind::of(&packed(&["[Content_Types].xml", part])),
            Some(kind)
        );
    }
    assert_eq!(Kind::of(b"PK\x03\x04rest"), None);
    assert_eq!(Kind::of(b"<script>alert(1)</script>"), None);
    assert_eq!(Kind::of(b""), None);
}

#[test]
fn v16_every_hostile_file_is_refused_by_its_own_reason_in_both_languages() {
    let many: Vec<String> = (0..=archive::ENTRIES)
        .map(|index| format!("p{index}"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let whole = packed(DOCX);
    let mut doubled = packed(&[DOCX, &["word/documenu.xml"]].concat());
    while let Some(at) = doubled
        .windows(17)
        .position(|it| it == b"word/documenu.xml")
    {
        doubled[at + 12] = b't';
    }
    let mut renamed = whole.clone();
    renamed[30] = b'x';
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "larger than is taken",
            vec![b'x'; LARGEST + 1],
            "file_too_large",
        ),
        ("a program", b"MZ\x90\x00".to_vec(), "file_other_kind"),
        ("nothing", Vec::new(), "file_other_kind"),
        (
            "a picture with script",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>".to_vec(),
            "file_markup",
        ),
        (
            "the same behind a mark and blanks",
            b"\xef\xbb\xbf \n<?xml version=\"1.0\"?><svg/>".to_vec(),
            "file_markup",
        ),
        ("a page", b"<!DOCTYPE html><script>".to_vec(), "file_markup"),
        ("an archive", packed(&["minutes.pdf"]), "file_plain_archive"),
        (
            "a web page's folder as an archive",
            packed(&["word/document.xml"]),
            "file_plain_archive",
        ),
        ("many parts", packed(&many), "file_entries"),
        ("a bomb", saying(210), "file_expands"),
        ("a smaller one", saying(20), "file_tight"),
        ("parts that share bytes", overlapping(), "file_odd"),
        ("two parts of one name", doubled, "file_odd"),
        (
            "another name inside than in the directory",
            renamed,
            "file_odd",
        ),
        ("cut short", whole[..whole.len() - 5].to_vec(), "file_odd"),
        (
            "with something behind it",
            [whole.as_slice(), b"GIF89a"].concat(),
            "file_odd",
        ),
        (
            "a name that leads out",
            docx_with("../../etc/cron.d/x"),
            "file_path",
        ),
        (
            "the same with other strokes",
            docx_with("word\\..\\..\\x"),
            "file_path",
        ),
        (
            "a name from the root",
            docx_with("/etc/passwd"),
            "file_path",
        ),
        ("a drive", docx_with("C:/windows/x"), "file_path"),
        ("a password", encrypted(), "file_encrypted"),
        (
            "an archive inside",
            docx_with("word/embeddings/more.zip"),
            "file_nested",
        ),
        (
            "a document inside",
            docx_with("word/embeddings/more.DOCX"),
            "file_nested",
        ),
        ("macros", docx_with("word/vbaProject.bin"), "file_macros"),
        (
            "controls",
            docx_with("word/activeX/activeX1.xml"),
            "file_macros",
        ),
        (
            "older macros",
            docx_with("xl/macrosheets/sheet1.xml"),
            "file_macros",
        ),
        (
            "script in a document",
            b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>".to_vec(),
            "file_runs",
        ),
        (
            "the same with hidden letters",
            b"%PDF-1.7\n<</S /J#61vaScr#69pt /JS (x)>>".to_vec(),
            "file_runs",
        ),
        (
            "a program started",
            b"%PDF-1.7\n<</S/Launch/F(cmd.exe)>>".to_vec(),
            "file_runs",
        ),
    ];
    let words = Language::ALL.map(|language| Words::load(language, None));
    for (what, content, wanted) in cases {
        assert_eq!(reason(&content), wanted, "{what}");
        for words in &words {
            assert!(
                words.find(&format!("mistake.form.{wanted}")).is_some(),
                "{wanted}"
            );
        }
    }
}

#[test]
fn v16_what_honest_documents_hold_is_taken() {
    for content in [
        // A chart carries its figures as a small workbook.
        docx_with("word/embeddings/Microsoft_Excel_Sheet1.xlsx"),
        docx_with("word/media/图1.png"),
        docx_with("customXml/item1.xml"),
        packed(&[
            "OFD.xml",
            "Doc_0/Document.xml",
            "Doc_0/Signs/Sign_0/Seal.esl",
        ]),
        b"%PDF-1.7\n(a line about /JavaScripting and /Launched) Tj".to_vec(),
        b"%PDF-1.7\n<</Type/Catalog/OpenAction[3 0 R /Fit]>> 50#25 #".to_vec(),
    ] {
        assert!(check(&content).is_ok(), "{}", reason(&content));
    }
}

#[test]
fn v16_a_reader_that_trusts_the_directory_finds_what_an_office_program_would() {
    let content = packed(&[DOCX, &["word/media/image1.png"]].concat());
    let found = entries(&content, 10).unwrap();
    let mut read = zip::ZipArchive::new(Cursor::new(&content)).unwrap();
    assert_eq!(found.len(), read.len());
    for (index, entry) in found.iter().enumerate() {
        let other = read.by_index_raw(index).unwrap();
        assert_eq!(
            (entry.name.as_str(), entry.size),
            (other.name(), other.size())
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn v16_arbitrary_bytes_never_stop_the_reader(mut bytes in prop::collection::vec(any::<u8>(), 0..600), start in 0..6_usize) {
        let starts: [&[u8]; 6] = [b"", b"PK\x03\x04", b"%PDF-", b"PK\x05\x06", b"\x89PNG\r\n\x1a\n", b"<"];
        let _ = check(&bytes);
        bytes.splice(0..0, starts[start].iter().copied());
        let _ = check(&bytes);
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend([0; 10]);
        let _ = check(&bytes);
    }

    #[test]
    fn v16_a_document_with_any_bytes_changed_never_stops_the_reader(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>()) {
        let mut bytes = docx_with("word/media/image1.png");
        for (at, to) in changes {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        let _ = check(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = check(&bytes);
    }
}
