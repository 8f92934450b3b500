//! Mounts the app, and nothing else.

mod api;
mod app;
mod browser;
mod editor;
mod frame;
mod identity;
mod pages;
mod provider;
mod theme;

fn main() {
    console_error_panic_hook::set_once();
    app::mount();
}
