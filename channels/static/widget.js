/* The loader: <script async src=".../widget.js" data-language="hi" data-open></script>.
   Adds one <converge-chat> to the page and loads what is behind it after the page.
   Its data are attributes. */
"use strict";
(() => {
  const script = document.currentScript;
  const base = new URL(".", script.src);

  const start = () => {
    import(new URL("static/widget/app.js", base).href).catch(() => {
      console.warn("ConvergeAI chat could not be loaded from", base.href);
    });
    if (document.querySelector("converge-chat")) return;
    const chat = document.createElement("converge-chat");
    for (const name of ["language", "heading", "open", "token"]) {
      if (name in script.dataset) chat.setAttribute(name, script.dataset[name]);
    }
    document.body.append(chat);
  };

  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
})();
