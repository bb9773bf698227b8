//! Fixed texts of a document as the pack words them, with what the record says filled in.

use std::collections::BTreeMap;

use policy::DocumentTemplate;
use values::Language;

/// The pack's texts of one document, and what fills their places.
pub struct Texts<'a> {
    /// The document.
    pub document: &'a DocumentTemplate,
    /// What fills the places, by name.
    pub places: BTreeMap<&'static str, String>,
}

impl Texts<'_> {
    /// A text with its places filled. `None` where the pack has no such text.
    pub fn find(&self, name: &str) -> Option<String> {
        let (_, words) = self.document.texts.iter().find(|(key, _)| key == name)?;
        let text = words.in_language(Language::Zh);
        let filled = self
            .places
            .iter()
            .fold(text.to_owned(), |text, (place, value)| {
                text.replace(&format!("{{{place}}}"), value)
            });
        Some(filled)
    }

    /// A text that every document of this layout has.
    pub fn get(&self, name: &str) -> String {
        self.find(name).unwrap_or_default()
    }

    /// A text that is a list, one item a line.
    pub fn lines(&self, name: &str) -> Vec<String> {
        let text = self.get(name);
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Headings and texts numbered from 1, as far as the pack goes.
    pub fn sections(&self) -> Vec<(String, Vec<String>)> {
        (1..)
            .map_while(|number| {
                let heading = self.find(&format!("heading-{number}"))?;
                Some((heading, self.lines(&format!("text-{number}"))))
            })
            .collect()
    }
}
