// Keyboard for the console, and small comforts. Every page works without it.
"use strict";

const rows = () => [...document.querySelectorAll("tr[data-row]")];
const typing = (target) => target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
let chosen = null; // the key of the row that j and k have reached

function choose(row) {
  rows().forEach((other) => other.classList.toggle("chosen", other === row));
  chosen = row ? row.dataset.row : null;
  if (row) row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.findIndex((row) => row.dataset.row === chosen);
  choose(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]);
  return true;
}

function press(key) {
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (!target) return false;
  if (target.matches("textarea, input[type=search]")) target.focus();
  else target.click();
  return true;
}

function onKey(event) {
  const submit = document.querySelector("[data-submit]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit) {
    submit.click();
    return event.preventDefault();
  }
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return undefined;
  const done =
    (event.key === "j" && move(1)) ||
    (event.key === "k" && move(-1)) ||
    (event.key === "Enter" && event.target === document.body && open()) ||
    press(event.key);
  if (done) event.preventDefault();
  return undefined;
}

function open() {
  const row = rows().find((one) => one.dataset.row === chosen);
  if (row) row.querySelector("a").click();
  return Boolean(row);
}

function onClick(event) {
  const all = event.target.closest("[data-all]");
  if (all) {
    const form = all.closest("form");
    form.querySelectorAll(`input[type=radio][value=${all.dataset.all}]`).forEach((one) => (one.checked = true));
    return;
  }
  const row = event.target.closest("tr[data-row]");
  if (row && !event.target.closest("a") && !String(getSelection())) row.querySelector("a").click();
}

function count() {
  const body = document.querySelector("tbody[data-open]");
  const told = document.getElementById("open");
  if (!body || !told) return;
  told.textContent = `${body.dataset.open} ${body.dataset.word ?? "open"}`;
  document.title = `(${body.dataset.open}) ${document.title.replace(/^\(\d+\) /, "")}`;
}

/* A live conversation is read at its end; whoever has scrolled up stays where they are. */
const live = () => document.querySelector(".live .talk");
let readAt = null; // where in it the reader was before it was replaced; null: at the end

function beforeSwap() {
  const list = live();
  readAt = list && list.scrollHeight - list.scrollTop - list.clientHeight > 40 ? list.scrollTop : null;
}

function afterSwap() {
  const list = live();
  if (list) list.scrollTop = readAt ?? list.scrollHeight;
}

function onSwap() {
  afterSwap();
  const here = rows();
  here.filter((row) => !known.has(row.dataset.row)).forEach((row) => row.classList.add("fresh"));
  here.forEach((row) => known.add(row.dataset.row));
  here.filter((row) => row.dataset.row === chosen).forEach((row) => row.classList.add("chosen"));
  afterSwap();
count();
}

/* The pane is there: what stood in its place is not looked at any more. Refused words may mean that
   somebody else has the conversation, which the bar on top finds out. */
function onPane({ detail, target }) {
  if (detail.type === "ready") target.replaceChildren();
  if (detail.type === "error" && detail.code === "not_yours") document.getElementById("hands")?.dispatchEvent(new Event("refused"));
}

const known = new Set(rows().map((row) => row.dataset.row));
document.documentElement.classList.add("scripted");
document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("converge-frame", onPane);
document.addEventListener("htmx:beforeSwap", beforeSwap);
document.addEventListener("htmx:afterSettle", onSwap);
document.querySelectorAll("form[data-auto] select").forEach((one) => one.addEventListener("change", () => one.form.requestSubmit()));
document.querySelectorAll(".around .line-current").forEach((line) => {
  const list = line.closest(".talk");
  list.scrollTop = line.offsetTop - list.offsetTop - list.clientHeight / 3;
});
afterSwap();
count();
