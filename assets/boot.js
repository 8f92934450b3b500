// Before the app: the remembered colours, so that nothing flashes, and the service worker, so that the app opens
// without a network. A file of its own because the page allows no inline scripts of ours.

(() => {
  try {
    const theme = localStorage.getItem("octavo.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // No storage here: the colours are the system's.
  }

  // The app is a module; where it cannot start, say so instead of showing nothing.
  addEventListener("error", (event) => {
    const loading = document.getElementById("loading");
    if (loading && (event.target?.localName === "script" || event.error)) {
      loading.firstElementChild.textContent = "Octavo could not start. Load the page again, or use a newer browser.";
    }
  }, true);

  if ("serviceWorker" in navigator) {
    addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }
})();
