// The service worker: the app itself, for when there is no network, and what other apps send to it. Documents are not
// its business; they are in IndexedDB and come by the socket.
//
// The server puts in the version of this build and the list of its files. Each version has a cache of its own, and serves all of
// its files from there: a page is never put together from two versions. A new version fills its cache and then waits until a page
// lets it take over (`boot.js`); if it cannot be filled, the old one stays as it is.

const CACHE = "octavo-OCTAVO_VERSION";
const FILES = /*OCTAVO_PRECACHE*/[];
const PAGE = "/";
/** What other apps have sent, until a page has made a document of it. */
const INBOX = "octavo.inbox";

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // Past the HTTP cache for the files whose names stay the same from build to build.
      await cache.addAll([...new Set([PAGE, ...FILES])].map((file) => new Request(file, { cache: "no-cache" })));
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("octavo-") && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

// What the server answers itself.
const SERVER = ["/api/", "/ws/", "/embed/", "/healthz", "/status", "/sign-", "/forgot", "/welcome/", "/reset/", "/confirm/", "/setup/", "/sso", "/passkeys", "/account", "/audit", "/groups", "/admin", "/activity"];

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/share") {
    event.respondWith(receive(request));
    return;
  }
  if (request.method !== "GET") return;
  if (SERVER.some((prefix) => url.pathname.startsWith(prefix)) || /\/(access|changes|held\/[0-9a-f]+)$/.test(url.pathname)) return;
  // Every address of the app is the same page; one with a dot is a file.
  const isPage = request.mode === "navigate" && !url.pathname.split("/").pop().includes(".");
  event.respondWith(file(isPage ? PAGE : request));
});

async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}

// Text or a file that another app sends: it is kept until the page has made a document of it.
async function receive(request) {
  const form = await request.formData();
  const text = (name) => (typeof form.get(name) === "string" ? form.get(name) : "");
  const files = form.getAll("files").filter((file) => file instanceof File);
  const sent = files.length
    ? await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })))
    : [{ name: text("title"), text: [text("text"), text("url")].filter(Boolean).join("\n") }];
  const key = `/inbox/${crypto.randomUUID()}`;
  const inbox = await caches.open(INBOX);
  await inbox.put(key, new Response(JSON.stringify(sent), { headers: { "Content-Type": "application/json" } }));
  return Response.redirect(`/new?inbox=${encodeURIComponent(key)}`, 303);
}
