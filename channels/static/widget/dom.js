/* Making elements. Text only ever becomes a text node: nothing here parses markup. */

const SVG = "http://www.w3.org/2000/svg";
const WHOLE = /(https?:\/\/\S+[^\s.,;:!?)]|C[BC]-\d+)/;
const PATHS = {
  chat: "M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  thumb: "M7 11v9H4v-9zM7 11l4-8c1.7 0 2.5 1 2.3 2.6L13 9h6a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.8 20H7",
  tick: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-5.5 8-5.5s7 1.5 8 5.5",
  home: "M4 11l8-7 8 7M6.5 9.5V20h11V9.5M10 20v-5h4v5",
};

/* An element with attributes, listeners ("onclick": function) and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter(Boolean));
  return made;
}

export function button(attributes, ...children) {
  return element("button", { type: "button", ...attributes }, ...children);
}

/* A drawing that says nothing to a screen reader; what it means is said beside it. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}

/* `text` in pieces; web addresses open in a tab of their own, numbers of bookings do not break. */
export function linked(text) {
  const whole = (piece) =>
    piece.startsWith("http")
      ? element("a", { href: piece, target: "_blank", rel: "noopener noreferrer" }, piece)
      : element("span", { class: "number" }, piece);
  return text.split(WHOLE).map((piece, at) => (at % 2 ? whole(piece) : piece));
}
