// Before the app: the remembered colours, so that nothing flashes, the language, and the service worker, so that the app opens
// without a network. A file of its own because the page allows no inline scripts of ours.

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

  if ("serviceWorker" in navigator) {
    addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }
})();
