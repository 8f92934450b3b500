//! A dialog over the page: it closes by Escape, by its button and by a press beside it.

use super::{Icon, IconView};
use crate::language::{Key, said};
use crate::tr;
use leptos::html;
use leptos::prelude::*;

/// The dialog `node`, which its owner opens. With a `heading` that stands at its top, else it is only its name.
#[component]
pub fn Dialog(
    node: NodeRef<html::Dialog>,
    class: &'static str,
    name: Key,
    #[prop(optional)] heading: bool,
    children: Children,
) -> impl IntoView {
    let close = move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    // A press beside the dialog lands on its backdrop, which is the dialog element itself.
    let close_from_beside = move |event: web_sys::MouseEvent| {
        if event.target().as_ref() == node.get_untracked().as_deref().map(AsRef::as_ref) {
            close();
        }
    };
    let head = heading.then(|| {
        view! {
            <div class="dialog-head">
                <h2>{said(name)}</h2>
                <button class="icon-button" type="button" aria-label=tr!("close") on:click=move |_| close()>
                    <IconView icon=Icon::Close/>
                </button>
            </div>
        }
    });
    view! {
        <dialog class=class node_ref=node aria-label=said(name) on:mousedown=close_from_beside>
            <div class="dialog-body">{head} {children()}</div>
        </dialog>
    }
}

/// Opens `node` whenever `asked` has another number, and at once if it was asked for before it was here; `prepare` is called before.
pub fn open_when_asked(node: NodeRef<html::Dialog>, asked: Signal<u32>, prepare: impl Fn() + 'static) {
    Effect::new(move |before: Option<u32>| {
        let now = asked.get();
        if before.unwrap_or_default() != now
            && let Some(dialog) = node.get_untracked().filter(|dialog| !dialog.open())
        {
            prepare();
            let _ = dialog.show_modal();
        }
        now
    });
}
