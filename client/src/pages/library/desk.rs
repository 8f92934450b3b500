//! What the pieces of a list share: what is shown of it, what is chosen, what is asked about and what is said of what was done.

use super::deeds::Note;
use super::item::{Item, has_words};
use super::lists::Lists;
use super::selection::Selection;
use crate::errands::Errands;
use crate::provider::Storage;
use leptos::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// What somebody is asked before something is done.
#[derive(Clone, PartialEq)]
pub enum Asked {
    /// What a new folder is called.
    NewFolder,
    /// What this is to be called.
    Name(Box<Item>),
    /// Where these go.
    Move(Vec<Item>),
    /// Whether these are to be thrown away; there are folders among them.
    Throw(Vec<Item>),
    /// Whether these are to be deleted for good.
    Delete(Vec<Item>),
}

/// The list that is on the screen.
#[derive(Clone, Copy)]
pub struct Desk {
    pub library: Lists,
    pub errands: Errands,
    /// What is looked for, as it was typed.
    pub sought: RwSignal<String>,
    /// Everything that is at the spot, by id.
    pub all: Memo<Arc<HashMap<String, Item>>>,
    /// The ids of what is shown of it, in order.
    pub order: Memo<Arc<Vec<String>>>,
    pub selection: RwSignal<Selection>,
    /// The line that has the focus, or had it last.
    pub current: RwSignal<Option<String>>,
    pub asked: RwSignal<Option<Asked>>,
    /// Whose menu is open.
    pub menu_of: RwSignal<Option<Item>>,
    pub note: RwSignal<Option<Note>>,
}

impl Desk {
    /// What is shown of the lists, wherever in the library one goes.
    pub fn new(library: Lists) -> Desk {
        let sought = RwSignal::new(String::new());
        let texts = RwSignal::new(HashMap::<Uuid, String>::new());
        let items = Memo::new(move |_| Arc::new(library.items()));
        let all = Memo::new(move |_| {
            let items = items.get();
            Arc::new(items.iter().map(|item| (item.id().to_owned(), item.clone())).collect::<HashMap<_, _>>())
        });
        let order = Memo::new(move |_| {
            let sought = sought.get().to_lowercase();
            let words: Vec<&str> = sought.split_whitespace().collect();
            let is_shown = |item: &&Item| {
                let has = |text: &str| has_words(item, text, &words);
                words.is_empty()
                    || texts.with(|texts| {
                        has(item.document().and_then(|id| texts.get(&id)).map_or("", String::as_str))
                    })
            };
            let ids =
                items.get().iter().filter(is_shown).map(|item| item.id().to_owned()).collect::<Vec<_>>();
            Arc::new(ids)
        });
        let desk = Desk {
            library,
            errands: expect_context::<Errands>(),
            sought,
            all,
            order,
            selection: RwSignal::new(Selection::default()),
            current: RwSignal::new(None),
            asked: RwSignal::new(None),
            menu_of: RwSignal::new(None),
            note: RwSignal::new(None),
        };
        desk.read_texts_when_sought(texts);
        // What is not to be seen any more is not chosen: nothing is done with it unseen.
        Effect::new(move || {
            let order = order.get();
            let mut selection = desk.selection.get_untracked();
            if selection.keep_only(&order) {
                desk.selection.set(selection);
            }
        });
        Effect::new(move || {
            library.spot.track();
            desk.selection.set(Selection::default());
            desk.sought.set(String::new());
        });
        desk
    }

    /// The texts of this device are read once somebody looks for something.
    fn read_texts_when_sought(self, texts: RwSignal<HashMap<Uuid, String>>) {
        let is_reading = StoredValue::new(false);
        Effect::new(move || {
            if self.sought.with(|sought| sought.trim().is_empty()) || is_reading.get_value() {
                return;
            }
            is_reading.set_value(true);
            let here = self.all.with_untracked(|all| {
                all.values().filter(|item| item.is_here()).filter_map(Item::document).collect::<Vec<_>>()
            });
            leptos::task::spawn_local(async move {
                // Where the storage does not answer, the next letter asks again.
                is_reading.try_set_value(read_texts(here, texts).await);
            });
        });
    }

    /// What is chosen, in order. Tracked.
    pub fn chosen(self) -> Vec<Item> {
        let order = self.order.get();
        self.all.with(|all| {
            self.selection.with(|selection| {
                let chosen = order.iter().filter(|id| selection.has(id));
                chosen.filter_map(|id| all.get(id)).cloned().collect()
            })
        })
    }

    /// What an act is about that is done with `id`: all that is chosen if that is among it, else that alone.
    pub fn concerned(self, id: &str) -> Vec<Item> {
        if self.selection.with_untracked(|selection| selection.has(id)) {
            return untrack(|| self.chosen());
        }
        self.all.with_untracked(|all| all.get(id).cloned().into_iter().collect())
    }
}

/// Reads what the documents say, one after the other, so that the page stays quick. Answers whether the storage let it.
async fn read_texts(documents: Vec<Uuid>, texts: RwSignal<HashMap<Uuid, String>>) -> bool {
    let Ok(storage) = Storage::open().await else { return false };
    for document in documents {
        if let Some(text) = storage.text(document).await {
            let is_here = texts.try_update(|texts| texts.insert(document, text.to_lowercase()));
            if is_here.is_none() {
                break;
            }
        }
    }
    true
}
