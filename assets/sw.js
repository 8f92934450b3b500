// The service worker: the app itself, for when there is no network. Documents are not its business; they are in
// IndexedDB and come by the socket.
//
// The server puts in the version of this build and the list of its files. A new version is a new cache, filled before it
// takes over; the old one goes when it has.

const CACHE = "octavo-OCTAVO_VERSION";
const FILES = /*OCTAVO_PRECACHE*/[];
const PAGE = "/";

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // Past the HTTP cache for the files whose names stay the same from build to build.
      await cache.addAll([...new Set([PAGE, ...FILES])].map((file) => new Request(file, { cache: "no-cache" })));
      await self.skipWaiting();
    })(),
  );
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

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (["/api/", "/ws/", "/healthz"].some((prefix) => url.pathname.startsWith(prefix))) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request));
  } else {
    event.respondWith(file(request));
  }
});

// Every address of the app is the same page. The network first, so that a new version is seen at once; when it is away,
// or the server behind it, the page of this version.
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
  } catch {
    // No network.
  }
  return (await caches.match(PAGE)) ?? Response.error();
}

// The cache first: the files of a build never change under their names.
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
