//! "Move to…": a dialog with all of one's folders as a tree, for whoever does not drag.

use super::deeds::{Deed, refusal};
use super::desk::{Asked, Desk};
use super::dialogs::{follow, forget};
use super::glyphs::{Glyph, GlyphView};
use super::spot::Section;
use super::tree::{Branch, Node, Step, Tree};
use crate::api::library::folders;
use crate::browser;
use crate::frame::{Icon, IconView};
use crate::language::{Key, Message, say};
use crate::pages::shelf::close;
use crate::{key, tr};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// The tree's id in the page, from which those of its lines are made.
const TREE: &str = "folder-tree";

fn is_move(asked: &Asked) -> bool {
    matches!(asked, Asked::Move(_))
}

/// The dialog.
#[component]
pub fn MoveDialog(desk: Desk) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let list = NodeRef::<html::Div>::new();
    let tree = RwSignal::new(Tree::new(String::new()));
    let refused = RwSignal::new(None::<Key>);
    let load = move |parent: Option<String>| {
        leptos::task::spawn_local(async move {
            match folders(parent.as_deref()).await {
                Ok(found) => {
                    // What is moved cannot go into itself.
                    let is_moved = |id: &str| {
                        desk.asked.with_untracked(|asked| match asked {
                            Some(Asked::Move(items)) => items.iter().any(|item| item.id() == id),
                            _ => false,
                        })
                    };
                    let found = found.into_iter().filter(|it| !is_moved(&it.id));
                    let found = found.map(|it| (it.id, it.title)).collect();
                    refused.try_set(None);
                    tree.try_update(|tree| tree.put(parent.as_deref(), found));
                }
                Err(error) => drop(refused.try_set(Some(refusal(&error, true)))),
            }
        });
    };
    follow(desk, dialog, is_move, move || {
        refused.set(None);
        tree.set(Tree::new(say(Section::Mine.name())));
        load(None);
    });
    let step = move |step: Step| {
        if step == Step::Load {
            load(tree.with_untracked(|tree| tree.here().id.clone()));
        }
        browser::before_next_frame(move || {
            let at = tree.try_with_untracked(|tree| tree.at).unwrap_or_default();
            let line = browser::document().get_element_by_id(&format!("{TREE}-{at}"));
            if let (Some(list), Some(line)) = (list.get_untracked(), line) {
                browser::reveal_in(&list, &line);
            }
        });
    };
    let accept = move || {
        let Some(Asked::Move(items)) = desk.asked.get_untracked() else { return };
        let folder = tree.with_untracked(|tree| tree.here().id.clone());
        desk.perform(Deed::Move(folder), items);
        close(dialog);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let key = event.key();
        if key == "Enter" {
            accept();
        } else if let Some(taken) = tree.try_update(|tree| tree.take_key(&key)).flatten() {
            step(taken);
        } else {
            return;
        }
        event.prevent_default();
    };
    let line = move |(place, node): (usize, Node)| {
        let is_here = move || tree.with(|tree| tree.at == place);
        let expanded = match node.branch {
            Branch::Open => Some("true"),
            Branch::Closed => Some("false"),
            Branch::Empty => None,
        };
        let open = move |event: ev::MouseEvent| {
            event.stop_propagation();
            if let Some(taken) = tree.try_update(|tree| tree.toggle(place)) {
                step(taken);
            }
        };
        view! {
            <div
                class="tree-line"
                id=format!("{TREE}-{place}")
                role="treeitem"
                attr:aria-level=(node.level + 1).to_string()
                aria-expanded=expanded
                aria-selected=move || is_here().to_string()
                style:--depth=node.level.to_string()
                on:click=move |_| tree.update(|tree| tree.at = place)
                on:dblclick=move |_| accept()
            >
                <span class="tree-fold" class:open=node.branch == Branch::Open on:click=open>
                    {expanded.map(|_| view! { <IconView icon=Icon::Fold/> })}
                </span>
                <GlyphView glyph=if node.id.is_some() { Glyph::Folder } else { Glyph::Pages }/>
                <span class="tree-name" dir="auto">{node.name}</span>
            </div>
        }
    };
    let heading = move || {
        let count = desk.asked.with(|asked| match asked {
            Some(Asked::Move(items)) => items.len(),
            _ => 0,
        });
        say(Message::from(key!("move-heading")).with("count", count as u64))
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="move-heading" on:close=move |_| forget(desk, is_move)>
            <div class="dialog-body">
                <div class="dialog-head"><h2 id="move-heading">{heading}</h2></div>
                <div
                    class="tree"
                    id=TREE
                    role="tree"
                    tabindex="0"
                    autofocus
                    node_ref=list
                    aria-label=tr!("folders")
                    aria-activedescendant=move || format!("{TREE}-{}", tree.with(|tree| tree.at))
                    on:keydown=on_key
                >
                    {move || tree.with(|tree| tree.nodes.clone()).into_iter().enumerate().map(line).collect_view()}
                </div>
                {move || refused.get().map(|why| view! { <p class="shelf-lost" role="alert">{move || say(why)}</p> })}
                <div class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close(dialog)>{tr!("cancel")}</button>
                    <button class="button primary" type="button" on:click=move |_| accept()>{tr!("move-here")}</button>
                </div>
            </div>
        </dialog>
    }
}
