/* <converge-chat>: the chat as one web component, which its parts know. Attributes are read once.

   On a site, put there by the loader (../widget.js):
     language   en, hinglish or hi, until the customer chooses
     heading    title of the panel
     open       shows the panel at once on a wide screen
     server     where the chat's server is, unless this script came from there
     token      the site's signed word for its visitor

   In the console, as a pane on one conversation; load this module, not the loader:
     mode       "staff": fills its place (give it a height); lines of "agent" are one's own; no quick
                replies, thumbs, sign-in or launcher
     endpoint   a socket that speaks the chat's frames, relative to the page
     token      what hello says there

   Methods: ask(text) says it as if typed; draft(text) puts it into the composer.
   Events: "converge-frame" (detail: a server frame), "converge-status" (connecting, online, offline,
   refused). */

import { Composer } from "./composer.js";
import { Link } from "./link.js";
import { Log } from "./log.js";
import { kept, key, tab } from "./memory.js";
import { buildPanel } from "./panel.js";
import { Presence } from "./presence.js";
import { Colleague, Customer } from "./sessions.js";
import { SignIn } from "./signin.js";
import { style } from "./style.js";
import { WORDS } from "./words.js";

const BASE = new URL("../../", import.meta.url);
const WIDE = 900;
const SMALL = "(max-width: 480px)";
const SIGN_IN = "action:sign_in";

class ConvergeChat extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) this.begin();
    this.link = new Link(this.who, (event) => this.hear(event));
    this.restart();
    addEventListener("storage", this.elsewhere);
    if (this.staff || this.who.known) this.link.open();
    if (!this.staff && (tab.read("open") ?? (this.hasAttribute("open") && innerWidth >= WIDE))) this.unfold();
  }

  disconnectedCallback() {
    this.link.stop();
    this.presence.rest();
    removeEventListener("storage", this.elsewhere);
  }

  /* Once in the element's life: who it speaks for, its parts, its words. */
  begin() {
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style];
    this.staff = this.getAttribute("mode") === "staff";
    const wished = (!this.staff && kept.read("language")) || this.getAttribute("language");
    this.language = wished in WORDS ? wished : "en";
    const token = this.getAttribute("token");
    this.who = this.staff
      ? new Colleague(this.getAttribute("endpoint"), token)
      : new Customer(new URL(this.getAttribute("server") ?? BASE, document.baseURI), this.language, token);
    this.log = new Log(this);
    this.presence = new Presence(this);
    this.composer = new Composer(this);
    this.signIn = new SignIn(this);
    this.parts = buildPanel(this);
    this.shadowRoot.append(...this.parts.shown);
    this.elsewhere = (event) => event.key === key("seen") && this.showUnread();
    this.speak();
  }

  get words() {
    return WORDS[this.language];
  }

  /* Puts the language's words everywhere. */
  speak() {
    const { words, parts } = this;
    for (const part of parts.shown) part.lang = words.tag;
    for (const part of [this.log, this.composer, this.presence]) part.speak(words);
    parts.heading.textContent = this.getAttribute("heading") ?? words.title;
    if (this.staff) return;
    parts.picker.value = this.language;
    parts.picker.setAttribute("aria-label", words.language);
    parts.closer.setAttribute("aria-label", words.close);
    this.showUnread();
    this.showSignedIn();
  }

  pick(language) {
    this.language = this.who.language = language;
    kept.write("language", language);
    this.speak();
    this.log.greet();
  }

  /* An empty conversation, with what is still on its way. */
  restart() {
    this.log.clear();
    this.newest = this.asked = this.answered = 0;
    if (!this.staff) this.log.greet();
    for (const [clientId, { shown }] of this.link.unacked) this.log.addPending(clientId, shown);
  }

  show() {
    this.unfold();
    this.rest();
  }

  /* Shows the panel and leaves the focus where the page has it, unless the panel hides the page. */
  unfold() {
    const { panel, launcher } = this.parts;
    if (!panel.open && matchMedia(SMALL).matches) panel.showModal();
    panel.open = true;
    launcher.hidden = true;
    tab.write("open", true);
    this.link.open();
    this.log.toEnd();
    this.see();
  }

  /* Once the panel is closed, in whichever way. */
  fold() {
    const { launcher } = this.parts;
    launcher.hidden = false;
    tab.write("open", false);
    launcher.focus();
  }

  /* Where the focus goes when there is nothing better: the composer, unless that would bring up a
     keyboard over the conversation. */
  rest() {
    const place = matchMedia("(pointer: coarse)").matches ? this.log.element : this.composer.input;
    place.focus({ preventScroll: true });
  }

  /* Every frame and every word of the link has its heard_ method, or is of no interest here. */
  hear(event) {
    const [name, detail] = event.type === "status" ? ["status", event.state] : ["frame", event];
    this.dispatchEvent(new CustomEvent(`converge-${name}`, { detail, bubbles: true }));
    this[`heard_${event.type}`]?.(event);
  }

  heard_status({ state }) {
    this.presence.show(state);
  }

  heard_restarted({ expired }) {
    this.restart();
    if (expired) this.log.note(this.words.ended);
  }

  heard_ready(ready) {
    this.log.live(true);
    this.presence.hand({ state: "ended" });
    if (this.staff) return;
    if (this.who.learn(ready)) this.link.restart(false);
    this.showSignedIn();
  }

  heard_ack({ client_id, seq }) {
    this.log.acknowledge(client_id, seq);
    this.asked = seq;
    if (!this.staff && this.answered < seq && this.presence.handoff.state !== "joined")
      this.presence.write("assistant");
  }

  heard_message(line) {
    if (line.author !== this.log.own) this.answered = Math.max(this.answered, line.in_reply_to ?? this.asked);
    if (this.answered >= this.asked) this.presence.rest();
    this.log.add(line);
    this.newest = line.seq;
    if (this.staff) return;
    if (this.parts.panel.open) this.see();
    else this.showUnread();
  }

  heard_delta({ text }) {
    this.presence.rest();
    this.log.addDelta(text);
  }

  heard_typing({ author }) {
    if (author !== this.log.own) this.presence.write(author);
  }

  heard_handoff(handoff) {
    this.presence.hand(handoff);
  }

  heard_error({ client_id, code, retry }) {
    const why = this.words.troubles[code] ?? this.words.troubles.unknown;
    if (client_id && !retry) this.log.refuse(client_id, why);
    else this.presence.tell(why);
  }

  showSignedIn() {
    const { signer } = this.parts;
    signer.disabled = this.who.session?.signedIn;
    signer.textContent = signer.disabled ? this.words.signedIn : this.words.signIn;
  }

  /* What has come since the panel was last open, in any tab. */
  showUnread() {
    const { panel, launcher, launcherText, badge } = this.parts;
    const seen = kept.read("seen");
    const from = seen && seen.conversation === this.who.conversation ? seen.seq : 0;
    const count = panel.open ? 0 : this.log.countAfter(from);
    badge.hidden = count === 0;
    badge.textContent = count > 9 ? "9+" : count;
    launcherText.textContent = this.words.open;
    launcher.setAttribute("aria-label", this.words.open + (count ? `, ${count} ${this.words.unread}` : ""));
  }

  see() {
    kept.write("seen", { conversation: this.who.conversation, seq: this.newest });
    this.showUnread();
  }

  ask(text) {
    if (!this.staff) this.show();
    this.tell(text);
  }

  draft(text) {
    this.composer.write(text);
    this.composer.input.focus();
  }

  tell(text) {
    this.say({ type: "message", text }, text);
  }

  say(frame, text) {
    this.log.addPending(this.link.deliver(frame, text), text);
  }

  choose(choice, line) {
    if (choice.value === SIGN_IN) {
      this.again = this.log.texts.get(line.in_reply_to);
      return this.openSignIn();
    }
    this.say({ type: "choice", value: choice.value }, choice.title);
    return this.rest();
  }

  openSignIn() {
    this.signIn.open(this.words);
    this.log.toEnd();
  }

  wantPerson() {
    this.say({ type: "handoff" }, this.words.person);
    this.rest();
  }

  /* The question that could not be answered to a guest is asked again. */
  afterSignIn() {
    this.showSignedIn();
    if (this.again) this.tell(this.again);
    this.again = null;
    this.rest();
  }
}

customElements.define("converge-chat", ConvergeChat);
