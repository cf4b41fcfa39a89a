/* The thumbs under an answer, and the comment that may follow one. */

import { kept } from "./memory.js";
import { button, element, icon } from "./dom.js";

const RATED = "rated";

/* What this browser has said of the lines of `conversation`: {seq: "up" | "down"}. */
function rated(conversation) {
  const all = kept.read(RATED);
  return all?.conversation === conversation ? all.values : {};
}

/* Thumbs for the line at `seq`. `send(frame)` sends feedback; `below` is where a comment is asked. */
export function thumbs({ seq, conversation, words, send, below }) {
  const group = element("span", { class: "thumbs" });
  const thumb = (value) =>
    button(
      { class: `thumb ${value}`, "aria-pressed": String(rated(conversation)[seq] === value), "aria-label": words[value], title: words[value], onclick: () => press(value) },
      icon("thumb"),
    );
  const both = { up: thumb("up"), down: thumb("down") };
  const press = (value) => {
    for (const [name, one] of Object.entries(both)) one.setAttribute("aria-pressed", String(name === value));
    kept.write(RATED, { conversation, values: { ...rated(conversation), [seq]: value } });
    send({ type: "feedback", seq, value });
    below.querySelector(".comment")?.remove();
    below.append(commentForm(seq, value, words, send, both[value]));
    below.querySelector(".comment input").focus();
  };
  group.append(both.up, both.down);
  return group;
}

function commentForm(seq, value, words, send, thumb) {
  const id = `comment-${seq}`;
  const input = element("input", { id, maxlength: "1000", autocomplete: "off" });
  const leave = (...said) => {
    form.replaceChildren(...said);
    thumb.focus();
  };
  const form = element(
    "form",
    {
      class: "comment",
      onsubmit: (event) => {
        event.preventDefault();
        const comment = input.value.trim();
        if (comment) send({ type: "feedback", seq, value, comment });
        leave(element("p", { role: "status" }, words.thanks));
      },
    },
    element("label", { for: id }, words.askWhy),
    input,
    element("div", { class: "row" }, element("button", { class: "solid" }, words.send), button({ class: "plain", onclick: () => leave() }, words.cancel)),
  );
  return form;
}
