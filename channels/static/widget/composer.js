/* Where one writes: the text grows with what is typed, Enter sends, and what is too long is told
   before it is sent. */

import { element, icon } from "./dom.js";
import { fill } from "./words.js";

const MOST_CHARACTERS = 4096;
const TYPING_MS = 3000;

export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.wroteAt = 0;
    this.counter = element("p", { class: "counter trouble", id: "counter", role: "status" });
    this.input = element("textarea", {
      rows: "1",
      enterkeyhint: "send",
      "aria-describedby": "counter",
      onkeydown: (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && this.submit(event),
      oninput: () => this.wrote(),
    });
    this.sender = element("button", { class: "send" }, icon("send"));
    this.element = element(
      "form",
      { class: "composer", onsubmit: (event) => this.submit(event) },
      this.input,
      this.sender,
      this.counter,
    );
  }

  speak(words) {
    this.words = words;
    const asked = this.chat.staff ? words.reply : words.placeholder;
    this.input.placeholder = asked;
    this.input.setAttribute("aria-label", asked);
    this.sender.setAttribute("aria-label", words.send);
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value;
    if (!text.trim() || this.over() > 0) return;
    this.write("");
    this.chat.tell(text);
    this.input.focus();
  }

  write(text) {
    this.input.value = text;
    this.count();
  }

  wrote() {
    this.count();
    const now = Date.now();
    if (now - this.wroteAt < TYPING_MS) return;
    this.wroteAt = now;
    this.chat.link.put({ type: "typing" });
  }

  /* How many characters too long the text is, as the server counts them; negative when it is not. */
  over() {
    return [...this.input.value].length - MOST_CHARACTERS;
  }

  count() {
    const over = this.over();
    this.counter.textContent = over > 0 ? fill(this.words.tooLong, { over }) : "";
    this.input.setAttribute("aria-invalid", over > 0);
    this.sender.disabled = over > 0;
  }
}
