/* The sign-in card: a mobile number, then the code that was sent to it. */

import { element } from "./dom.js";
import { ProblemError } from "./link.js";

export class SignInCard {
  constructor(link, done) {
    this.link = link;
    this.done = done;
    this.element = element("form", { class: "card", hidden: true, novalidate: true, onsubmit: (event) => this.submit(event) });
  }

  open(words) {
    this.words = words;
    this.mobile = null;
    this.element.hidden = false;
    this.ask(words.why, words.mobile, words.sendCode, { type: "tel", autocomplete: "tel", inputmode: "tel", maxlength: "20" });
  }

  close() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  ask(text, label, action, attributes) {
    this.input = element("input", { id: "signin", required: true, "aria-describedby": "signin-trouble", ...attributes });
    this.trouble = element("p", { class: "trouble", id: "signin-trouble", role: "alert", hidden: true });
    this.element.replaceChildren(
      element("p", {}, text),
      element("label", { for: "signin" }, label),
      element("div", { class: "row" }, this.input, element("button", { class: "solid" }, action)),
      this.trouble,
      element("button", { type: "button", class: "plain", onclick: () => this.close() }, this.words.cancel),
    );
    this.input.focus();
  }

  async submit(event) {
    event.preventDefault();
    const typed = this.input.value.trim();
    try {
      if (this.mobile) await this.verify(typed);
      else await this.send(typed);
    } catch (error) {
      this.trouble.textContent = error instanceof ProblemError ? error.message : this.words.offline;
      this.trouble.hidden = false;
    }
  }

  async send(mobile) {
    const { code } = await this.link.requestCode(mobile);
    this.mobile = mobile;
    const words = this.words;
    const told = code ? words.demoCode.replace("{code}", code) : words.codeSent;
    this.ask(told, words.code, words.verify, { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6", pattern: "[0-9]{6}" });
  }

  async verify(code) {
    await this.link.verify(this.mobile, code);
    this.close();
    this.done();
  }
}
