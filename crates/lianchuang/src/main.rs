//! 联创 Lianchuang: a government's plan for innovation consortia, run from a policy file.

mod accounts;
mod address_exceptions;
mod api;
mod app;
mod assurance;
mod attachment;
mod capacities;
mod clock;
mod command;
mod demo;
mod desk;
mod document;
mod doors;
mod elsewhere;
mod entrance;
mod fault;
mod integrity;
mod keys;
mod listing;
mod measure;
mod office;
mod pack_files;
mod page;
mod personal;
mod post;
mod recent;
mod reporting;
mod retention;
mod serve;
mod sheet;
mod subject_view;
mod telling;
mod throttle;
mod trail;
mod unmasking;
mod upload;
mod visitor;
mod words;

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    command::run()
}
