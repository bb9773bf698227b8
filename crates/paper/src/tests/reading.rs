//! Finished files read back: their text, their fonts, what they say of themselves.

use lopdf::{Document, Object};

use super::bench::{print, printed_text, sample, suzhou};

/// The text of all pages without its spaces and line ends, which a file only implies by position.
pub fn text(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    squeezed(&document.extract_text(&pages).unwrap())
}

/// A text without its spaces and line ends.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The names of the fonts in the file; a font that is not embedded fails.
pub fn fonts(pdf: &[u8]) -> Vec<String> {
    let document = Document::load_mem(pdf).unwrap();
    let mut names = Vec::new();
    for object in document.objects.values() {
        let Ok(dictionary) = object.as_dict() else {
            continue;
        };
        if !dictionary.has_type(b"FontDescriptor") {
            continue;
        }
        let name = String::from_utf8_lossy(
            dictionary
                .get(b"FontName")
                .and_then(Object::as_name)
                .unwrap(),
        )
        .into_owned();
        let embedded = ["FontFile", "FontFile2", "FontFile3"]
            .iter()
            .any(|key| dictionary.has(key.as_bytes()));
        assert!(embedded, "{name} is not embedded");
        names.push(name);
    }
    names
}

#[test]
fn every_font_is_embedded() {
    for name in ["decision", "recommendation-letter", "charter"] {
        let fonts = fonts(&print(&suzhou(name), &sample(name)).pdf);
        assert!(
            fonts.len() >= 3 && fonts.iter().all(|font| font.contains("Lianchuang")),
            "{name}: {fonts:?}"
        );
    }
}

#[test]
fn names_with_rare_characters_read_back_from_the_file() {
    let decision = printed_text(&print(&suzhou("decision"), &sample("decision")));
    for words in [
        "示某堃",
        "示某喆",
        "示某翀",
        "示科联〔2030〕1号",
        "2030年1月5日",
        "特此批复。",
        "示例庚创业投资有限公司",
    ] {
        assert!(decision.contains(words), "{words} is not in {decision}");
    }
    let letter = printed_text(&print(
        &suzhou("recommendation-letter"),
        &sample("recommendation-letter"),
    ));
    assert!(letter.contains("示某犇"), "{letter}");
    let charter = printed_text(&print(&suzhou("charter"), &sample("charter")));
    assert!(
        charter.contains("尚未签署") && charter.contains("示某翀"),
        "{charter}"
    );
}

#[test]
fn the_file_declares_pdf_a_2u_and_the_day_it_was_told() {
    let pdf = print(&suzhou("decision"), &sample("decision")).pdf;
    let document = Document::load_mem(&pdf).unwrap();
    let metadata = document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .find(|stream| stream.dict.has_type(b"Metadata"))
        .unwrap();
    let xmp = metadata
        .decompressed_content()
        .unwrap_or_else(|_| metadata.content.clone());
    let xmp = String::from_utf8(xmp).unwrap();
    for words in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>U</pdfaid:conformance>",
        "2030-01-05T10:30:00",
        "关于同意组建示例市高热容量部件创新联合体的批复",
    ] {
        assert!(xmp.contains(words), "{words} is not in {xmp}");
    }
}
