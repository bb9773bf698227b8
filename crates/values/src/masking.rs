//! Masking: how a personal text stands before somebody who may know that it is there and not what it says. Enough is left to
//! tell two apart, not enough to write to anybody.

use crate::ResidentNumber;

/// What takes the place of what is not shown.
const HIDDEN: char = '*';

/// A personal text as others see it, by what it is: a phone `138****5678`, a mail address `a***@host`, a resident number by
/// its first and last four, a bank account by its last four, anything else by its first character.
pub fn masked(text: &str) -> String {
    let text = text.trim();
    let parts: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || ",;/、，；".contains(letter))
        .filter(|part| !part.is_empty())
        .collect();
    let known: Option<Vec<String>> = parts.iter().map(|part| known(part)).collect();
    match known {
        Some(known) if !known.is_empty() => known.join(" "),
        // Only the first character is told of what has no pattern of its own, however many words it has.
        _ => known_whole(text).unwrap_or_else(|| masked_name(text)),
    }
}

/// A number written with blanks between its groups.
fn known_whole(text: &str) -> Option<String> {
    let joined: String = text.chars().filter(|letter| *letter != ' ').collect();
    known(&joined)
}

fn known(part: &str) -> Option<String> {
    if let Some(mail) = masked_mail(part) {
        return Some(mail);
    }
    let digits = part.chars().filter(char::is_ascii_digit).count();
    if let Ok(number) = part.parse::<ResidentNumber>() {
        return Some(ends(number.as_str(), 4, 4));
    }
    let plain = part
        .chars()
        .all(|letter| letter.is_ascii_digit() || "-+()（）xX".contains(letter));
    match digits {
        _ if !plain => None,
        7..=13 => Some(masked_phone(part)),
        14..=30 => Some(ends(part, 0, 4)),
        _ => None,
    }
}

/// A phone: a mobile number by its first three and last four digits, any other by its last four.
pub fn masked_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let own = digits
        .strip_prefix("86")
        .filter(|rest| rest.len() == 11)
        .unwrap_or(&digits);
    if own.len() == 11 && own.starts_with('1') {
        ends(own, 3, 4)
    } else if own.len() > 4 {
        format!("****{}", &own[own.len() - 4..])
    } else {
        "****".to_owned()
    }
}

/// A mail address: the first character of the name, and the host; nothing for what is none.
pub fn masked_mail(address: &str) -> Option<String> {
    let (name, host) = address.rsplit_once('@')?;
    let first = name.chars().next()?;
    (host.contains('.') && !host.contains('@')).then(|| format!("{first}***@{host}"))
}

/// A name: its first character.
pub fn masked_name(name: &str) -> String {
    name.trim()
        .chars()
        .next()
        .map_or_else(|| "***".to_owned(), |first| format!("{first}**"))
}

/// The first and the last characters, with as many marks between as there are characters.
fn ends(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(place, letter)| {
            if place < first || place + last >= count {
                letter
            } else {
                HIDDEN
            }
        })
        .collect()
}
