//! One way in and out for every value that has a text form: the same text is shown, stored and read back.

/// Folds what a keyboard or a pasted table puts in the place of plain letters: full-width forms become half-width,
/// small letters become capitals, blanks of every kind (also the invisible ones) disappear.
pub(crate) fn normalise_code(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
        })
        .map(half_width)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The half-width form of a full-width character (U+FF01 to U+FF5E); any other character is itself.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// A whole number written as people write it: digits only, no sign, no leading zero.
pub(crate) fn plain_number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let plain = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// Reads a value from its text where the text lies, without a copy of it.
pub(crate) struct Parsed<T>(pub std::marker::PhantomData<T>);

impl<T: std::str::FromStr<Err: std::fmt::Display>> serde::de::Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Stores a value as the text it displays and reads it back through its own parser.
macro_rules! serde_as_text {
    ($($name:ty),+ $(,)?) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::text_form::Parsed(std::marker::PhantomData))
            }
        }
    )+};
}
pub(crate) use serde_as_text;
