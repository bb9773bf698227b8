//! Journeys through the running product: the built binary opens its demo city, and people take a consortium from its
//! nomination to the decision, by the API alone and by the browser alone, on both tracks.

mod browser;
mod by_api;
mod by_browser;
mod call_2023;
mod city;
mod driver;
mod first_day;
mod keyboard;
mod media;
mod no_script;
mod passkey;
mod picture;
mod story;
mod tour;
