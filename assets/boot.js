// Before the app: the remembered colours, so that nothing flashes, the language, and the service worker, so that the app opens
// without a network, with its new versions. A file of its own because the page allows no inline scripts of ours, and
// because it has to work where the app does not.

(() => {
  let german = (navigator.languages ?? []).map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || tag === "de") === "de";
  try {
    const language = localStorage.getItem("octavo.language");
    if (language) german = language === "de";
    const theme = localStorage.getItem("octavo.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // No storage here: the colours are the system's, the language is the browser's.
  }
  document.documentElement.lang = german ? "de" : "en";

  // The app is a module; where it cannot start, say so instead of showing nothing.
  addEventListener("error", (event) => {
    const loading = document.getElementById("loading");
    if (loading && (event.target?.localName === "script" || event.error)) {
      loading.firstElementChild.textContent = german
        ? "Octavo konnte nicht starten. Laden Sie die Seite neu, oder verwenden Sie einen neueren Browser."
        : "Octavo could not start. Load the page again, or use a newer browser.";
    }
  }, true);

  // The files of the part that this page shows, so that they come along with the program that asks for them.
  const parts = JSON.parse(document.querySelector("meta[name=octavo-parts]")?.content ?? "{}");
  for (const file of parts[{ "/": "home", "/new": "arrival" }[location.pathname]] ?? []) {
    const link = Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", href: file });
    link.crossOrigin = "anonymous";
    document.head.append(link);
  }

  // What is let go beside what takes it must not take the place of the page. Fields take text; the document's text asks for itself.
  for (const kind of ["dragover", "drop"]) {
    addEventListener(kind, (event) => {
      const brings = event.dataTransfer;
      if (event.defaultPrevented || (event.target.closest?.("input, textarea") && !brings?.types.includes("Files"))) return;
      event.preventDefault();
      if (brings) brings.dropEffect = "none";
    });
  }

  // How much of the window's lower part a keyboard on the screen covers: where the browser does not make the window smaller by
  // it, what stands at the lower edge has to go up. A page that is zoomed into is no keyboard.
  const view = globalThis.visualViewport;
  const measure = () => {
    const covered = view.scale > 1.01 ? 0 : Math.max(0, Math.round(innerHeight - view.height - view.offsetTop));
    document.documentElement.style.setProperty("--keyboard", `${covered}px`);
  };
  view?.addEventListener("scroll", measure);
  view?.addEventListener("resize", () => {
    measure();
    dispatchEvent(new Event("octavo-keyboard"));
  });

  // Files that the system opens with the app, before the app is there to take them.
  const launched = [];
  globalThis.launchQueue?.setConsumer(({ files }) => launched.push(...(files ?? [])));
  const INBOX = "octavo.inbox";
  globalThis.octavoInbox = {
    /** What was sent under `key` by another app (`sw.js` keeps it) or opened by the system, as JSON: names and texts. */
    async read(key) {
      const kept = key ? await (await caches.open(INBOX)).match(key) : undefined;
      const sent = kept ? await kept.json() : [];
      for (const handle of launched.splice(0)) {
        const file = await handle.getFile();
        sent.push({ name: file.name, text: await file.text() });
      }
      return JSON.stringify(sent);
    },
    async empty(key) {
      await (key ? (await caches.open(INBOX)).delete(key) : caches.delete(INBOX));
    },
  };

  /** How long after it has been loaded a page has all its files, the icons too, in milliseconds. */
  const SETTLED_AFTER_MS = 1500;
  /** How long the service worker's files are waited for at most, in milliseconds. */
  const SETTLED_AT_LAST_MS = 20_000;
  /** Ends when the page is loaded and the service worker has all files of the app, so that none is fetched twice. */
  globalThis.octavoSettled = new Promise((settle) => {
    const idle = () => (globalThis.requestIdleCallback ?? setTimeout)(settle);
    addEventListener("load", () => {
      navigator.serviceWorker?.ready.then(idle);
      setTimeout(idle, navigator.serviceWorker ? SETTLED_AT_LAST_MS : SETTLED_AFTER_MS);
    });
  });

  if (!("serviceWorker" in navigator)) return;
  const workers = navigator.serviceWorker;
  /** How often a new version is looked for while the app is open, in milliseconds. */
  const LOOK_EVERY_MS = 60 * 60 * 1000;
  /** Whether the person has done anything in this page: from then on it is not loaded again unasked. */
  let isInUse = false;
  for (const kind of ["keydown", "pointerdown", "beforeinput"]) {
    addEventListener(kind, () => (isInUse = true), { capture: true, once: true, passive: true });
  }
  /** Whether a version of the app serves this page; the first one to do so replaces nothing. */
  let isServed = Boolean(workers.controller);
  let registration;
  let isReloading = false;

  const tell = () => dispatchEvent(new Event("octavo-update"));
  /** Whether another version waits. In Firefox the first one already serves the page while it still counts as waiting. */
  const isWaiting = () => {
    const waiting = registration?.waiting;
    return Boolean(waiting && workers.controller && waiting !== workers.controller);
  };
  /** Another tab has let a new version take over. */
  let isReplaced = false;

  globalThis.octavoUpdate = {
    isReady: () => isWaiting() || isReplaced,
    take() {
      if (!isWaiting()) return location.reload();
      isReloading = true;
      registration.waiting.postMessage("take over");
    },
  };

  workers.addEventListener("controllerchange", () => {
    if (isReloading) return location.reload();
    isReplaced = isServed;
    isServed = true;
    tell();
  });

  addEventListener("load", async () => {
    try {
      registration = await workers.register("/sw.js");
    } catch {
      return;
    }
    // This is the moment at which nobody minds. Not sooner: Chromium keeps the old version for minutes if it is told to go while
    // it hands out files.
    if (isWaiting()) setTimeout(() => isWaiting() && !isInUse && globalThis.octavoUpdate.take(), SETTLED_AFTER_MS);
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", () => isWaiting() && tell());
    });
    setInterval(() => registration.update().catch(() => {}), LOOK_EVERY_MS);
    addEventListener("online", () => registration.update().catch(() => {}));
  });
})();
