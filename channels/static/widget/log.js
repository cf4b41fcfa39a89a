/* The list of lines: in order of seq, what is not acknowledged yet at the end. */

import { drawReply, dropChoices } from "./cards.js";
import { button, element, icon, linked } from "./dom.js";
import { thumbs } from "./rating.js";

const ZONE = "Asia/Kolkata";
const NEAR_END = 80;

export class Log {
  /* `own` is the author whose lines are this side's. Staff see neither quick replies nor thumbs. */
  constructor(chat) {
    this.chat = chat;
    this.own = chat.staff ? "agent" : "customer";
    this.element = element("div", {
      class: "log",
      role: "log",
      tabindex: "0",
      "aria-live": "off",
      onscroll: () => this.scrolled(),
    });
    this.jump = button({ class: "jump", hidden: true, onclick: () => this.toEnd() }, icon("down"));
    this.following = true;
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.element);
    this.clear();
  }

  speak(words) {
    this.words = words;
    this.element.setAttribute("aria-label", words.log);
    this.jump.setAttribute("aria-label", words.newest);
    const of = (style) => new Intl.DateTimeFormat(words.tag, { ...style, timeZone: ZONE });
    this.time = of({ hour: "numeric", minute: "2-digit" });
    this.date = of({ weekday: "short", day: "numeric", month: "long" });
  }

  /* Lines that are read out again from before are not news; screen readers hear what comes now. */
  live(on) {
    this.element.setAttribute("aria-live", on ? "polite" : "off");
  }

  clear() {
    this.element.replaceChildren();
    this.pending = new Map();
    this.texts = new Map();
    this.day = null;
    this.partial = null;
    this.greeting = null;
  }

  add(line) {
    this.texts.set(line.seq, line.text);
    this.partial?.remove();
    this.partial = null;
    if (line.author === this.own && this.at(line.seq)) return;
    if (line.author === "customer" || line.choices) dropChoices(this.element);
    if (line.author === "customer") this.starters?.remove();
    const shown = this.draw(line.author, line.text, line);
    shown.dataset.seq = line.seq;
    const foot = shown.querySelector(".foot");
    foot.append(this.clock(line.ts));
    if (line.author === this.own) foot.append(this.mark("tick", this.words.delivered));
    if (line.author === "assistant" && !this.chat.staff) foot.append(thumbs(this.chat, line.seq, shown));
    this.divide(line.ts);
    this.place(shown, line.author === this.own);
  }

  /* How many lines of others came after `seq`. */
  countAfter(seq) {
    return [...this.element.querySelectorAll(".other[data-seq]")].filter((shown) => shown.dataset.seq > seq).length;
  }

  at(seq) {
    return this.element.querySelector(`[data-seq="${seq}"]`);
  }

  /* A line of one's own that is on its way. */
  addPending(clientId, text) {
    if (this.own === "customer") dropChoices(this.element);
    this.starters?.remove();
    const shown = this.draw(this.own, text);
    shown.querySelector(".foot").append(this.mark("clock", this.words.sending));
    this.pending.set(clientId, shown);
    this.element.append(shown);
    this.toEnd();
  }

  acknowledge(clientId, seq) {
    const shown = this.pending.get(clientId);
    if (!shown) return;
    this.pending.delete(clientId);
    shown.remove();
    if (this.at(seq)) return;
    shown.dataset.seq = seq;
    const now = new Date().toISOString();
    shown.querySelector(".foot").replaceChildren(this.clock(now), this.mark("tick", this.words.delivered));
    this.divide(now);
    this.place(shown, true);
  }

  /* A line of one's own that will not be taken: why, and its text back to the composer. */
  refuse(clientId, why) {
    const shown = this.pending.get(clientId);
    if (!shown) return;
    const text = shown.querySelector(".bubble").textContent;
    const edit = () => {
      this.pending.delete(clientId);
      shown.remove();
      this.chat.draft(text);
    };
    shown.classList.add("failed");
    shown
      .querySelector(".foot")
      .replaceChildren(`${this.words.failed}: ${why} `, button({ class: "plain", onclick: edit }, this.words.edit));
  }

  /* A piece of an answer that is still being written. */
  addDelta(text) {
    if (!this.partial) {
      this.partial = this.draw("assistant", "");
      this.element.append(this.partial);
    }
    this.partial.querySelector(".bubble").append(text);
    if (this.following) this.toEnd();
  }

  /* The first words of an empty conversation, and again in another language. */
  greet() {
    const fresh = !this.greeting || this.starters?.isConnected;
    const greeting = this.draw("assistant", this.words.hello);
    if (this.greeting) this.greeting.replaceWith(greeting);
    else this.element.prepend(greeting);
    this.greeting = greeting;
    if (!fresh) return;
    const ask = (text) => button({ onclick: () => this.chat.ask(text) }, text);
    this.starters = element(
      "div",
      { class: "choices", role: "group", "aria-label": this.words.choices },
      this.words.starters.map(ask),
    );
    greeting.append(this.starters);
  }

  note(text) {
    this.place(this.draw("system", text));
  }

  draw(author, text, line = {}) {
    const side = author === this.own ? "own" : "other";
    const named = side === "other" && author !== "system";
    const choices = (!this.chat.staff && line.choices) || [];
    const said =
      author === "assistant"
        ? drawReply(text, choices, (choice) => this.chat.choose(choice, line), this.words)
        : [element("div", { class: "bubble", dir: "auto" }, linked(text))];
    return element(
      "div",
      { class: `line ${side} ${author}` },
      element(
        "span",
        { class: named ? "who" : "hush" },
        author === this.own ? this.words.you : (line.name ?? this.words[author]),
      ),
      said,
      element("div", { class: "foot" }),
    );
  }

  mark(drawing, meaning) {
    return element(
      "span",
      { class: `mark ${drawing}`, title: meaning },
      icon(drawing),
      element("span", { class: "hush" }, meaning),
    );
  }

  clock(ts) {
    return element("time", { datetime: ts }, this.time.format(new Date(ts)));
  }

  /* A heading wherever the day changes. */
  divide(ts) {
    const day = this.date.format(new Date(ts));
    if (day === this.day) return;
    this.day = day;
    const today = day === this.date.format(new Date());
    this.place(element("p", { class: "day" }, today ? this.words.today : day));
  }

  /* Before what is not acknowledged yet; the end stays in sight for who was looking at it. */
  place(shown, own = false) {
    const [first] = this.pending.values();
    this.element.insertBefore(shown, first ?? null);
    if (!own && !this.following) return void (this.jump.hidden = false);
    this.toEnd();
    const above = shown.offsetHeight - this.element.clientHeight;
    if (above > 0) this.element.scrollTop -= above; // a long answer is read from its beginning
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    this.following = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.following) this.jump.hidden = true;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.following = true;
    this.jump.hidden = true;
  }
}
