/* <converge-chat>: the chat as one web component. Attributes: language (en, hinglish, hi), open,
   title, server (default: where this script came from). Method: ask(text). */

import { element, icon } from "./dom.js";
import { Link } from "./link.js";
import { Log } from "./log.js";
import { SignInCard } from "./signin.js";
import { style } from "./style.js";
import { WORDS } from "./words.js";

const LANGUAGE_KEY = "converge-chat-language";
const TYPING_MS = 3000;
const SIGN_IN = "action:sign_in";
const BASE = new URL("../../", import.meta.url);

class ConvergeChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style];
    const wished = localStorage.getItem(LANGUAGE_KEY) ?? this.getAttribute("language");
    this.language = wished in WORDS ? wished : "en";
    this.link = new Link(this.getAttribute("server") ?? BASE, this.language, (event) => this.hear(event));
    this.log = new Log(this.words, this.language, (choice, line) => this.choose(choice, line), (seq, value) => this.link.put({ type: "feedback", seq, value }));
    this.card = new SignInCard(this.link, () => this.afterSignIn());
    this.build();
    this.speak();
    this.restart();
    if (this.hasAttribute("open") && innerWidth >= 900) this.show();
  }

  disconnectedCallback() {
    this.link?.stop();
  }

  get words() {
    return WORDS[this.language];
  }

  /* Opens the chat and asks `text` as if the customer had typed it. */
  ask(text) {
    this.show();
    this.say({ type: "message", text }, text);
  }

  build() {
    const button = (name, press, ...inner) => (this[name] = element("button", { type: "button", onclick: press }, ...inner));
    this.launcher = element("button", { type: "button", class: "launcher", onclick: () => this.show() }, icon("chat"), (this.launcherText = element("span")));
    this.heading = element("h2", { id: "title" });
    this.status = element("p", { class: "status", role: "status" });
    this.closer = element("button", { type: "button", class: "icon", onclick: () => this.hide() }, icon("close"));
    this.picker = element("select", { onchange: () => this.pick(this.picker.value) }, ...Object.entries(WORDS).map(([key, words]) => element("option", { value: key }, words.name)));
    this.notice = element("p", { class: "notice", role: "status", hidden: true });
    this.typing = element("div", { class: "typing", hidden: true }, element("i"), element("i"), element("i"), (this.typingText = element("span", { class: "hush", role: "status" })));
    this.input = element("textarea", { rows: "1", maxlength: "4096", enterkeyhint: "send", onkeydown: (event) => this.key(event), oninput: () => this.wrote() });
    this.sender = element("button", { class: "send" }, icon("send"));
    this.panel = element(
      "section",
      { class: "panel", "aria-labelledby": "title", hidden: true, onkeydown: (event) => event.key === "Escape" && this.hide() },
      element(
        "header",
        {},
        element("div", { class: "top" }, element("div", { class: "name" }, this.heading, this.status), this.closer),
        element("div", { class: "tools" }, button("person", () => this.wantPerson()), button("signer", () => this.signIn()), this.picker),
      ),
      this.notice,
      this.log.element,
      this.typing,
      this.card.element,
      element("form", { class: "composer", onsubmit: (event) => this.submit(event) }, this.input, this.sender),
    );
    this.shadowRoot.append(this.launcher, this.panel);
  }

  /* Puts the language's words everywhere. */
  speak() {
    const words = this.words;
    this.lang = this.language === "hi" ? "hi" : "en-IN";
    this.launcherText.textContent = words.open;
    this.heading.textContent = this.getAttribute("title") ?? words.title;
    this.person.textContent = words.person;
    this.typingText.textContent = words.typing;
    this.input.placeholder = words.placeholder;
    this.picker.value = this.language;
    for (const [part, label] of [[this.closer, words.close], [this.input, words.placeholder], [this.sender, words.send], [this.picker, words.language]]) {
      part.setAttribute("aria-label", label);
    }
    this.log.speak(words, this.language);
    this.log.greet();
    this.showStatus(this.state ?? "connecting");
    this.showSignedIn();
  }

  pick(language) {
    this.language = language;
    this.link.language = language;
    localStorage.setItem(LANGUAGE_KEY, language);
    this.speak();
  }

  /* An empty conversation, with what is still on its way. */
  restart() {
    this.log.clear();
    this.log.greet();
    for (const [clientId, { shown }] of this.link.unacked) this.log.addPending(clientId, shown);
  }

  show() {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.link.open();
    this.log.toEnd();
    this.input.focus({ preventScroll: true });
  }

  hide() {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.focus();
  }

  hear(event) {
    switch (event.type) {
      case "status":
        return this.showStatus(event.state);
      case "restarted":
        this.restart();
        return this.log.note(this.words.ended);
      case "ready":
        return this.showSignedIn();
      case "ack":
        this.waitingFor = event.seq;
        this.typing.hidden = false;
        return this.log.acknowledge(event.client_id, event.seq);
      case "message":
        if (event.author !== "customer" && (event.in_reply_to ?? 0) >= (this.waitingFor ?? 0)) this.typing.hidden = true;
        return this.log.add(event);
      case "delta":
        return this.log.addDelta(event.text);
      case "typing":
        return this.showTyping(event.author);
      case "handoff":
        return this.showHandoff(event);
      case "error":
        return event.client_id && this.log.refuse(event.client_id, event.detail);
    }
  }

  showStatus(state) {
    this.state = state;
    this.status.dataset.state = state;
    this.status.textContent = this.words[state];
  }

  showSignedIn() {
    this.signer.textContent = this.link.signedIn ? `${this.words.signedIn} ✓` : this.words.signIn;
    this.signer.disabled = this.link.signedIn;
  }

  showTyping(author) {
    if (author === "customer") return;
    this.typing.hidden = false;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => (this.typing.hidden = true), TYPING_MS * 2);
  }

  showHandoff({ state, agent }) {
    const text = { waiting: this.words.waiting, joined: this.words.joined, ended: this.words.handedBack }[state];
    this.notice.textContent = text.replace("{agent}", agent ?? this.words.agent);
    this.notice.hidden = false;
    if (state !== "waiting") this.typing.hidden = true;
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value;
    if (!text.trim()) return;
    this.input.value = "";
    this.say({ type: "message", text }, text);
    this.input.focus();
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  wrote() {
    const now = Date.now();
    if (now - (this.wroteAt ?? 0) < TYPING_MS) return;
    this.wroteAt = now;
    this.link.put({ type: "typing" });
  }

  choose(choice, line) {
    if (choice.value === SIGN_IN) {
      this.again = this.log.texts.get(line.in_reply_to);
      this.signIn();
      return;
    }
    this.say({ type: "choice", value: choice.value }, choice.title);
    this.input.focus();
  }

  signIn() {
    this.card.open(this.words);
    this.log.toEnd();
  }

  wantPerson() {
    this.say({ type: "handoff" }, this.words.person);
  }

  say(frame, text) {
    this.log.addPending(this.link.deliver(frame, text), text);
  }

  /* The question that could not be answered to a guest is asked again. */
  afterSignIn() {
    this.showSignedIn();
    if (this.again) this.say({ type: "message", text: this.again }, this.again);
    this.again = null;
    this.input.focus();
  }
}

customElements.define("converge-chat", ConvergeChat);
