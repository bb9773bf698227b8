//! The product's words in both languages, and the pack's over them. A missing word shows its key, and a test fails.

use std::collections::HashMap;

use include_dir::{Dir, include_dir};
use policy::Policy;
use toml_edit::Document;
use values::Language;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../words");

/// All words by key, for one language.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The language.
    pub language: Language,
    texts: HashMap<String, String>,
}

impl Words {
    /// The product's words in a language, with the pack's own laid over them.
    pub fn load(language: Language, policy: Option<&Policy>) -> Words {
        let mut texts = HashMap::new();
        for file in FILES.files() {
            let name = file.path().to_string_lossy();
            let Some(text) = file.contents_utf8() else {
                continue;
            };
            if name.ends_with(".toml") {
                read_both(text, language, &mut texts);
            }
        }
        if let Some(policy) = policy {
            for (key, words) in &policy.words {
                texts.insert(key.clone(), words.in_language(language).to_owned());
            }
        }
        Words { language, texts }
    }

    /// The word of that key; the key itself where it is missing.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The word of that key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// A word with `{0}`, `{1}` … filled. What is filled in is not looked through again.
    pub fn fill<S: AsRef<str>>(&self, key: &str, with: &[S]) -> String {
        let mut rest = self.t(key);
        let given: usize = with.iter().map(|value| value.as_ref().len()).sum();
        let mut filled = String::with_capacity(rest.len() + given);
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let place = rest.find('}').map(|end| (&rest[1..end], end + 1));
            let value = place.and_then(|(index, after)| {
                let value = with.get(index.parse::<usize>().ok()?)?;
                Some((value.as_ref(), after))
            });
            let (value, after) = value.unwrap_or(("{", 1));
            filled.push_str(value);
            rest = &rest[after..];
        }
        filled.push_str(rest);
        filled
    }
}

fn read_both(text: &str, language: Language, texts: &mut HashMap<String, String>) {
    let Ok(document) = Document::parse(text) else {
        return;
    };
    for (key, item) in document.as_table() {
        if let Some(word) = item.get(language.tag()).and_then(|word| word.as_str()) {
            texts.insert(key.to_owned(), word.to_owned());
        }
    }
}

#[cfg(test)]
mod tests;
