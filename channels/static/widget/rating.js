/* The thumbs under an answer, and the comment that may follow one. */

import { kept } from "./memory.js";
import { button, element, icon } from "./dom.js";

const RATED = "rated";

/* What this browser has said of the lines of the chat's conversation: {seq: "up" | "down"}. */
function rated({ who }) {
  const all = kept.read(RATED);
  return all?.conversation === who.conversation ? all.values : {};
}

/* Thumbs for the line at `seq`, which is drawn as `line`. */
export function thumbs(chat, seq, line) {
  const press = (value, pressed) => {
    const feedback = { type: "feedback", seq, value };
    for (const one of group.children) one.setAttribute("aria-pressed", one === pressed);
    kept.write(RATED, { conversation: chat.who.conversation, values: { ...rated(chat), [seq]: value } });
    chat.link.post(feedback);
    line.querySelector(".comment")?.remove();
    line.append(commentForm(chat, feedback, pressed));
    line.querySelector("input").focus();
  };
  const thumb = (value) =>
    button(
      {
        class: `thumb ${value}`,
        "aria-pressed": String(rated(chat)[seq] === value),
        "aria-label": chat.words[value],
        title: chat.words[value],
        onclick: (event) => press(value, event.currentTarget),
      },
      icon("thumb"),
    );
  const group = element("span", { class: "thumbs" }, thumb("up"), thumb("down"));
  return group;
}

function commentForm({ words, link }, feedback, thumb) {
  const id = `comment-${feedback.seq}`;
  const input = element("input", { id, maxlength: "1000", autocomplete: "off" });
  const leave = (...said) => {
    form.replaceChildren(...said);
    thumb.focus();
  };
  const submit = (event) => {
    event.preventDefault();
    const comment = input.value.trim();
    if (comment) link.post({ ...feedback, comment });
    leave(element("p", { role: "status" }, words.thanks));
  };
  const form = element(
    "form",
    { class: "comment", onsubmit: submit },
    element("label", { for: id }, words.askWhy),
    input,
    element(
      "div",
      { class: "row" },
      element("button", { class: "solid" }, words.send),
      button({ class: "plain", onclick: () => leave() }, words.cancel),
    ),
  );
  return form;
}
