/* The sign-in form inside the panel: a mobile number, then the code that was sent to it. */

import { button, element } from "./dom.js";
import { fill } from "./words.js";

const MOBILE = /^(?:\+?91|0)?[6-9]\d{9}$/;
const CODE = /^\d{6}$/;

export class SignIn {
  constructor(chat) {
    this.chat = chat;
    this.element = element("form", {
      class: "signin",
      hidden: true,
      novalidate: true,
      onsubmit: (event) => this.submit(event),
      onkeydown: (event) => this.key(event),
    });
  }

  open(words) {
    this.words = words;
    this.element.hidden = false;
    this.askMobile();
  }

  askMobile(typed = "") {
    this.mobile = null;
    this.ask(
      { text: this.words.why, label: this.words.mobile, action: this.words.sendCode },
      { type: "tel", autocomplete: "tel", inputmode: "tel", maxlength: "20", value: typed },
    );
  }

  askCode(text) {
    const again = button({ class: "plain", onclick: () => this.askMobile(this.mobile) }, this.words.again);
    this.ask(
      { text, label: this.words.code, action: this.words.signIn },
      { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6" },
      again,
    );
  }

  close() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  leave() {
    this.close();
    this.chat.rest();
  }

  key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.leave();
  }

  ask({ text, label, action }, attributes, ...more) {
    this.input = element("input", {
      id: "signin",
      required: true,
      "aria-describedby": "signin-text signin-trouble",
      ...attributes,
    });
    this.trouble = element("p", { class: "trouble", id: "signin-trouble", role: "alert" });
    this.action = element("button", { class: "solid" }, action);
    this.element.replaceChildren(
      element("p", { id: "signin-text", role: "status" }, text),
      element("label", { for: "signin" }, label),
      element("div", { class: "row" }, this.input, this.action),
      this.trouble,
      element(
        "div",
        { class: "row" },
        ...more,
        button({ class: "plain", onclick: () => this.leave() }, this.words.cancel),
      ),
    );
    this.input.focus();
  }

  async submit(event) {
    event.preventDefault();
    const typed = this.input.value.trim();
    this.action.disabled = true;
    try {
      if (this.mobile) await this.prove(typed);
      else await this.send(typed);
    } catch (error) {
      this.explain(error);
    } finally {
      this.action.disabled = false;
    }
  }

  explain(error) {
    const { troubles } = this.words;
    this.trouble.textContent = troubles[error.code] ?? troubles.unknown;
    this.input.setAttribute("aria-invalid", "true");
    this.input.focus();
  }

  async send(mobile) {
    if (!MOBILE.test(mobile.replace(/[\s().-]/g, ""))) throw { code: "mobile" };
    const { code } = await this.chat.who.requestCode(mobile);
    this.mobile = mobile;
    this.askCode(code ? fill(this.words.demoCode, { code }) : this.words.codeSent);
  }

  async prove(code) {
    if (!CODE.test(code)) throw { code: "wrong_code" };
    const { link, who } = this.chat;
    await link.holding(() => who.verify(this.mobile, code));
    this.close();
    this.chat.afterSignIn();
  }
}
