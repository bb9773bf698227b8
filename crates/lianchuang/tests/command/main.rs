//! The command line as those who type it meet it: the built program on folders of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod absent;
mod accounts;
mod act;
mod administrators;
mod audit;
mod browser;
mod cabinet;
mod certificate;
mod city;
mod data;
mod description;
mod doors;
mod elsewhere;
mod evidence;
mod export;
mod founding;
mod four_faces;
mod headers;
mod hostile;
mod import;
mod inbox;
mod notices;
mod outbox;
mod personal;
mod register;
mod report;
mod screen;
mod secrets;
mod server;
mod settings;
mod uploads;
mod walking;
mod workbook;
