// Where scripts run the chat follows by itself, and what is being typed stays. A frame is scrolled, never the page around it.
"use strict";

const toTheNewest = () => scrollTo(0, document.documentElement.scrollHeight);
toTheNewest();
setInterval(async () => {
  const answer = await fetch(location.href.split("#")[0]).catch(() => null);
  if (!answer || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const shown = document.querySelector("main");
  if (!fresh || fresh.innerHTML === shown.innerHTML || shown.contains(document.activeElement)) return;
  shown.replaceWith(fresh);
  toTheNewest();
}, 2000);
