//! What the home page's pieces share: what is to be removed from this device, and how documents without a title, and none at all,
//! are named.

use crate::key;
use crate::language::{Key, said, say};
use crate::provider::Entry;
use leptos::html;
use leptos::prelude::*;
use uuid::Uuid;

/// What is to be removed from this device.
#[derive(Clone, PartialEq)]
pub enum Removal {
    /// This document.
    One(Entry),
    /// Everything, as one leaves a computer that others use too.
    All,
    /// Perhaps what is the account's from which one signs out.
    SignOut,
    /// Perhaps what is of an account that is no more.
    Gone(Uuid),
}

/// Says in the place of a list why there is nothing in it.
#[component]
pub fn Blank(title: Key, text: Key) -> impl IntoView {
    view! {
        <section class="empty-shelf">
            <span class="empty-sheet" aria-hidden="true"></span>
            <h2>{said(title)}</h2>
            <p>{said(text)}</p>
        </section>
    }
}

/// Closes a dialog that may be open.
pub fn close(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}

/// The title, or what stands for none.
pub fn named(title: &str) -> String {
    if title.is_empty() { say(key!("untitled")) } else { title.to_owned() }
}
