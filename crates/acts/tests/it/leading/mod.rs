//! Who may lead: offices, organisations' records, selection, the start of a consortium, and the facts they rest on.

mod bench;
mod measuring;
mod offices;
mod records;
mod selecting;
mod starting;
