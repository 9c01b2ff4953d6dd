// Copies a part with one tap: rich text where there is some. Where the browser has no clipboard for us, as on plain
// http, the part is selected and copied as a person would do it; where even that is refused, the person is told how.
"use strict";

for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

async function copy(button) {
  const part = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("output");
  const { copied, selected } = document.body.dataset;
  try {
    await navigator.clipboard.write([new ClipboardItem(contentOf(part))]);
    said.value = copied;
  } catch {
    select(part);
    said.value = document.execCommand("copy") ? copied : selected;
  }
}

function contentOf(part) {
  const plain = part.dataset.plain ? document.getElementById(part.dataset.plain).value : part.textContent;
  const content = { "text/plain": new Blob([plain], { type: "text/plain" }) };
  if (part.dataset.plain) {
    content["text/html"] = new Blob([withWholeAddresses(part)], { type: "text/html" });
  }
  return content;
}

function withWholeAddresses(part) {
  const copied = part.cloneNode(true);
  for (const image of copied.querySelectorAll("img")) image.setAttribute("src", image.src);
  return copied.innerHTML;
}

function select(part) {
  const range = document.createRange();
  range.selectNodeContents(part);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
