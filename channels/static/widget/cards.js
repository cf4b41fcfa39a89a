/* Draws the blocks of a reply (shapes.js) and its quick replies: prices as cards to choose from,
   services as tiles, an action to be agreed to as one sheet with its yes on top of the others. */

import { button, element, linked } from "./dom.js";
import { blocksOf } from "./shapes.js";

const YES = "confirm:yes:";
const LONG = 38;
const LAYOUTS = { service: "tiles", category: "tiles", slot: "slots" };

/* The elements of a reply. `choices` are its quick replies, `press(choice)` what pressing one does,
   `words` those of the chat itself. */
export function drawReply(text, choices, press, words) {
  const left = new Set(choices);
  const take = (wanted) => {
    const found = choices.find(wanted);
    left.delete(found);
    return found;
  };
  const drawn = blocksOf(text).map((block) => {
    const shown = DRAW[block.kind](block, take, press, words);
    if (repeats(block, choices)) shown.classList.add("offered");
    return shown;
  });
  const buttons = ["tiles", "slots", ""].map((layout) => drawChoices(layout, [...left], press, words));
  if (!choices.some(isYes)) return [element("div", { class: "bubble", dir: "auto" }, drawn), ...buttons];
  return [element("div", { class: "bubble sheet", dir: "auto" }, drawn, buttons)];
}

function isYes(choice) {
  return choice.value.startsWith(YES);
}

/* Whether every line of the block says what a quick reply says, too: it is seen once those are gone. */
function repeats({ rows = [] }, choices) {
  const saying = (row) => String(row.value ?? row).replace(/ \(.+\)$/, "");
  return rows.length > 0 && rows.every((row) => choices.some(({ title }) => title.startsWith(saying(row))));
}

const DRAW = {
  text: ({ text }) => element("p", { class: "text" }, linked(text)),
  list: ({ rows }) =>
    element(
      "ul",
      { class: "points" },
      rows.map((row) => element("li", {}, linked(row))),
    ),
  facts: ({ rows }) => element("dl", { class: "facts" }, rows.map(fact)),
  bookings: ({ rows }) => element("ul", { class: "cards" }, rows.map(booking)),
  prices: ({ rows }, take, press, words) =>
    element(
      "ul",
      { class: "cards" },
      rows.map((row) => price(row, take(offers(row)), press, words)),
    ),
};

/* Whether a quick reply chooses the variant of a price: "Sofa Cleaning Premium" and variant:Premium. */
function offers({ name }) {
  return ({ value }) => value.startsWith("variant:") && name.endsWith(value.slice("variant:".length));
}

function price(row, choice, press, words) {
  const usually = () => element("s", {}, element("span", { class: "hush" }, ` ${row.usually} `), row.before);
  return element(
    "li",
    { class: "card" },
    element("span", { class: "card-name" }, row.name),
    element("span", { class: "card-price" }, row.price, row.before && usually()),
    element("span", { class: "card-note" }, `+ ${row.tax} = ${row.total}`),
    choice && choose(choice, press, words),
  );
}

function choose(choice, press, words) {
  const label = `${words.choose} ${choice.title}`;
  return button(
    { class: "choose", "data-choice": "", "aria-label": label, onclick: () => press(choice) },
    words.choose,
  );
}

function booking(row) {
  return element(
    "li",
    { class: "card" },
    element("span", { class: "card-name" }, row.services),
    element("span", { class: "card-price small" }, row.total),
    element("span", { class: "card-note" }, `${row.date}, ${row.window}`),
    element("span", { class: "card-note" }, row.number, " ", element("span", { class: "state" }, row.status)),
  );
}

function fact({ label, value, note, total }) {
  const said = note ? [value, element("small", {}, note)] : linked(value);
  return element(
    "div",
    { class: total ? "total" : label.length + value.length > LONG && "long" },
    element("dt", {}, label),
    element("dd", {}, said),
  );
}

/* The group of those among `choices` that are laid out like that. */
function drawChoices(layout, choices, press, words) {
  const made = choices
    .filter(({ value }) => (LAYOUTS[value.split(":")[0]] ?? "") === layout)
    .map((choice) =>
      button({ class: isYes(choice) && "yes", "data-choice": "", onclick: () => press(choice) }, titleOf(choice)),
    );
  return (
    made.length > 0 && element("div", { class: `choices ${layout}`, role: "group", "aria-label": words.choices }, made)
  );
}

/* "Tap Repair (Plumbing)" in two lines; anything else as it is. */
function titleOf({ value, title }) {
  const found = value.startsWith("service:") && /^(.+) \((.+)\)$/.exec(title);
  return found ? [found[1], " ", element("small", {}, found[2])] : [title];
}

/* Takes the quick replies out of a reply that has been answered. */
export function dropChoices(place) {
  for (const pressed of place.querySelectorAll("[data-choice]")) pressed.remove();
  for (const group of place.querySelectorAll(".choices")) group.remove();
}
