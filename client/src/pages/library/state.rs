//! What the home page begins with knows of the library: where one is in it and what this device has. What the server has is asked for
//! by the lists, which come later (`lists`).

use super::spot::Spot;
use crate::pages::Removal;
use crate::provider::Entry;
use leptos::prelude::*;

/// What is known of the documents in this browser.
#[derive(Clone, PartialEq)]
pub enum Shelf {
    /// Not yet read.
    Unread,
    /// The browser keeps nothing.
    Absent,
    /// What it keeps cannot be read just now.
    Silent,
    /// These, the most recent first.
    Read(Vec<Entry>),
}

/// The library, as everything on its page finds it.
#[derive(Clone, Copy)]
pub struct Library {
    /// Where one is.
    pub spot: Memo<Spot>,
    /// What this device has.
    pub shelf: RwSignal<Shelf>,
    /// What is to be removed from this device.
    pub removal: RwSignal<Option<Removal>>,
    /// What the server has not accepted and somebody asks about.
    pub refused: RwSignal<Option<Entry>>,
    /// Whether room is to be made on this device.
    pub asks_for_room: RwSignal<bool>,
    /// On what documents would be let go now.
    pub over: RwSignal<Option<String>>,
    /// Counts how often the lists may have become others.
    pub news: RwSignal<u32>,
    /// Reads anew what this device has.
    read: Callback<()>,
}

impl Library {
    /// Nothing is known of it yet but where one is. `read` is what reads into `shelf` what this device has.
    pub fn new(spot: Memo<Spot>, shelf: RwSignal<Shelf>, read: Callback<()>) -> Library {
        read.run(());
        Library {
            spot,
            shelf,
            removal: RwSignal::new(None),
            refused: RwSignal::new(None),
            asks_for_room: RwSignal::new(false),
            over: RwSignal::new(None),
            news: RwSignal::new(0),
            read,
        }
    }

    /// Reads anew what this device has, and has the server asked anew.
    pub fn again(self) {
        self.read.run(());
        self.news.update(|news| *news = news.wrapping_add(1));
    }
}
