//! Paper: official documents, set from a pack's layout and the register's facts.
//!
//! A pack brings the layout (a template in the typst language), the register brings the facts (JSON); together they
//! make a PDF/A-2u file with its fonts inside. Printing is a pure function: the same layout, facts, day and fonts
//! give the same bytes on every machine, so a document can be made again years later and compared.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use paper::{FontFile, Press, Template};
//!
//! let press = Press::new(FontFile::read_folder("fonts".as_ref())?)?;
//! let template = Template::read("packs/<pack>/documents/decision.typ".as_ref())?;
//! let facts = serde_json::json!({ "title": "关于同意组建的批复" });
//! let printed = press.print(&template, &facts, jiff::civil::date(2030, 1, 15).at(9, 0, 0, 0))?;
//! assert!(printed.missing.is_empty());
//! # Ok(()) }
//! ```

mod coverage;
mod desk;
mod failure;
mod font;
mod press;
mod template;
#[cfg(test)]
mod tests;

pub use failure::{FontMistake, Place, PrintFailure, Remark};
pub use font::FontFile;
pub use press::{Press, Printed};
pub use template::Template;
