/* The list of lines: in order of seq, what is not acknowledged yet at the end. */

import { element, icon } from "./dom.js";

const LOCALES = { en: "en-IN", hinglish: "en-IN", hi: "hi-IN" };
const ZONE = "Asia/Kolkata";

const LINK = /(https?:\/\/\S+[^\s.,;:!?)])/;

/* The text in pieces; web addresses open in a tab of their own. */
function linked(text) {
  const open = { target: "_blank", rel: "noopener noreferrer" };
  return text
    .split(LINK)
    .map((piece, at) => (at % 2 ? element("a", { href: piece, ...open }, piece) : piece));
}

export class Log {
  /* `choose(choice, line)` and `rate(seq, value)` are called when the customer presses. */
  constructor(words, language, choose, rate) {
    this.choose = choose;
    this.rate = rate;
    this.element = element("div", { class: "log", role: "log", tabindex: "0", "aria-live": "polite" });
    this.speak(words, language);
    this.clear();
  }

  speak(words, language) {
    this.words = words;
    this.element.setAttribute("aria-label", words.log);
    this.time = new Intl.DateTimeFormat(LOCALES[language], { hour: "numeric", minute: "2-digit", timeZone: ZONE });
    this.date = new Intl.DateTimeFormat(LOCALES[language], { day: "numeric", month: "long", timeZone: ZONE });
  }

  clear() {
    this.element.replaceChildren();
    this.pending = new Map();
    this.texts = new Map();
    this.day = null;
    this.partial = null;
  }

  /* A line from the conversation. */
  add(line) {
    this.texts.set(line.seq, line.text);
    this.partial?.remove();
    this.partial = null;
    if (line.author === "customer" && this.element.querySelector(`[data-seq="${line.seq}"]`)) return;
    this.dropChoices();
    const shown = this.draw(line.author, line.text);
    shown.dataset.seq = line.seq;
    const foot = shown.querySelector(".foot");
    foot.append(this.clock(line.ts));
    if (line.author === "customer") foot.append(" · ", this.words.delivered);
    if (line.author === "assistant") foot.append(...this.thumbs(line.seq));
    if (line.choices?.length) shown.append(this.buttons(line));
    this.mark(line.ts);
    this.place(shown);
  }

  /* A line of the customer's own that is on its way. */
  addPending(clientId, text) {
    this.dropChoices();
    const shown = this.draw("customer", text);
    shown.querySelector(".foot").append(this.words.sending);
    this.pending.set(clientId, shown);
    this.element.append(shown);
    this.toEnd();
  }

  acknowledge(clientId, seq) {
    const shown = this.pending.get(clientId);
    if (!shown) return;
    this.pending.delete(clientId);
    shown.remove();
    if (this.element.querySelector(`[data-seq="${seq}"]`)) return;
    shown.dataset.seq = seq;
    const now = new Date().toISOString();
    shown.querySelector(".foot").replaceChildren(this.clock(now), " · ", this.words.delivered);
    this.mark(now);
    this.place(shown);
  }

  refuse(clientId, detail) {
    const shown = this.pending.get(clientId);
    if (!shown) return;
    shown.classList.add("failed");
    shown.querySelector(".foot").replaceChildren(`${this.words.failed}: ${detail}`);
  }

  /* A piece of an answer that is still being written. */
  addDelta(text) {
    if (!this.partial) {
      this.partial = this.draw("assistant", "");
      this.element.append(this.partial);
    }
    this.partial.querySelector(".bubble").append(text);
    this.toEnd();
  }

  /* The first words of an empty conversation, and again in another language. */
  greet() {
    this.greeting?.remove();
    this.greeting = this.draw("assistant", this.words.hello);
    this.element.prepend(this.greeting);
  }

  note(text) {
    this.place(this.draw("system", text));
  }

  draw(author, text) {
    return element(
      "div",
      { class: `line ${author}` },
      element("span", { class: author === "customer" ? "hush" : "who" }, this.words[author]),
      element("div", { class: "bubble", dir: "auto" }, ...linked(text)),
      element("div", { class: "foot" }),
    );
  }

  buttons(line) {
    const press = (choice) => () => this.choose(choice, line);
    const made = line.choices.map((choice) =>
      element("button", { type: "button", onclick: press(choice) }, choice.title),
    );
    return element("div", { class: "choices" }, ...made);
  }

  dropChoices() {
    for (const old of this.element.querySelectorAll(".choices")) old.remove();
  }

  thumbs(seq) {
    const thumb = (value) =>
      element("button", { type: "button", class: "thumb", "aria-pressed": "false", "aria-label": this.words[value], title: this.words[value], onclick: press(value) }, icon(value));
    const press = (value) => (event) => {
      for (const other of event.currentTarget.parentNode.querySelectorAll(".thumb")) {
        other.setAttribute("aria-pressed", String(other === event.currentTarget));
      }
      this.rate(seq, value);
    };
    return [thumb("up"), thumb("down")];
  }

  clock(ts) {
    return element("time", { datetime: ts }, this.time.format(new Date(ts)));
  }

  /* A heading wherever the day changes. */
  mark(ts) {
    const day = this.date.format(new Date(ts));
    if (day === this.day) return;
    this.day = day;
    const today = this.date.format(new Date());
    this.place(element("p", { class: "day" }, day === today ? this.words.today : day));
  }

  /* Before what is not acknowledged yet. */
  place(shown) {
    const [first] = this.pending.values();
    this.element.insertBefore(shown, first ?? null);
    this.toEnd();
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }
}
