//! Mounts the app, and nothing else.

mod api;
mod app;
mod browser;
mod editor;
mod frame;
mod identity;
mod keys;
mod pages;
mod provider;
mod recovery;
mod theme;

fn main() {
    recovery::watch();
    app::mount();
}
