/* The chat on a page, as a customer uses it. */

import { expect } from "./check.mjs";
import { SITE } from "./browser.mjs";

export class Chat {
  /* Opens the demo page; `path` may be another address with a chat. */
  static async open(context, path = SITE) {
    const page = await context.newPage();
    const chat = new Chat(page);
    await page.goto(path);
    await chat.host.locator(".status[data-state]").first().waitFor({ state: "attached" });
    return chat;
  }

  constructor(page) {
    this.page = page;
    this.host = page.locator("converge-chat");
    this.input = this.host.locator("textarea");
    this.panel = this.host.locator(".panel");
    this.launcher = this.host.locator(".launcher");
    this.answers = this.host.locator(".line.assistant[data-seq], .line.agent[data-seq]");
    this.own = this.host.locator(".line.own[data-seq]");
    this.choices = this.host.locator(".choices button[data-choice]");
  }

  async show() {
    if (await this.launcher.isVisible()) await this.launcher.click();
    await this.online();
  }

  online() {
    return this.host.locator(".status[data-state=online]").waitFor();
  }

  /* Types and sends `text`; gives the text of the answer. */
  ask(text) {
    return this.answered(async () => {
      await this.input.fill(text);
      await this.input.press("Enter");
    });
  }

  press(title) {
    return this.answered(() => this.host.locator("[data-choice]", { hasText: title }).last().click());
  }

  /* Does `work` and waits for one more answer than there was. */
  async answered(work) {
    const before = await this.answers.count();
    await work();
    await this.answers.nth(before).waitFor();
    return this.answers.last().innerText();
  }

  /* Signs in through the form that is open; gives what the demo showed. */
  async signIn(mobile) {
    await this.host.locator("#signin").fill(mobile);
    await this.host.locator("#signin").press("Enter");
    const shown = this.host.locator("#signin-text", { hasText: /\d{6}/ });
    await shown.waitFor();
    const [code] = /\d{6}/.exec(await shown.textContent());
    await this.host.locator("#signin").fill(code);
    await this.host.locator("#signin").press("Enter");
    await this.host.locator(".signin").waitFor({ state: "hidden" });
    await this.online();
  }

  /* The lines as [author, text], without the greeting. */
  lines() {
    return this.host
      .locator(".line[data-seq]")
      .evaluateAll((lines) => lines.map((line) => [line.classList[2], line.querySelector(".bubble").innerText]));
  }

  /* The element that has the focus, inside the chat, as [class, text]. */
  focused() {
    return this.page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return {
        tag: at.tagName,
        looks: at.className,
        text: at.innerText ?? "",
        outline: outlineStyle !== "none" && outlineWidth !== "0px",
      };
    });
  }

  /* Fails when the line `text` of the customer's is not there exactly once, or not answered once. */
  async onceAndAnswered(text) {
    const lines = await this.lines();
    const said = lines.filter(([author, words]) => author === "customer" && words === text).length;
    expect(said === 1, `${text} stands there ${said} times`);
    const at = lines.findIndex(([, words]) => words === text);
    expect(
      lines.slice(at + 1).some(([author]) => author === "assistant"),
      `${text} was not answered`,
    );
  }
}
