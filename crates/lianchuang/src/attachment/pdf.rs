//! What runs in a PDF document: actions that start a program or a script of the document's own (ISO 32000-1, 12.6.4.5 and 12.6.4.16).

/// Names of actions that run something.
const RUNS: &[&[u8]] = &[b"JavaScript", b"Launch"];

/// The action that runs something, if the document names one. A name may hide letters behind `#` and two digits; one in a packed stream
/// is for the scanner to find.
pub fn runs(content: &[u8]) -> Option<&'static str> {
    let mut rest = content;
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        rest = &rest[at + 1..];
        let name = name(rest);
        if let Some(found) = RUNS.iter().find(|runs| **runs == name) {
            return std::str::from_utf8(found).ok();
        }
    }
    None
}

/// The name at the beginning, with its hidden letters, as far as it may be one of those sought.
fn name(mut bytes: &[u8]) -> Vec<u8> {
    let mut name = Vec::new();
    while let [first, rest @ ..] = bytes {
        let (letter, after) = match (first, rest) {
            (b'#', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, after),
                _ => (b'#', rest),
            },
            _ => (*first, rest),
        };
        if !first.is_ascii_graphic() || b"()<>[]{}/%".contains(first) || name.len() > 10 {
            break;
        }
        name.push(letter);
        bytes = after;
    }
    name
}

fn digit(letter: u8) -> Option<u8> {
    char::from(letter)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}
