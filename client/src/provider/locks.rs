//! Locks that the browser keeps over all its tabs (Web Locks). One that is held is given up by dropping it, and by the end of its
//! tab, however that ends. A page that did not come by a secure connection has none.

use crate::browser;
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long the browser may take to say which locks are held, in milliseconds.
const PATIENCE_MS: i32 = 1_000;
/// How often it is asked.
const QUESTIONS: usize = 3;

type Shared = Rc<RefCell<State>>;

#[derive(Default)]
struct State {
    /// Resolves the promise for whose time the lock is held.
    release: Option<Function>,
    is_given_up: bool,
}

/// A lock that is held or waited for. Dropping it gives it up.
pub struct Lock {
    state: Shared,
}

impl Lock {
    /// Waits for the lock `name`, and calls `on_held` when it is held. `on_lost` is called if it was taken away. With `steal` it is
    /// taken from whoever has it. `None` where the browser has no locks.
    pub fn request(
        name: &str,
        steal: bool,
        on_held: impl FnOnce() + 'static,
        on_lost: impl FnOnce() + 'static,
    ) -> Option<Lock> {
        let (manager, request) = method("request")?;
        let state = Shared::default();
        let options = Object::new();
        if steal {
            Reflect::set(&options, &"steal".into(), &JsValue::TRUE).ok()?;
        }
        let held = {
            let state = state.clone();
            Closure::once_into_js(move |_: JsValue| -> JsValue {
                if state.borrow().is_given_up {
                    return JsValue::UNDEFINED;
                }
                let promise = Promise::new(&mut |resolve, _| state.borrow_mut().release = Some(resolve));
                on_held();
                promise.into()
            })
        };
        let promise: Promise =
            request.call3(&manager, &name.into(), &options, &held).ok()?.dyn_into().ok()?;
        let lost = state.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if JsFuture::from(promise).await.is_err() && !lost.borrow().is_given_up {
                on_lost();
            }
        });
        Some(Lock { state })
    }

    /// The names of all locks that are held in this browser, by any tab; none if the browser does not say.
    pub async fn held() -> Vec<String> {
        let names = || async {
            let (manager, query) = method("query")?;
            let promise: Promise = query.call0(&manager).ok()?.dyn_into().ok()?;
            let snapshot = JsFuture::from(promise).await.ok()?;
            let held: Array = Reflect::get(&snapshot, &"held".into()).ok()?.dyn_into().ok()?;
            let name = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
            Some(held.iter().filter_map(name).collect())
        };
        // WebKitGTK's answer to a question can lie there until it is asked another.
        for _ in 0..QUESTIONS {
            if let Some(names) = browser::within(PATIENCE_MS, names()).await {
                return names.unwrap_or_default();
            }
        }
        Vec::new()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let release = {
            let mut state = self.state.borrow_mut();
            state.is_given_up = true;
            state.release.take()
        };
        if let Some(release) = release {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

fn method(name: &str) -> Option<(JsValue, Function)> {
    let manager = Reflect::get(&browser::window().navigator(), &"locks".into()).ok()?;
    let method = Reflect::get(&manager, &name.into()).ok()?.dyn_into().ok()?;
    Some((manager, method))
}
