//! Find and replace: a bar below the toolbar, over the text. What is found is the editor's to say; here it is asked for,
//! counted and gone through.

use super::{Editor, Icon, IconView};
use crate::editor::{EditorHandle, FindError, FindQuery, Finds, Step};
use crate::language::{Message, say};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use octavo_shared::edit::keymap::Request;

/// What the bar is asked for, from wherever a key is pressed.
#[derive(Clone, Copy)]
pub struct FindControl {
    editor: Editor,
    bar: RwSignal<Option<Bar>>,
    /// Counts how often the bar was asked for, so that one that is open takes the focus again.
    asked: RwSignal<u32>,
    text: RwSignal<String>,
}

/// The bar while it is open.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Bar {
    replaces: bool,
}

impl FindControl {
    /// A bar that is closed.
    pub fn new(editor: Editor) -> FindControl {
        FindControl {
            editor,
            bar: RwSignal::new(None),
            asked: RwSignal::new(0),
            text: RwSignal::new(String::new()),
        }
    }

    /// Does what was asked for, where it is the bar's to do.
    pub fn take(self, request: Request) {
        let is_open = self.bar.get_untracked().is_some();
        match request {
            Request::FindNext if is_open => self.go(Step::Next),
            Request::FindPrevious if is_open => self.go(Step::Previous),
            Request::Find | Request::FindNext | Request::FindPrevious => self.open(false),
            Request::Replace => self.open(true),
            _ => {}
        }
    }

    fn open(self, replaces: bool) {
        if let Some(words) = self.editor.with_value(EditorHandle::selected_words) {
            self.text.set(words);
        }
        let replaces = replaces || self.bar.get_untracked().is_some_and(|bar| bar.replaces);
        self.bar.set(Some(Bar { replaces }));
        self.asked.update(|times| *times += 1);
    }

    fn close(self) {
        self.bar.set(None);
        self.editor.with_value(EditorHandle::focus);
    }

    fn go(self, step: Step) {
        self.editor.with_value(|editor| editor.go_to_found(step));
    }
}

/// The bar.
#[component]
pub fn FindBar(control: FindControl) -> impl IntoView {
    let FindControl { editor, bar, text, .. } = control;
    let with = RwSignal::new(String::new());
    let options = RwSignal::new(FindQuery::default());
    let finds = RwSignal::new(Finds::default());
    let outcome = RwSignal::new(None::<Outcome>);
    editor.with_value(|editor| {
        editor.on_finds_change(move |new| {
            finds.try_set(new);
        });
    });
    let is_open = Memo::new(move |_| bar.get().is_some());
    let query = Memo::new(move |_| FindQuery { text: text.get(), ..options.get() });
    Effect::new(move || {
        outcome.set(None);
        finds.set(Finds::default());
        let wanted = is_open.get().then(|| query.get());
        editor.with_value(|editor| match editor.look_for(wanted.as_ref()) {
            Ok(()) if wanted.is_some_and(|query| !query.text.is_empty()) => {
                editor.go_to_found(Step::Nearest);
            }
            Ok(()) => {}
            Err(error) => outcome.set(Some(Outcome::Wrong(error))),
        });
    });
    view! {
        <Show when=move || is_open.get()>
            <Rows control with options finds outcome/>
        </Show>
    }
}

/// What is to be said of what was tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Wrong(FindError),
    Replaced(usize),
}

#[component]
fn Rows(
    control: FindControl,
    with: RwSignal<String>,
    options: RwSignal<FindQuery>,
    finds: RwSignal<Finds>,
    outcome: RwSignal<Option<Outcome>>,
) -> impl IntoView {
    let FindControl { editor, bar, asked, text } = control;
    let field = NodeRef::<html::Input>::new();
    Effect::new(move || {
        asked.get();
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let replaces = Memo::new(move |_| bar.get().is_some_and(|bar| bar.replaces));
    let nothing = Memo::new(move |_| finds.with(|finds| finds.count == 0));
    let is_wrong = Memo::new(move |_| matches!(outcome.get(), Some(Outcome::Wrong(_))));
    let replace = move || {
        let with = with.get_untracked();
        editor.with_value(|editor| editor.replace_found(&with));
    };
    let replace_all = move || {
        if nothing.get_untracked() {
            return;
        }
        let with = with.get_untracked();
        let count = editor.with_value(|editor| editor.replace_all_found(&with));
        outcome.set(Some(Outcome::Replaced(count)));
    };
    let on_keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "Escape" => control.close(),
            "F3" if event.shift_key() => control.go(Step::Previous),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let step_on_enter = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            control.go(if event.shift_key() { Step::Previous } else { Step::Next });
        }
    };
    let replace_on_enter = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            if event.ctrl_key() || event.meta_key() { replace_all() } else { replace() }
        }
    };
    let fold = move |_| bar.set(Some(Bar { replaces: !replaces.get_untracked() }));
    let step = move |step: Step, icon: Icon, name: Message| {
        let tip = name.clone();
        view! {
            <button
                class="tool"
                type="button"
                aria-label=move || say(name.clone())
                data-tip=move || say(tip.clone())
                aria-disabled=move || nothing.get().then_some("true")
                on:click=move |_| control.go(step)
            >
                <IconView icon/>
            </button>
        }
    };
    view! {
        <div class="find-bar" role="search" aria-label=tr!("find-and-replace") on:keydown=on_keydown>
            <div class="find-row">
                <button
                    class="tool find-fold"
                    type="button"
                    aria-label=tr!("replace")
                    aria-expanded=move || if replaces.get() { "true" } else { "false" }
                    on:click=fold
                >
                    <IconView icon=Icon::Fold/>
                </button>
                <div class="find-field" class:wrong=move || is_wrong.get()>
                    <input
                        class="find-input"
                        node_ref=field
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        aria-label=tr!("find")
                        placeholder=tr!("find")
                        aria-invalid=move || is_wrong.get().then_some("true")
                        aria-describedby="find-outcome"
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                        on:keydown=step_on_enter
                    />
                    <span class="find-count" aria-live="polite">
                        {move || count_in_words(finds.get(), text.with(String::is_empty) || is_wrong.get())}
                    </span>
                </div>
                <div class="find-options" role="group" aria-label=tr!("find-options")>
                    <Toggle name=key!("match-case").into() sign="Aa" options on=|query| &mut query.case/>
                    <Toggle name=key!("whole-words").into() sign="“ab”" options on=|query| &mut query.word/>
                    <Toggle name=key!("expression").into() sign=".*" options on=|query| &mut query.regex/>
                </div>
                {step(Step::Previous, Icon::Up, key!("find-previous").into())}
                {step(Step::Next, Icon::Down, key!("find-next").into())}
                <button class="tool find-close" type="button" aria-label=tr!("close") on:click=move |_| control.close()>
                    <IconView icon=Icon::Close/>
                </button>
            </div>
            <Show when=move || replaces.get()>
                <div class="find-row">
                    <div class="find-field find-with">
                        <input
                            class="find-input"
                            type="text"
                            autocomplete="off"
                            spellcheck="false"
                            aria-label=tr!("replace-with")
                            placeholder=tr!("replace-with")
                            prop:value=move || with.get()
                            on:input=move |event| with.set(event_target_value(&event))
                            on:keydown=replace_on_enter
                        />
                    </div>
                    <button
                        class="button find-button"
                        type="button"
                        aria-disabled=move || nothing.get().then_some("true")
                        on:click=move |_| replace()
                    >
                        {tr!("replace")}
                    </button>
                    <button
                        class="button find-button"
                        type="button"
                        aria-disabled=move || nothing.get().then_some("true")
                        on:click=move |_| replace_all()
                    >
                        {tr!("replace-all")}
                    </button>
                </div>
            </Show>
            <p class="find-outcome" id="find-outcome" class:wrong=move || is_wrong.get() aria-live="polite">
                {move || outcome.get().map(|outcome| say(in_words(outcome)))}
            </p>
        </div>
    }
}

/// A thing that counts or does not.
#[component]
fn Toggle(
    name: Message,
    sign: &'static str,
    options: RwSignal<FindQuery>,
    on: fn(&mut FindQuery) -> &mut bool,
) -> impl IntoView {
    let label = name.clone();
    let is_on = Memo::new(move |_| *on(&mut options.get()));
    let turn = move |_| {
        options.update(|query| {
            let it = on(query);
            *it = !*it;
        });
    };
    view! {
        <button
            class="find-toggle"
            type="button"
            aria-label=move || say(label.clone())
            data-tip=move || say(name.clone())
            aria-pressed=move || if is_on.get() { "true" } else { "false" }
            on:click=turn
        >
            <span aria-hidden="true">{sign}</span>
        </button>
    }
}

fn count_in_words(finds: Finds, is_silent: bool) -> String {
    let count = finds.count as u64;
    match finds.current {
        _ if is_silent => String::new(),
        _ if count == 0 => say(key!("found-nothing")),
        Some(index) => {
            let place = Message::from(key!("found-place"));
            say(place.with("place", index as u64 + 1).with("count", count))
        }
        None => say(Message::from(key!("found-count")).with("count", count)),
    }
}

fn in_words(outcome: Outcome) -> Message {
    match outcome {
        Outcome::Replaced(count) => Message::from(key!("replaced")).with("count", count as u64),
        Outcome::Wrong(error) => match error {
            FindError::UnclosedGroup => key!("expression-unclosed-group"),
            FindError::UnopenedGroup => key!("expression-unopened-group"),
            FindError::UnclosedClass => key!("expression-unclosed-class"),
            FindError::NothingToRepeat => key!("expression-nothing-to-repeat"),
            FindError::BadCount => key!("expression-bad-count"),
            FindError::BadRange => key!("expression-bad-range"),
            FindError::BadEscape => key!("expression-bad-escape"),
            FindError::Unsupported => key!("expression-unsupported"),
            FindError::TooLarge => key!("expression-too-large"),
            FindError::Invalid => key!("expression-invalid"),
        }
        .into(),
    }
}
