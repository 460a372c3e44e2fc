// Shows a page of our own when the server is away; everything else goes to the server.
const BASE = new URL(".", self.location.href).pathname;
const KEPT = ["away.html", "away.js", "bootstrap.min.css", "console.css", "pages.css", "icon.svg"];
const STORE = `hotline-away-${BASE}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(KEPT.map((name) => BASE + name))).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("hotline-away-") && name !== STORE).map((name) => caches.delete(name)))));
});

async function awayPage() {
  const kept = await caches.match(`${BASE}away.html`);
  if (!kept) return Response.error();
  const text = (await kept.text()).replaceAll("ASSETS/", BASE);
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" } });
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).then((answer) => ([502, 503, 504].includes(answer.status) && request.method === "GET" ? awayPage() : answer), awayPage));
  } else if (KEPT.some((name) => new URL(request.url).pathname === BASE + name)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
