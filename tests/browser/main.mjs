/* Drives a real browser through the product; started by `python -m tests.browser`, which serves it. */

import { axe, breaches, launch } from "./browser.mjs";
import { check, conclude, expect } from "./check.mjs";
import { book } from "./book.mjs";
import { desk } from "./desk.mjs";
import { embed } from "./embed.mjs";
import { handoff } from "./handoff.mjs";
import { looks } from "./looks.mjs";
import { review } from "./review.mjs";
import { talk } from "./talk.mjs";

const browser = await launch();
for (const part of [talk, book, handoff, looks, embed, review, desk]) {
  await part(browser).catch((error) => check(`${part.name} came to its end`, () => Promise.reject(error)));
}
await check("no page met a script error, a breach of its policy or another host", () =>
  expect(breaches.length === 0, breaches.join("\n")),
);
await browser.close();
console.log(`axe: ${axe.violations} violations on ${axe.pages} pages and states`);
process.exitCode = conclude();
