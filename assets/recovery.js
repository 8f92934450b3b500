// What happens when the app has panicked. Its memory cannot be trusted from then on, so nothing more goes into it: the
// page takes no input, waits until what was typed is on this device's disk, and loads anew. What was typed is in
// IndexedDB already: that write is issued before the text is on the screen.
//
// This is a file of its own, and not Rust, because it has to work when Rust does not.

(() => {
  const KEY = "octavo.recovery";
  /** So many times within so many milliseconds the page comes back by itself; then it asks. */
  const MOST_TIMES = 3;
  const WITHIN_MS = 60_000;
  /** The longest that is waited for the disk, in milliseconds. */
  const LONGEST_WAIT_MS = 3_000;
  const INPUT = ["keydown", "keypress", "beforeinput", "input", "compositionstart", "compositionend", "paste", "cut", "drop",
    "mousedown", "pointerdown", "click", "focusin", "selectionchange"];

  const texts = {
    recovering: "Something went wrong in the page. Your text is safe; it is coming back…",
    again: "Octavo stopped several times in a row. What you wrote is kept on this device.",
    reload: "Try again",
    home: "All documents",
  };
  let hasCrashed = false;

  /** The words in the language of the page. */
  globalThis.octavoRecoveryTexts = (translated) => Object.assign(texts, translated);

  /** The app has panicked; the selection was from `anchor` to `head`, where that is known. */
  globalThis.octavoPanicked = (anchor, head) => {
    if (hasCrashed) return;
    hasCrashed = true;
    // Not inside the call that the dying module makes.
    setTimeout(() => recover(anchor, head));
  };

  /** Whether the module has ended in an error: a trap, or no stack left, which each browser says in its own way. */
  const isItsEnd = (error) =>
    error instanceof WebAssembly.RuntimeError || /call stack|too much recursion/i.test(error?.message ?? "");

  // A trap that no panic announced: out of memory, out of stack. Whatever the module complains of afterwards is no news.
  for (const kind of ["error", "unhandledrejection"]) {
    addEventListener(kind, (event) => {
      if (hasCrashed) event.preventDefault();
      else if (isItsEnd(event.error ?? event.reason)) octavoPanicked();
    });
  }

  async function recover(anchor, head) {
    for (const kind of INPUT) {
      addEventListener(kind, (event) => {
        if (event.target?.closest?.(".recovery")) return;
        event.stopImmediatePropagation();
        event.preventDefault();
      }, { capture: true });
    }
    document.querySelector("[contenteditable=true]")?.setAttribute("contenteditable", "false");
    // What the module still had in mind. Timers of both kinds are numbered from 1 on.
    for (let timer = setTimeout(() => {}); timer > 0; timer--) clearTimeout(timer);
    for (let frame = requestAnimationFrame(() => {}); frame > 0; frame--) cancelAnimationFrame(frame);

    const now = Date.now();
    const times = [...recall().times, now].filter((time) => now - time < WITHIN_MS);
    const comesBack = times.length <= MOST_TIMES;
    // Asked for by a person, the next time counts as the first.
    const noted = { times: comesBack ? times : [], path: location.pathname, anchor, head };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(noted));
    } catch {
      // No storage here: the caret is not where it was.
    }
    show(comesBack);
    if (!comesBack) return;
    await Promise.race([stored(), new Promise((done) => setTimeout(done, LONGEST_WAIT_MS))]);
    location.reload();
  }

  function recall() {
    try {
      return { times: [], ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
    } catch {
      return { times: [] };
    }
  }

  function show(comesBack) {
    const box = document.createElement("div");
    box.className = "recovery";
    box.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent = comesBack ? texts.recovering : texts.again;
    box.append(text);
    if (!comesBack) {
      const reload = document.createElement("button");
      reload.className = "button primary";
      reload.textContent = texts.reload;
      reload.addEventListener("click", () => location.reload());
      const home = document.createElement("a");
      home.className = "button";
      home.href = "/";
      home.rel = "external";
      home.textContent = texts.home;
      box.append(reload, home);
    }
    document.body.append(box);
  }

  /** Resolves when every write that was issued to this device's storage is done: this one queues behind them. */
  async function stored() {
    const known = (await indexedDB.databases?.()) ?? [];
    await Promise.all(known.filter(({ name }) => name?.startsWith("octavo")).map(({ name }) => new Promise((done) => {
      const opening = indexedDB.open(name);
      opening.onerror = opening.onblocked = () => done();
      opening.onsuccess = () => {
        const database = opening.result;
        const stores = [...database.objectStoreNames];
        if (stores.length === 0) return done();
        const transaction = database.transaction(stores, "readwrite");
        transaction.oncomplete = transaction.onabort = () => done();
      };
    })));
  }
})();
