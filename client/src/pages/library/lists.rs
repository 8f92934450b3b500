//! The lists of the library: what the server has said of the one that is open, together with what this device has, and in which order
//! and how it is shown.

use super::item::{Item, items};
use super::spot::{Sort, Spot};
use super::state::{Library, Shelf};
use crate::api::ApiError;
use crate::api::library::{self, Crumb, Listing, MOST, Question};
use crate::browser;
use crate::pages::Removal;
use crate::provider::{Entry, listing};
use leptos::prelude::*;

/// How much of a list is asked for at a time.
const PAGE: usize = 60;
/// After how long the server's lists say what was written in a document, in milliseconds.
const READ_MS: i32 = 2_500;
/// Where the order that somebody has chosen is remembered.
const SORT: &str = "octavo.sort";
/// Where it is remembered that somebody looks at a grid.
const GRID: &str = "octavo.grid";

/// How far the server has answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// It was asked.
    #[default]
    Awaited,
    /// It has: the list is as it has it.
    Come,
    /// It cannot be asked: the list is as it was last seen here.
    Away,
    /// It does not give that list, to this person or to anybody.
    Refused,
}

/// What the server has said of the list of a spot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    of: Option<(Spot, Sort)>,
    /// As it was told now or before; `None` where it never was.
    pub listing: Option<Listing>,
    pub answer: Answer,
}

/// The lists, as all that shows them finds them.
#[derive(Clone, Copy)]
pub struct Lists {
    /// Where one is.
    pub spot: Memo<Spot>,
    /// What this device has.
    pub shelf: RwSignal<Shelf>,
    /// What the server has said.
    pub told: RwSignal<Told>,
    /// What is to be removed from this device.
    pub removal: RwSignal<Option<Removal>>,
    /// What the server has not accepted and somebody asks about.
    pub refused: RwSignal<Option<Entry>>,
    /// Whether room is to be made on this device.
    pub asks_for_room: RwSignal<bool>,
    /// On what documents would be let go now.
    pub over: RwSignal<Option<String>>,
    library: Library,
    chosen_sort: RwSignal<Option<Sort>>,
    is_grid: RwSignal<bool>,
    /// Counts the questions, so that an answer to an old one is not taken for that to a new one.
    asked: StoredValue<u32>,
}

impl Lists {
    /// The lists of the `library`. The server is asked, whenever one goes elsewhere or there may be news.
    pub fn new(library: Library) -> Lists {
        let Library { spot, shelf, removal, refused, asks_for_room, over, news, .. } = library;
        let lists = Lists {
            spot,
            shelf,
            told: RwSignal::new(Told::default()),
            removal,
            refused,
            asks_for_room,
            over,
            library,
            chosen_sort: RwSignal::new(browser::recall(SORT).and_then(|id| Sort::of(&id))),
            is_grid: RwSignal::new(browser::recall(GRID).is_some()),
            asked: StoredValue::new(0),
        };
        Effect::new(move || {
            spot.track();
            lists.chosen_sort.track();
            lists.ask();
        });
        Effect::new(move |before: Option<u32>| {
            let now = news.get();
            if before.is_some() {
                lists.ask();
            }
            lists.ask_later();
            now
        });
        lists
    }

    /// Reads anew what this device has, and asks the server anew.
    pub fn again(self) {
        self.library.again();
    }

    /// Asks once more when the server has read what was written until now.
    fn ask_later(self) {
        browser::after(READ_MS, move || {
            if self.asked.try_get_value().is_some() {
                self.ask();
            }
        });
    }

    /// The order of the list. Tracked.
    pub fn sort(self) -> Sort {
        self.chosen_sort.get().unwrap_or_else(|| self.spot.with(|spot| spot.section.order()))
    }

    /// From now on lists are in this order.
    pub fn sort_by(self, sort: Sort) {
        browser::remember(SORT, sort.id());
        self.chosen_sort.set(Some(sort));
    }

    /// Whether documents are shown as pages beside each other. Tracked.
    pub fn is_grid(self) -> bool {
        self.is_grid.get()
    }

    /// From now on they are shown like that, or as lines.
    pub fn show_grid(self, is_grid: bool) {
        if is_grid {
            browser::remember(GRID, "on")
        } else {
            browser::forget(GRID)
        }
        self.is_grid.set(is_grid);
    }

    /// What is at the spot, in order. Tracked.
    pub fn items(self) -> Vec<Item> {
        let sort = self.sort();
        self.spot.with(|spot| {
            self.told.with(|told| {
                let listed = told.listing.as_ref().map_or(&[][..], |listing| &listing.items);
                self.shelf.with(|shelf| match shelf {
                    Shelf::Read(entries) => items(spot, sort, listed, entries),
                    _ => items(spot, sort, listed, &[]),
                })
            })
        })
    }

    /// The folders that lead to where one is. Tracked.
    pub fn path(self) -> Vec<Crumb> {
        self.told.with(|told| told.listing.as_ref().map(|it| it.path.clone()).unwrap_or_default())
    }

    /// Whether more of the list is at the server. Tracked.
    pub fn has_more(self) -> bool {
        self.told.with(|told| told.listing.as_ref().is_some_and(|listing| listing.next.is_some()))
    }

    /// Asks the server for the list; until it answers it is as it was last seen.
    fn ask(self) {
        let (spot, sort) = untrack(|| (self.spot.get(), self.sort()));
        let of = Some((spot.clone(), sort));
        let (is_same, shown) = self.told.with_untracked(|told| {
            (told.of == of, told.listing.as_ref().map_or(0, |listing| listing.items.len()))
        });
        if !is_same {
            let listing = listing::last_seen(spot.name());
            self.told.set(Told { of: of.clone(), listing, answer: Answer::Awaited });
        }
        let most = if is_same { shown.clamp(PAGE, MOST) } else { PAGE };
        let number = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        leptos::task::spawn_local(async move {
            let answer = library::list(&question(&spot, sort, None, most)).await;
            if self.asked.try_get_value() != number {
                return;
            }
            if let Ok(listing) = &answer {
                listing::note(spot.name(), listing);
            }
            self.told.try_update(|told| match answer {
                Ok(listing) => *told = Told { of, listing: Some(listing), answer: Answer::Come },
                Err(ApiError::Refused(403 | 404 | 410)) => {
                    *told = Told { of, listing: None, answer: Answer::Refused };
                }
                Err(_) => *told = Told { of, listing: listing::last_seen(spot.name()), answer: Answer::Away },
            });
        });
    }

    /// Asks the server for what comes behind what is shown.
    pub fn ask_for_more(self) {
        let (spot, sort) = untrack(|| (self.spot.get(), self.sort()));
        let told = |told: &Told| told.listing.as_ref().and_then(|listing| listing.next.clone());
        let (Some(after), number) = (self.told.with_untracked(told), self.asked.get_value()) else { return };
        leptos::task::spawn_local(async move {
            let answer = library::list(&question(&spot, sort, Some(&after), PAGE)).await;
            let is_due = self.asked.try_get_value() == Some(number)
                && self.told.try_with_untracked(told).flatten().as_ref() == Some(&after);
            match answer {
                Ok(more) if is_due => {
                    self.told.update(|told| {
                        if let Some(listing) = &mut told.listing {
                            listing.items.extend(more.items);
                            listing.next = more.next;
                        }
                    });
                }
                // What is shown stays, and it is said that the server is away.
                Err(_) if is_due => self.told.update(|told| told.answer = Answer::Away),
                _ => {}
            }
        });
    }
}

fn question<'a>(spot: &'a Spot, sort: Sort, after: Option<&'a str>, most: usize) -> Question<'a> {
    Question {
        view: spot.section.id(),
        folder: spot.folder.as_deref(),
        sort: sort.id(),
        order: sort.direction(),
        after,
        most,
    }
}
