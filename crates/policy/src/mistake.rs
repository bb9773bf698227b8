//! A mistake in a pack: where it is, what was found, what is meant, what is allowed.

use std::sync::Arc;

/// A place in a pack file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, relative to the pack's folder; who shows it may put the folder before it.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1; 0 where the file as a whole is meant.
    pub column: u32,
    /// Length in characters of what is meant; 0 if the whole row.
    pub length: u32,
}

/// One mistake. All mistakes of a pack are reported at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub at: Location,
    /// The row it stands in, for instance `condition 1.2b`.
    pub row: String,
    /// The offending line as written.
    pub line: String,
    /// What is wrong, in a sentence.
    pub wrong: String,
    /// What was probably meant, if one thing is near.
    pub meant: Option<String>,
    /// What is allowed there.
    pub allowed: Option<String>,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}:{}  {}", self.at.file, self.at.line, self.row)?;
        if !self.line.is_empty() {
            let (before, under) = self.marked();
            writeln!(f, "    {}", self.line)?;
            writeln!(f, "    {before}{under}")?;
        }
        write!(f, "    {}", self.wrong)?;
        if let Some(meant) = &self.meant {
            write!(f, " Did you mean {meant}?")?;
        }
        if let Some(allowed) = &self.allowed {
            write!(f, "\n    {allowed}")?;
        }
        Ok(())
    }
}

impl Mistake {
    /// What stands under the line in a terminal: blanks as wide as the text before, then marks as wide as what is meant.
    fn marked(&self) -> (String, String) {
        let column = self.at.column.saturating_sub(1) as usize;
        let length = self.at.length.max(1) as usize;
        let before = self
            .line
            .chars()
            .take(column)
            .map(|letter| match letter {
                '\t' => "\t",
                _ if is_wide(letter) => "  ",
                _ => " ",
            })
            .collect();
        let marked = self.line.chars().skip(column).take(length);
        let width: usize = marked
            .map(|letter| if is_wide(letter) { 2 } else { 1 })
            .sum();
        (before, "^".repeat(width.max(1)))
    }
}

/// Whether a terminal gives a letter two columns: Chinese letters and marks, full-width forms.
const fn is_wide(letter: char) -> bool {
    matches!(letter,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_what_is_meant_also_behind_chinese_letters() {
        let mistake = Mistake {
            at: Location {
                file: "1.md".into(),
                line: 3,
                column: 11,
                length: 4,
            },
            row: "term ships".to_owned(),
            line: "zh = \"造船\", en = 4".to_owned(),
            wrong: "Wrong.".to_owned(),
            meant: None,
            allowed: None,
        };
        let shown = mistake.to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1], "    zh = \"造船\", en = 4");
        assert_eq!(lines[2], "                ^^^^");
    }
}
