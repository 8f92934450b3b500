//! A document: its title, the toolbar, the page to write on, and who else is here.
//!
//! The page draws the frame around the text and ties editor and provider together. The text itself is the editor's: it
//! owns everything inside its host element.

use super::Message;
use crate::address::Address;
use crate::api;
use crate::app::{Me, Writing};
use crate::browser;
use crate::editor::{Command, CopiedFormat, EditorHandle, UiState};
use crate::frame::{
    Actions, AnswerNote, Answered, CountView, FindControl, Icon, IconView, NoticeView, OutlineButton,
    OutlineControl, OutlinePlace, PeopleView, Rescue, ShareButton, SlashControl, StatusView, Toolbar,
    ViewTools, Waiting, YouButton, Zoom, follow_zoom,
};
use crate::keys;
use crate::language::{Key, Message as Words, said, say};
use crate::parts::Parts;
use crate::provider::{Connection, Keeping, Listeners, Person, Phase, Provider};
use crate::recovery;
use crate::writing;
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use octavo_shared::edit::keymap::{Action, Request};
use uuid::Uuid;
use wasm_bindgen::JsCast;

/// How much of the text the list of documents shows, in characters.
const EXCERPT: usize = 160;

/// What parts of the text are called for those who hear it; the editor refers to them.
const SPOKEN_WORDS: [(&str, Key); 4] = [
    ("word-done", key!("done")),
    ("word-page-break", key!("page-break")),
    ("word-table-of-contents", key!("table-of-contents")),
    ("word-image", key!("image")),
];
/// What the style sheet of the text says.
const SHOWN_WORDS: [(&str, Key); 4] = [
    ("--invitation", key!("start-writing")),
    ("--word-page-break", key!("page-break")),
    ("--word-not-shown", key!("not-shown")),
    ("--word-show-pictures-of", key!("show-pictures-of")),
];

fn styled_words() -> String {
    SHOWN_WORDS.map(|(name, word)| format!("{name}:\"{}\";", say(word))).concat()
}

/// The page at `/d/{document}`.
#[component]
pub fn DocumentPage(id: Uuid) -> impl IntoView {
    // Where the browser keeps nothing, the address says that the document is new.
    let here = expect_context::<Address>();
    let is_view = api::is_view(id);
    let is_new = !is_view && untrack(|| here.query("new")).is_some();
    let Me(me) = expect_context::<Me>();
    let client = u64::from(browser::random());
    let editor = StoredValue::new_local(EditorHandle::new(client));
    let host = NodeRef::<html::Div>::new();
    let overlay = NodeRef::<html::Div>::new();

    let phase = RwSignal::new(Phase::Opening);
    let keeping = RwSignal::new(Keeping::default());
    let people = RwSignal::new(Vec::<Person>::new());
    let title = RwSignal::new(String::new());
    let ui = RwSignal::new(UiState::default());
    let can_write = RwSignal::new(false);
    let read_only = Memo::new(move |_| is_view || ui.with(|ui| ui.read_only));
    // What the owner lets one do may change while one is here: the connection ends then, and comes back.
    let looks_on = RwSignal::new(is_view);
    let is_connected = Memo::new(move |_| keeping.with(|keeping| keeping.link == Connection::Online));
    Effect::new(move || {
        if is_connected.get() {
            leptos::task::spawn_local(async move {
                let Some(rights) = api::rights(id).await else { return };
                if looks_on.try_get_untracked() == Some(rights.may_write) {
                    looks_on.set(!rights.may_write);
                    editor.with_value(|editor| editor.set_read_only(!rights.may_write));
                }
            });
        }
    });
    let find = FindControl::new(editor);
    let outline = OutlineControl::new(editor);
    let waiting = Waiting::new();
    let panels = expect_context::<Parts>().panels;
    let counts_asked = RwSignal::new(0);

    let handle = editor.get_value();
    handle.on_ui_change(move |state| {
        ui.try_set(state);
    });
    let foreign = expect_context::<Parts>().foreign;
    handle.on_html_to_read(move || foreign.need());
    Effect::new(move || {
        let (is_lost, here) = (foreign.is_lost(), foreign.get());
        if is_lost || here.is_some() {
            editor.with_value(|editor| editor.set_html_reader(here));
        }
    });
    let pasting = RwSignal::new(None::<f64>);
    handle.on_paste_progress(move |done| {
        pasting.try_set(done);
    });
    handle.on_title_change(move |text| {
        title.try_set(text);
    });
    let listeners = Listeners {
        phase: Box::new(move |new| {
            phase.try_set(new);
        }),
        keeping: Box::new(move |new| {
            keeping.try_set(new);
        }),
        people: Box::new(move |new| {
            // Carets move all the time; who is here seldom changes.
            if people.try_with_untracked(|old| *old != new) == Some(true) {
                people.set(new);
            }
        }),
        excerpt: Box::new(move || host.get_untracked().map(|host| excerpt(&host)).unwrap_or_default()),
    };
    let provider = Provider::open(id, is_new, client, handle, Some(me.get_untracked()), listeners);
    let provider = StoredValue::new_local(provider);
    Effect::new(move || {
        let me = me.get();
        provider.with_value(|provider| provider.introduce(me));
    });

    // What was written before one knew is handed to whoever manages the document; what is written from then on, with the next visit.
    let is_left_over = Memo::new(move |_| keeping.with(|it| it.lacks_right() && it.held.is_none()));
    Effect::new(move || {
        if is_left_over.get() {
            panels.need();
            if let Some(panels) = panels.get() {
                provider.with_value(panels.hand_over);
            }
        }
    });

    let Writing(writing) = expect_context::<Writing>();
    Effect::new(move || {
        editor.with_value(|editor| editor.set_auto_format(writing::resolved(writing.get())));
    });

    // The text can be written once there is something to write on, and the page is there to show it.
    Effect::new(move || {
        if let (Phase::Ready { fresh }, Some(host), Some(overlay)) = (phase.get(), host.get(), overlay.get())
        {
            editor.with_value(|editor| {
                editor.mount(&host, &overlay);
                if looks_on.get_untracked() {
                    editor.set_read_only(true);
                }
                title.set(editor.title());
                can_write.set(true);
                let before = recovery::selection_before_panic(&format!("/d/{id}"));
                if let Some(selection) = before {
                    editor.select(selection);
                }
                if fresh || before.is_some() {
                    editor.focus();
                }
            });
        }
    });
    Effect::new(move || {
        let name = title.get();
        let name = if name.trim().is_empty() { say(key!("untitled")) } else { name };
        document().set_title(&format!("{} · Octavo", name.trim()));
    });
    on_cleanup(move || {
        provider.with_value(Provider::close);
        editor.with_value(EditorHandle::unmount);
    });

    let count = || RwSignal::new(0u32);
    let (link_asked, commands_asked, shortcuts_asked) = (count(), count(), count());
    let answer_asked = RwSignal::new((0u32, Answered::default()));
    let answer = move |what| answer_asked.update(|(times, of)| (*times, *of) = (*times + 1, what));
    editor.with_value(|editor| editor.on_files(move || answer(Answered::Files)));
    let once_more = |asked: RwSignal<u32>| asked.update(|times| *times += 1);
    let painter = RwSignal::new(None);
    let is_focused = RwSignal::new(false);
    let ask = move |request: Request| {
        if has_field(request) {
            waiting.begin();
        }
        match request {
            Request::Toolbar => focus_toolbar(),
            Request::Link => once_more(link_asked),
            Request::CopyFormat => painter.set(Some(editor.with_value(EditorHandle::copy_format))),
            Request::PasteFormat => apply_format(editor, painter.get_untracked()),
            Request::Outline => outline.toggle(),
            Request::FocusMode => is_focused.update(|is_focused| *is_focused = !*is_focused),
            Request::WordCount => once_more(counts_asked),
            Request::Commands => once_more(commands_asked),
            Request::Shortcuts => once_more(shortcuts_asked),
            Request::Save => answer(Answered::Save),
            Request::Find | Request::Replace | Request::FindNext | Request::FindPrevious => {
                find.take(request)
            }
        }
    };
    let moved = RwSignal::new(0u32);
    editor.with_value(|editor| {
        editor.on_move(move || {
            moved.try_update(|times| *times = times.wrapping_add(1));
        });
    });
    let zoom = RwSignal::new(Zoom::recalled());
    let actions =
        Actions { editor, ui: ui.into(), moved: moved.into(), painter, zoom, ask: Callback::new(ask) };
    let desk = NodeRef::<html::Main>::new();
    let factor = follow_zoom(actions, desk);
    let slash = SlashControl::new(actions);
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() && is_focused.get_untracked() {
            is_focused.set(false);
        }
        take_key(&event, &ask);
    };
    // With the format painter, what is selected next takes the format; the selection is read after this event.
    let paint = move |event: web_sys::PointerEvent| {
        let on_text = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        if on_text.is_some_and(|it| it.closest(".page-text").is_ok_and(|found| found.is_some()))
            && painter.with_untracked(Option::is_some)
        {
            browser::after(0, move || {
                apply_format(editor, painter.get_untracked());
                painter.set(None);
            });
        }
    };
    let rescue = Callback::new(move |how: Rescue| {
        let name = title.with_untracked(|title| title.trim().to_owned());
        let name = if name.is_empty() { say(key!("untitled")) } else { name };
        let provider = provider.get_value();
        if how == Rescue::File {
            return provider.save_as_file(&name);
        }
        leptos::task::spawn_local(async move {
            let copied = Words::from(key!("copy-of")).with("title", name.clone());
            match provider.copy_to_new(&untrack(|| say(copied))).await {
                Some(id) => here.go(&format!("/d/{id}")),
                // Where nothing can be kept it goes where it can.
                None => provider.save_as_file(&name),
            }
        });
    });
    let notice = Memo::new(move |_| keeping.with(Keeping::notice));
    let missing = Memo::new(move |_| matches!(phase.get(), Phase::Missing));
    view! {
        <Show when=move || !missing.get() fallback=|| view! { <MissingDocument/> }>
            <div
                class="document"
                class:view-only=read_only
                class:focused=move || is_focused.get()
                on:keydown:capture=move |event| {
                    waiting.take_key(&event);
                    slash.take_key(&event);
                }
                on:focusin=move |event| waiting.give(&event)
                on:keydown=on_keydown
                on:pointerup=paint
            >
                <header class="document-bar">
                    <div class="top-bar">
                        <a class="icon-button home-link" href="/" aria-label=tr!("all-documents")>
                            <IconView icon=Icon::Back/>
                        </a>
                        <TitleField title editor phase read_only/>
                        <Show when=move || read_only.get()>
                            <span class="view-only-badge">{tr!("view-only")}</span>
                        </Show>
                        <StatusView keeping rescue/>
                        <PeopleView editor people is_connected/>
                        <ShareButton id title/>
                        <YouButton/>
                    </div>
                    <Toolbar actions/>
                    {panels.shown(move |panels| (panels.find)(find))}
                </header>
                <NoticeView notice rescue/>
                <main class="desk" node_ref=desk style:--zoom=move || factor.get().to_string()>
                    <OutlinePlace control=outline/>
                    <div class="sheet">
                        <div
                            class="page-text"
                            node_ref=host
                            role="textbox"
                            style=styled_words
                            aria-multiline="true"
                            aria-label=tr!("document")
                            aria-readonly=move || (!can_write.get() || read_only.get()).then_some("true")
                            aria-describedby="leaving-the-text"
                            aria-controls=move || slash.active().map(|_| SlashControl::LIST)
                            aria-activedescendant=move || slash.active()
                        ></div>
                        {panels.shown(move |panels| (panels.link)(editor, ui, link_asked))}
                        {panels.shown(move |panels| (panels.slash)(slash))}
                        <div class="carets" node_ref=overlay aria-hidden="true"></div>
                        <Show when=move || matches!(phase.get(), Phase::Waiting)>
                            <p class="waiting">
                                {move || {
                                    let is_silent = keeping.with(Keeping::is_silent);
                                    say(if is_silent { key!("waiting-silent") } else { key!("waiting") })
                                }}
                            </p>
                        </Show>
                    </div>
                    <p class="hidden-text" id="leaving-the-text">
                        {tr!("leaving-the-text")}
                    </p>
                    {SPOKEN_WORDS
                        .map(|(id, word)| view! { <span id=id hidden>{said(word)}</span> })
                        .collect_view()}
                </main>
                <Show when=move || pasting.get().is_some()>
                    <div class="pasting">
                        <label>
                            {tr!("pasting")}
                            <progress prop:value=move || pasting.get().unwrap_or(1.0)></progress>
                        </label>
                        <button
                            class="button"
                            type="button"
                            on:click=move |_| editor.with_value(EditorHandle::give_up_paste)
                        >
                            {tr!("pasting-give-up")}
                        </button>
                    </div>
                </Show>
                {panels.shown(move |panels| (panels.palette)(actions, commands_asked))}
                {panels.shown(move |panels| (panels.shortcuts)(shortcuts_asked))}
                <AnswerNote keeping asked=answer_asked/>
                <button
                    class="icon-button leave-focus"
                    type="button"
                    aria-label=tr!("leave-focus")
                    data-tip=tr!("leave-focus")
                    on:click=move |_| {
                        is_focused.set(false);
                        editor.with_value(EditorHandle::focus);
                    }
                >
                    <IconView icon=Icon::Unfocus/>
                </button>
                <div class="foot">
                    <OutlineButton control=outline/>
                    <CountView editor asked=counts_asked/>
                    <ViewTools actions factor/>
                </div>
            </div>
        </Show>
    }
}

/// Whether what is asked for is a panel with a field to type in.
fn has_field(request: Request) -> bool {
    use Request::*;
    matches!(request, Link | Commands | Shortcuts | Find | Replace | FindNext | FindPrevious)
}

/// What the frame does by key. Alt+F10 leads from the text to the toolbar, as in other editors; Escape leads back.
fn take_key(event: &web_sys::KeyboardEvent, ask: &impl Fn(Request)) {
    if let Some(Action::Frame(request)) = keys::shortcut_of(event).map(|shortcut| shortcut.action) {
        event.prevent_default();
        ask(request);
    }
}

fn apply_format(editor: crate::frame::Editor, copied: Option<CopiedFormat>) {
    if let Some(copied) = copied {
        editor.with_value(|editor| {
            editor.dispatch(Command::ApplyFormat(copied));
        });
    }
}

fn focus_toolbar() {
    let stop = browser::document().query_selector(".toolbar [data-stop][tabindex='0']").ok().flatten();
    if let Some(stop) = stop.and_then(|stop| stop.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = stop.focus();
    }
}

#[component]
fn TitleField(
    title: RwSignal<String>,
    editor: crate::frame::Editor,
    phase: RwSignal<Phase>,
    read_only: Memo<bool>,
) -> impl IntoView {
    let rename = move |event| {
        let text = event_target_value(&event);
        editor.with_value(|editor| editor.set_title(&text));
        title.set(text);
    };
    let leave_on_enter = move |event: web_sys::KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | "ArrowDown") && !event.is_composing() {
            event.prevent_default();
            editor.with_value(EditorHandle::focus);
        }
    };
    view! {
        <div class="title-box">
            <input
                class="title"
                type="text"
                aria-label=tr!("title")
                placeholder=tr!("untitled")
                autocomplete="off"
                maxlength="300"
                readonly=move || !matches!(phase.get(), Phase::Ready { .. }) || read_only.get()
                prop:value=move || title.get()
                on:input=rename
                on:keydown=leave_on_enter
            />
        </div>
    }
}

#[component]
fn MissingDocument() -> impl IntoView {
    view! {
        <Message title=key!("missing-title") text=key!("missing-text")>
            <a class="button primary" href="/">{tr!("all-documents")}</a>
        </Message>
    }
}

/// The beginning of the text, as one line.
fn excerpt(host: &web_sys::HtmlElement) -> String {
    let mut excerpt = String::new();
    // One after the other: a selector would be held against every paragraph of a book.
    let from = |first| std::iter::successors(first, web_sys::Element::next_element_sibling);
    let chunks = from(host.first_element_child()).take(8);
    for block in chunks.flat_map(|chunk| from(chunk.first_element_child())) {
        let text = block.text_content().unwrap_or_default();
        let words = text.split_whitespace();
        for word in words {
            if !excerpt.is_empty() {
                excerpt.push(' ');
            }
            excerpt.push_str(word);
        }
        if excerpt.chars().count() >= EXCERPT {
            break;
        }
    }
    excerpt.chars().take(EXCERPT).collect()
}
