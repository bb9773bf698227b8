//! Spreadsheets: organisations taken in from a workbook, and lists written out as one.
//!
//! A workbook of organisations has a sheet for each act on an organisation's record; its columns are the fields of the act,
//! so that form, API and sheet ask for the same.

mod bounds;
mod cell;
mod conditions;
mod download;
mod form;
mod play;
mod read;
mod screened;
mod table;
mod template;

pub use bounds::LARGEST as LARGEST_WORKBOOK;
pub use download::routes;
pub use form::{Form, forms};
pub use play::{Played, Player, play};
pub use read::{Bad, BadCell, Book, Tongues, read};
pub use screened::screen;
pub use table::{FileForm, Table};
pub use template::template;
