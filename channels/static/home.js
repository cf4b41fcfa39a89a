"use strict";
for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => document.querySelector("converge-chat")?.ask(button.dataset.ask));
}
