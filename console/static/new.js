// Reads a time back while it is typed; without this the server reads it back at the first press.
"use strict";
(() => {
  const form = document.getElementById("new-article");
  const said = document.getElementById("time-read");
  const button = form && form.querySelector("button[data-sure]");
  if (!button || !said) return;
  const first = button.textContent;
  const hidden = ["sure", "read"].map((name) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name });
    form.append(field);
    return field;
  });
  let turn = 0;
  let timer;

  const read = async () => {
    const mine = ++turn;
    const account = form.elements.account.value;
    const known = account ? await ask(account, form.elements.time.value) : {};
    if (mine !== turn) return;
    hidden.forEach((field) => { field.value = known[field.name] || ""; });
    said.textContent = known.said || known.trouble || "";
    said.classList.toggle("problem", Boolean(known.trouble));
    button.textContent = known.sure ? button.dataset.sure : first;
  };
  const ask = async (account, time) => {
    const answer = await fetch(`${said.dataset.address}?${new URLSearchParams({ account, time })}`);
    return answer.ok ? answer.json() : {};
  };
  const soon = () => {
    hidden.forEach((field) => { field.value = ""; });
    clearTimeout(timer);
    timer = setTimeout(read, 350);
  };
  form.elements.time.addEventListener("input", soon);
  if (form.elements.account.tagName === "SELECT") form.elements.account.addEventListener("change", soon);
  read();
})();
