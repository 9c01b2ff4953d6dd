// An addition to pages on which one waits: they follow by themselves. Without it their link “Look again” does.
"use strict";

async function renew() {
  if (!document.querySelector("[data-renews]")) return;
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const shown = document.querySelector("main");
    if (fresh && fresh.innerHTML !== shown.innerHTML && !shown.contains(document.activeElement)) shown.replaceWith(fresh);
  }
  setTimeout(renew, 2000);
}
setTimeout(renew, 2000);
