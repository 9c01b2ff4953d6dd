// An addition to the calendar: where a mouse is, an article is dragged to another day. It sends the very form that the
// page of a new time has; the keyboard and a finger use that page. What was moved can be moved back with one press.
"use strict";

const MOVED = "copydesk-moved";
const calendar = document.querySelector("ol.days");

function send(path, fields) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: path, hidden: true });
  for (const [name, value] of Object.entries({ ...fields, back: location.pathname + location.search })) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
}

const pathOf = (entry) => entry.querySelector("a.move").getAttribute("href");
const momentOf = (entry) => new Date(Number(entry.dataset.at) * 1000).toISOString();

function move(entry, day) {
  const [path, at] = [pathOf(entry), momentOf(entry)];
  sessionStorage.setItem(MOVED, JSON.stringify({ path, at }));
  send(path, { day, zone: calendar.dataset.zone, saw: at });
}

// Only beside the word that the move was done, where the article stands on another day now.
function offerTheWayBack() {
  const moved = JSON.parse(sessionStorage.getItem(MOVED) || "null");
  sessionStorage.removeItem(MOVED);
  const said = document.querySelector(".said[role=status]");
  const entry = moved && [...calendar.querySelectorAll("[data-at]")].find((each) => pathOf(each) === moved.path);
  if (!said || !entry || momentOf(entry) === moved.at) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
  button.textContent = calendar.dataset.undo;
  button.addEventListener("click", () => send(moved.path, { slot: moved.at, saw: momentOf(entry) }));
  said.append(" ", button);
}

let dragged = null;
calendar.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-at]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", pathOf(dragged));
});
for (const day of calendar.querySelectorAll(".day")) {
  const fits = () => dragged && dragged.closest(".day") !== day;
  day.addEventListener("dragover", (event) => {
    if (!fits()) return;
    event.preventDefault();
    day.classList.add("target");
  });
  day.addEventListener("dragleave", (event) => {
    if (!day.contains(event.relatedTarget)) day.classList.remove("target");
  });
  day.addEventListener("drop", (event) => {
    if (!fits()) return;
    event.preventDefault();
    move(dragged, day.dataset.day);
  });
}
calendar.addEventListener("dragend", () => {
  dragged = null;
  calendar.querySelectorAll(".target").forEach((day) => day.classList.remove("target"));
});
for (const entry of calendar.querySelectorAll("[data-at]")) entry.draggable = true;
offerTheWayBack();
