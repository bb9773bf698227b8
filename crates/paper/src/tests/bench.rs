//! What the tests print with: one press, the layouts of the pack, their samples.

use std::path::PathBuf;
use std::sync::LazyLock;

use jiff::civil::{DateTime, date};
use serde_json::Value;

use super::reading;
use crate::{FontFile, Press, Printed, Template};

static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(fonts()).unwrap());

pub fn press() -> &'static Press {
    &PRESS
}

pub fn fonts() -> Vec<FontFile> {
    FontFile::read_folder(&root().join("fonts")).unwrap()
}

pub fn dated() -> DateTime {
    date(2030, 1, 5).at(10, 30, 0, 0)
}

pub fn suzhou(name: &str) -> Template {
    Template::read(&documents().join(format!("{name}.typ"))).unwrap()
}

pub fn shared() -> String {
    std::fs::read_to_string(documents().join("gbt9704.typ")).unwrap()
}

pub fn sample(name: &str) -> Value {
    let text = std::fs::read_to_string(documents().join(format!("samples/{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub fn print(template: &Template, facts: &Value) -> Printed {
    press()
        .print(template, facts, dated())
        .unwrap_or_else(|failure| panic!("{failure}"))
}

pub fn printed_text(printed: &Printed) -> String {
    reading::text(&printed.pdf)
}

/// The font with one of its names replaced by another of the same length.
pub fn renamed(font: &[u8], from: &str, to: &str) -> Vec<u8> {
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<u8>>()
    };
    let (from, to) = (wide(from), wide(to));
    assert_eq!(from.len(), to.len());
    let mut font = font.to_vec();
    let mut at = 0;
    while let Some(found) = font[at..]
        .windows(from.len())
        .position(|window| window == from)
    {
        font[at + found..at + found + to.len()].copy_from_slice(&to);
        at += found + to.len();
    }
    font
}

/// Sets the licence bits of the font to "restricted".
pub fn forbid_embedding(font: &mut [u8]) {
    let entry = font
        .windows(4)
        .position(|window| window == b"OS/2")
        .unwrap();
    let place = font[entry + 8..entry + 12]
        .iter()
        .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    font[place + 8..place + 10].copy_from_slice(&[0, 2]);
}

fn documents() -> PathBuf {
    root().join("packs/suzhou-2022/documents")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
