// An addition: what somebody selects in the framed text is put into the field for the words that their wish is about.
"use strict";

function watch(frame) {
  const shown = frame.contentDocument;
  if (!shown || shown.isWatched) return;
  shown.isWatched = true;
  shown.addEventListener("selectionchange", () => {
    const chosen = shown.getSelection().toString().trim();
    const field = document.querySelector("[data-quotes]");
    if (chosen && field) field.value = chosen;
  });
}
document.addEventListener("load", (event) => {
  if (event.target.matches?.("iframe.as-medium")) watch(event.target);
}, true);
document.querySelectorAll("iframe.as-medium").forEach(watch);
