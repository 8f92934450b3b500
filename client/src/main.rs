//! Mounts the app, and nothing else.

mod address;
mod api;
mod app;
mod browser;
mod editor;
mod errands;
mod frame;
mod identity;
mod keys;
mod language;
mod pages;
mod parts;
mod provider;
mod recovery;
mod theme;
mod writing;

fn main() {
    recovery::watch();
    app::mount();
}
