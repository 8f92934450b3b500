//! Room on this device: how much is used, and which documents can go because the server has all of them.

use super::shelf::{close, named};
use crate::language::{Message, say};
use crate::provider::{Room, Size, Storage};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;

/// The dialog in which room is made, while it is `asked` for. `again` reads the list of documents anew.
#[component]
pub fn RoomDialog(asked: RwSignal<bool>, again: Callback<()>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let room = RwSignal::new(Room::default());
    let sizes = RwSignal::new(None::<Vec<Size>>);
    let read = move || {
        leptos::task::spawn_local(async move {
            room.try_set(Room::measure().await);
            let Ok(storage) = Storage::open().await else { return };
            let read = storage.removable().await;
            sizes.try_set(Some(read));
        });
    };
    Effect::new(move || {
        if let (true, Some(dialog)) = (asked.get(), dialog.get()) {
            read();
            let _ = dialog.show_modal();
        }
    });
    let remove = move |_| {
        leptos::task::spawn_local(async move {
            let Ok(storage) = Storage::open().await else { return };
            for size in sizes.get_untracked().unwrap_or_default() {
                // What cannot be removed is there when the list is read again.
                let _ = storage.remove(size.entry.id).await;
            }
            read();
            again.run(());
        });
    };
    let row = |size: Size| {
        let title = size.entry.title.clone();
        view! {
            <li>
                <span class="room-title">{move || named(&title)}</span>
                <span>{tr!("kilobytes", count = size.bytes.div_ceil(1_000))}</span>
            </li>
        }
    };
    let total = move || sizes.with(|sizes| sizes.iter().flatten().map(|size| size.bytes).sum::<u64>());
    let is_none = move || sizes.with(|sizes| sizes.as_ref().is_some_and(Vec::is_empty));
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="room-heading" on:close=move |_| asked.set(false)>
            <div class="dialog-body">
                <div class="dialog-head">
                    <h2 id="room-heading">{tr!("room")}</h2>
                </div>
                <Show when=move || { room.get().quota_mb != 0 }>
                    <p class="dialog-text">{move || say(room.get().said())}</p>
                    <meter
                        class="room-meter"
                        class:alarm=move || room.get().is_scarce()
                        max=move || room.get().quota_mb.to_string()
                        prop:value=move || room.get().used_mb as f64
                        aria-label=tr!("room")
                    ></meter>
                </Show>
                <p class="dialog-text">
                    {move || say(if is_none() { key!("room-nothing") } else { key!("room-text") })}
                </p>
                <ul class="room-list" aria-label=tr!("room-list")>
                    {move || sizes.get().into_iter().flatten().map(row).collect_view()}
                </ul>
                <div class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close(dialog)>{tr!("close")}</button>
                    <button class="button primary" type="button" hidden=move || total() == 0 on:click=remove>
                        {move || say(Message::from(key!("room-free")).with("count", total().div_ceil(1_000)))}
                    </button>
                </div>
            </div>
        </dialog>
    }
}
