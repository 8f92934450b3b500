//! Octavo's server: a shell of sockets, files and time around the rules in `octavo_shared::sync`.
//!
//! It moves bytes, keeps the log and knows who is connected. It does not know what a block, a mark or a page is.

pub mod access;
pub mod activity;
pub mod api;
pub mod app;
pub mod calendar;
pub mod changing;
pub mod cli;
pub mod clock;
pub mod config;
pub mod content;
pub mod control;
pub mod digest;
pub mod embedding;
pub mod folders;
pub mod histogram;
pub mod history;
pub mod identity;
pub mod language;
pub mod library;
pub mod listener;
pub mod making;
pub mod marks;
pub mod metrics;
pub mod network;
pub mod openapi;
pub mod outgoing;
pub mod pace;
pub mod page;
pub mod people;
pub mod programs;
pub mod request;
pub mod rights;
pub mod room;
pub mod routes;
pub mod search;
pub mod shelf;
pub mod socket;
pub mod status;
pub mod store;
pub mod tls;
pub mod trash;
pub mod upkeep;
pub mod views;
pub mod web;
mod words;
