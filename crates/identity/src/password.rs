//! Password profiles. The national norm (GB/T 22239 8.1.4.1 a) wants several kinds of characters and a change from time to
//! time; OWASP ASVS 6.2.5 and 6.2.10 forbid both. A place chooses one profile whole, never a mixture.

use std::fmt;
use std::str::FromStr;

/// A profile of what a password must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// As multi-level protection asks: three kinds of characters, changed every ninety days, the last five barred.
    #[default]
    Mlps,
    /// As OWASP ASVS asks: long, hard to guess, changed only when there is a reason.
    Modern,
}

/// A kind of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Other,
}

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Too short.
    Short {
        /// Characters given.
        found: usize,
        /// Fewest accepted.
        wanted: usize,
    },
    /// Too long.
    Long {
        /// Characters given.
        found: usize,
        /// Most accepted.
        wanted: usize,
    },
    /// Too few kinds of characters.
    Kinds {
        /// Kinds given.
        found: usize,
        /// Fewest accepted.
        wanted: usize,
    },
    /// Among the first an attacker would try: common, a pattern, or made of one's own or the product's words.
    Guessable,
    /// It contains a word the place bars.
    Barred,
    /// One of the last of this account.
    Former,
}

impl Weakness {
    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Weakness::Short { .. } => "password.short",
            Weakness::Long { .. } => "password.long",
            Weakness::Kinds { .. } => "password.kinds",
            Weakness::Guessable => "password.guessable",
            Weakness::Barred => "password.barred",
            Weakness::Former => "password.former",
        }
    }

    /// What was found and what was wanted, where that is a number.
    pub fn measured(self) -> Option<(usize, usize)> {
        match self {
            Weakness::Short { found, wanted }
            | Weakness::Long { found, wanted }
            | Weakness::Kinds { found, wanted } => Some((found, wanted)),
            Weakness::Guessable | Weakness::Barred | Weakness::Former => None,
        }
    }
}

/// Words a place bars in passwords beside its own, such as its names and abbreviations: whatever contains one is not taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Barred(Vec<String>);

/// A word that cannot be barred.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {word}: a barred word has {SHORTEST_WORD} to {LONGEST_WORD} characters")]
pub struct WordMistake {
    /// On which line, counted from 1.
    pub line: usize,
    /// The word.
    pub word: String,
}

/// A shorter word would bar too much.
const SHORTEST_WORD: usize = 2;
/// No longer word is guessed as one.
const LONGEST_WORD: usize = 60;

impl Barred {
    /// Reads a list: one word on a line, in upper or lower case alike; empty lines and those that begin with # say nothing.
    pub fn read(text: &str) -> Result<Barred, WordMistake> {
        let mut words = Vec::new();
        for (line, word) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let word = word.trim();
            if word.is_empty() || word.starts_with('#') {
                continue;
            }
            if !(SHORTEST_WORD..=LONGEST_WORD).contains(&word.chars().count()) {
                return Err(WordMistake {
                    line,
                    word: word.to_owned(),
                });
            }
            words.push(word.to_lowercase());
        }
        Ok(Barred(words))
    }

    /// Whether a password contains one of them.
    pub fn bars(&self, password: &str) -> bool {
        let password = password.to_lowercase();
        self.0.iter().any(|word| password.contains(word.as_str()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Longest password taken: digesting costs by length, and nobody types more.
const LONGEST: usize = 128;
/// Words of the product itself, which are guessed first.
const OWN_WORDS: [&str; 4] = ["lianchuang", "联创", "创新联合体", "consortium"];

impl Profile {
    /// The profiles, for settings.
    pub const ALL: [Profile; 2] = [Profile::Mlps, Profile::Modern];

    /// Its name.
    pub fn key(self) -> &'static str {
        match self {
            Profile::Mlps => "mlps",
            Profile::Modern => "modern",
        }
    }

    /// Days after which a password is to be changed.
    pub fn days(self) -> Option<i64> {
        match self {
            Profile::Mlps => Some(90),
            Profile::Modern => None,
        }
    }

    /// How many former passwords may not come back.
    pub fn former(self) -> usize {
        match self {
            Profile::Mlps => 5,
            Profile::Modern => 0,
        }
    }

    fn shortest(self) -> usize {
        match self {
            Profile::Mlps => 12,
            Profile::Modern => 15,
        }
    }

    fn kinds(self) -> usize {
        match self {
            Profile::Mlps => 3,
            Profile::Modern => 1,
        }
    }

    /// Every weakness of a password; `own_words` are login, name and the office's words, which an attacker knows.
    pub fn weaknesses(self, password: &str, own_words: &[&str]) -> Vec<Weakness> {
        let mut found = Vec::new();
        let length = password.chars().count();
        if length < self.shortest() {
            found.push(Weakness::Short {
                found: length,
                wanted: self.shortest(),
            });
        }
        if length > LONGEST {
            found.push(Weakness::Long {
                found: length,
                wanted: LONGEST,
            });
            return found;
        }
        let mut kinds: Vec<Kind> = password.chars().map(kind).collect();
        kinds.sort();
        kinds.dedup();
        if kinds.len() < self.kinds() {
            found.push(Weakness::Kinds {
                found: kinds.len(),
                wanted: self.kinds(),
            });
        }
        let known: Vec<&str> = OWN_WORDS.iter().chain(own_words).copied().collect();
        if !password.is_empty() && zxcvbn::zxcvbn(password, &known).score() < zxcvbn::Score::Three {
            found.push(Weakness::Guessable);
        }
        found
    }
}

fn kind(character: char) -> Kind {
    match character {
        'a'..='z' => Kind::Lower,
        'A'..='Z' => Kind::Upper,
        '0'..='9' => Kind::Digit,
        _ => Kind::Other,
    }
}

/// There is no such profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no password profile {0}; there are: mlps, modern")]
pub struct UnknownProfile(String);

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Profile, UnknownProfile> {
        Profile::ALL
            .into_iter()
            .find(|profile| profile.key() == text)
            .ok_or_else(|| UnknownProfile(text.to_owned()))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of weakness a profile finds in a password.
    fn keys(profile: Profile, password: &str) -> Vec<&'static str> {
        let found = profile.weaknesses(password, &["wang.lei", "科技局"]);
        found.into_iter().map(Weakness::key).collect()
    }

    #[test]
    fn m02_each_profile_names_every_weakness_at_once() {
        let rows: [(Profile, &str, &[&str]); 10] = [
            (Profile::Mlps, "Tq7-mulberry-stone", &[]),
            (Profile::Mlps, "tqmulberrystonelark", &["password.kinds"]),
            (
                Profile::Mlps,
                "Ab1",
                &["password.short", "password.guessable"],
            ),
            (Profile::Mlps, "Password1234", &["password.guessable"]),
            (Profile::Mlps, "Lianchuang-2026", &["password.guessable"]),
            (Profile::Mlps, "Wang.Lei-2026", &["password.guessable"]),
            (Profile::Modern, "tqmulberrystonelark", &[]),
            (Profile::Modern, "Tq7-mulberry", &["password.short"]),
            (
                Profile::Modern,
                "aaaaaaaaaaaaaaaaaa",
                &["password.guessable"],
            ),
            (Profile::Modern, "", &["password.short", "password.kinds"]),
        ];
        for (profile, password, wanted) in rows {
            assert_eq!(keys(profile, password), wanted, "{profile} {password}");
        }
    }

    #[test]
    fn m02_a_word_the_place_bars_is_found_in_any_case_and_a_list_that_cannot_be_read_is_named() {
        let barred = Barred::read("\u{feff}# our words\nSuke\n\n  创新处 \n");
        let barred = barred.expect("the list can be read");
        for password in [
            "Tq7-suke-stone-lark",
            "Tq7-SUKE-stone-lark",
            "Tq7创新处-stone-lark",
        ] {
            assert!(barred.bars(password), "{password}");
        }
        assert!(!barred.bars("Tq7-mulberry-stone"));
        assert!(!Barred::default().bars("Tq7-suke-stone-lark"));
        let wrong = Barred::read("suke\nx\n");
        assert_eq!(wrong.map_err(|mistake| mistake.line), Err(2));
    }

    #[test]
    fn a_password_of_unreasonable_length_is_not_weighed() {
        let long = "x".repeat(1_000_000);
        assert_eq!(keys(Profile::Mlps, &long), ["password.long"]);
    }

    #[test]
    fn a_profile_is_named_by_its_key() {
        for profile in Profile::ALL {
            assert_eq!(profile.key().parse(), Ok(profile));
        }
        assert!("both".parse::<Profile>().is_err());
    }
}
