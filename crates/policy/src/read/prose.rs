//! The reading of a clause: Chinese paragraphs, and English ones quoted with `>`.

use values::Words;

/// Text gathered below a heading.
#[derive(Debug, Default)]
pub(super) struct Prose {
    zh: Paragraphs,
    en: Paragraphs,
    inside_comment: bool,
}

/// Paragraphs of one language.
#[derive(Debug, Default)]
struct Paragraphs {
    text: String,
    open: bool,
}

impl Prose {
    /// Takes a line.
    pub(super) fn line(&mut self, line: &str) {
        let line = line.trim();
        if self.inside_comment || line.starts_with("<!--") {
            self.inside_comment = !line.ends_with("-->");
        } else if let Some(quoted) = line.strip_prefix('>') {
            self.zh.close();
            self.en.line(quoted.trim());
        } else {
            self.en.close();
            self.zh.line(line);
        }
    }

    /// The reading in both languages.
    pub(super) fn finish(self) -> Words {
        Words::new(self.zh.text, self.en.text)
    }
}

impl Paragraphs {
    /// A line of a paragraph; an empty one ends it.
    fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.close();
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(if !self.open {
                "\n\n"
            } else if line.starts_with("- ") {
                "\n"
            } else if self.joins_without_blank(line) {
                ""
            } else {
                " "
            });
        }
        self.text.push_str(line);
        self.open = true;
    }

    /// The paragraph ends.
    fn close(&mut self) {
        self.open = false;
    }

    /// Chinese is written without blanks, also over the end of a line.
    fn joins_without_blank(&self, line: &str) -> bool {
        let latin = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii());
        !latin(self.text.chars().next_back()) || !latin(line.chars().next())
    }
}
