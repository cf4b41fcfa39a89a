/* What the chat is made of on the page, and nothing of what it does: the parts by name. */

import { button, element, icon } from "./dom.js";
import { WORDS } from "./words.js";

/* The panel of `chat`, around its parts that act. For staff it has neither launcher nor tools: it
   fills the place that the page gives it. */
export function buildPanel(chat) {
  const { log, presence, signIn, composer, staff } = chat;
  const heading = element("h2", { id: "heading" });
  const name = element("div", { class: "name" }, heading, presence.status);
  const body = [
    presence.notice,
    element("div", { class: "middle" }, log.element, log.jump),
    presence.typing,
    signIn.element,
    composer.element,
  ];
  if (staff) {
    const head = element("div", { class: "head" }, element("div", { class: "top" }, name));
    const panel = element(
      "section",
      { class: "panel filling", role: "group", "aria-labelledby": "heading" },
      head,
      body,
    );
    return { heading, panel, shown: [panel] };
  }
  const launcherText = element("span");
  const badge = element("span", { class: "badge", hidden: true, "aria-hidden": "true" });
  const launcher = button({ class: "launcher", onclick: () => chat.show() }, icon("chat"), launcherText, badge);
  const closer = button({ class: "icon", onclick: () => panel.close() }, icon("close"));
  const signer = button({ onclick: () => chat.openSignIn() });
  const languages = Object.entries(WORDS).map(([key, words]) => element("option", { value: key }, words.name));
  const picker = element("select", { onchange: () => chat.pick(picker.value) }, languages);
  const head = element(
    "div",
    { class: "head" },
    element("div", { class: "top" }, element("span", { class: "avatar" }, icon("home")), name, closer),
    element("div", { class: "tools" }, presence.person, signer, picker),
  );
  const panel = element(
    "dialog",
    {
      class: "panel",
      "aria-labelledby": "heading",
      onkeydown: (event) => event.key === "Escape" && panel.close(),
      onclose: () => chat.fold(),
    },
    head,
    body,
  );
  return { heading, panel, launcher, launcherText, badge, closer, signer, picker, shown: [launcher, panel] };
}
