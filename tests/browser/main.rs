//! Journeys in headless Chromium.
#![expect(clippy::unwrap_used, reason = "a journey that stumbles has failed, and the line says where")]

mod acceptance;
mod accounts;
mod album;
mod authors;
mod desk;
mod emergency;
mod feedback;
mod finding;
mod house;
mod journeys;
mod kit;
mod logic;
mod managers;
mod numbers;
mod office;
mod points;
mod proxies;
mod rooms;
mod typing;
mod uploads;
