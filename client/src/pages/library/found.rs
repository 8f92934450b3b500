//! What the server finds beside what the list shows: documents that are elsewhere, or that say it further on, with the place in the
//! text. A server that cannot be asked finds nothing.

use super::desk::Desk;
use crate::api::library::{Hit, Piece, search};
use crate::browser;
use crate::frame::{Icon, IconView};
use crate::pages::shelf::named;
use crate::tr;
use leptos::prelude::*;

/// How long it is waited for the next letter, in milliseconds.
const PAUSE_MS: i32 = 200;

/// The documents that the server has found, which the list does not show already.
#[component]
pub fn FoundView(desk: Desk) -> impl IntoView {
    let hits = RwSignal::new(Vec::<Hit>::new());
    // Where the server does not search, it is not said that it has found nothing.
    let has_answered = RwSignal::new(false);
    Effect::new(move || {
        let sought = desk.sought.get();
        if sought.trim().is_empty() {
            hits.set(Vec::new());
            has_answered.set(false);
            return;
        }
        browser::after(PAUSE_MS, move || {
            let is_due = move || desk.sought.try_with_untracked(|now| *now == sought) == Some(true);
            if !is_due() {
                return;
            }
            leptos::task::spawn_local(async move {
                let Some(asked) = desk.sought.try_get_untracked() else { return };
                let found = search(&asked).await;
                if desk.sought.try_with_untracked(|now| *now == asked) == Some(true) {
                    has_answered.set(found.is_ok());
                    hits.set(found.unwrap_or_default());
                }
            });
        });
    });
    let beside = Memo::new(move |_| {
        let order = desk.order.get();
        let is_beside = |hit: &&Hit| !order.contains(&hit.id);
        hits.with(|hits| hits.iter().filter(is_beside).cloned().collect::<Vec<_>>())
    });
    let row = |hit: Hit| {
        let Hit { id, title, snippet } = hit;
        let is_untitled = title.is_empty();
        let title = move || named(&title);
        view! {
            <li class="shelf-item">
                <a class="shelf-row" href=format!("/d/{id}")>
                    <IconView icon=Icon::Document/>
                    <span class="shelf-title" class:untitled=is_untitled dir="auto">{title}</span>
                    <span class="found-place" dir="auto">{pieces(snippet)}</span>
                </a>
            </li>
        }
    };
    let is_nowhere = move || desk.order.with(|order| order.is_empty()) && beside.with(Vec::is_empty);
    let is_sought = move || desk.sought.with(|sought| !sought.trim().is_empty());
    view! {
        <Show when=move || beside.with(|beside| !beside.is_empty())>
            <section class="found" aria-labelledby="found-heading">
                <h3 id="found-heading">{tr!("found-elsewhere")}</h3>
                <ul class="shelf" aria-labelledby="found-heading">{move || beside.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
        <Show when=move || is_sought() && is_nowhere()>
            <p class="shelf-note" role="status">
                {move || crate::language::say(if has_answered.get() { crate::key!("found-none") } else { crate::key!("shelf-none") })}
            </p>
        </Show>
    }
}

fn pieces(pieces: Vec<Piece>) -> impl IntoView {
    let piece = |piece: Piece| match piece.hit {
        true => view! { <mark>{piece.text}</mark> }.into_any(),
        false => piece.text.into_any(),
    };
    pieces.into_iter().map(piece).collect_view()
}
