// One tick for all of a page: an addition to the list, which works without it.
for (const form of document.querySelectorAll("form[data-choose-all]")) {
  const head = form.querySelector("th.choose");
  const boxes = [...form.querySelectorAll("td.choose input")];
  if (!head || boxes.length < 2) continue;
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", form.dataset.chooseAll);
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  form.addEventListener("change", () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  });
  head.append(all);
}
