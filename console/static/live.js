// An addition to pages that work without it: they bring themselves up to date, and never while somebody is typing.
"use strict";

let isTyped = false;
document.addEventListener("input", () => { isTyped = true; });

async function renew(page) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (!fresh) return;
  page.dataset.version = fresh.dataset.version;
  page.replaceChildren(...fresh.childNodes);
}

const page = document.querySelector("[data-live]");
if (page && "EventSource" in window) {
  const news = new EventSource(page.dataset.live);
  news.addEventListener("version", async (event) => {
    if (event.data === page.dataset.version) return;
    const isBusy = isTyped || page.querySelector("details[open]") || page.contains(document.activeElement);
    if (isBusy) {
      const notice = page.querySelector("[data-news]");
      if (notice) notice.hidden = false;
    } else {
      await renew(page);
    }
  });
  addEventListener("pagehide", () => news.close());
}

// The frame with the text is as tall as the text, so that a phone scrolls once and not twice.
function fit(frame) {
  const inside = frame.contentDocument?.documentElement;
  if (inside) frame.style.height = `${inside.scrollHeight + 2}px`;
}
document.addEventListener("load", (event) => {
  if (event.target.matches?.("iframe.as-medium")) fit(event.target);
}, true);
document.querySelectorAll("iframe.as-medium").forEach(fit);
addEventListener("resize", () => document.querySelectorAll("iframe.as-medium").forEach(fit));
