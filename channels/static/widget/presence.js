/* Who is there: the connection, who is writing, and whether a person was asked for or has joined. */

import { element, icon, button } from "./dom.js";
import { fill } from "./words.js";

const WRITING_MS = 6000;
const PATIENCE_MS = 8000;

export class Presence {
  constructor(chat) {
    this.handoff = { state: "ended" };
    this.state = "connecting";
    this.status = element("p", { class: "status", role: "status" });
    this.notice = element("p", { class: "notice", role: "status", hidden: true });
    this.typingText = element("span", { role: "status" });
    this.typing = element(
      "div",
      { class: "typing", hidden: true },
      element("i"),
      element("i"),
      element("i"),
      this.typingText,
    );
    this.personText = element("span");
    this.person = button({ onclick: () => chat.wantPerson() }, icon("person"), this.personText);
  }

  speak(words) {
    this.words = words;
    this.show(this.state);
    this.hand(this.handoff);
  }

  get agent() {
    return this.handoff.agent ?? this.words.agent;
  }

  /* connecting, online, offline or refused. */
  show(state) {
    this.state = state;
    this.status.dataset.state = state;
    this.status.textContent = this.words[state];
    if (state === "online") this.tell("");
    else this.rest();
  }

  /* The notice stays for as long as a person is asked for or there. */
  hand(handoff) {
    const { words } = this;
    this.handoff = handoff;
    const place = handoff.position ? ` ${fill(words.position, handoff)}` : "";
    const [asked, told] = {
      waiting: [words.personAsked, words.waiting + place],
      joined: [this.agent, fill(words.joined, { agent: this.agent })],
      ended: [words.person, ""],
    }[handoff.state];
    this.personText.textContent = asked;
    this.person.disabled = handoff.state !== "ended";
    this.tell(told);
    if (told) this.rest();
  }

  tell(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  /* The assistant owes an answer; a person who has stopped writing does not. */
  write(author) {
    const assistant = author === "assistant";
    const name = author === "agent" ? this.agent : this.words[author];
    this.say(assistant ? this.words.typing : `${name}: ${this.words.typing}`, "hush");
    const outlast = () => (assistant ? this.say(this.words.working, "said") : this.rest());
    this.timer = setTimeout(outlast, assistant ? PATIENCE_MS : WRITING_MS);
  }

  say(text, look) {
    clearTimeout(this.timer);
    this.typing.hidden = false;
    this.typingText.className = look;
    this.typingText.textContent = text;
  }

  /* Nobody is writing. */
  rest() {
    clearTimeout(this.timer);
    this.typing.hidden = true;
    this.typingText.textContent = "";
  }
}
