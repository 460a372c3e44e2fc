// Looks whether the server is back, and then shows the page that was wanted.
const EVERY_MILLISECONDS = 3000;

async function look() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

document.querySelector("#again").addEventListener("click", () => location.reload());
setInterval(look, EVERY_MILLISECONDS);
