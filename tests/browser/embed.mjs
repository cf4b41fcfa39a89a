/* The chat on somebody else's site: one script tag under a strict policy, on another origin. */

import { createServer } from "node:http";
import { Chat } from "./chat.mjs";
import { check, expect } from "./check.mjs";
import { OTHER_PORT, picture, SITE, visitor } from "./browser.mjs";

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title>
<main><h1>Somebody else's shop</h1><p>With a chat of ours.</p></main>
<script async src="${SITE}/widget.js" data-language="hinglish" data-heading="Ghar Seva"></script></html>`;
const POLICY = `default-src 'none'; script-src ${SITE}; connect-src ${SITE} ${SITE.replace("http", "ws")}; require-trusted-types-for 'script'`;

export async function embed(browser) {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": POLICY });
    answer.end(PAGE);
  });
  await new Promise((done) => server.listen(Number(OTHER_PORT), "127.0.0.1", done));
  const context = await visitor(browser, { width: 900 });
  await check("one script tag on another site, under its strict policy, is a whole chat", async () => {
    const chat = await Chat.open(context, `http://127.0.0.1:${OTHER_PORT}/`);
    await chat.show();
    expect((await chat.host.locator("h2").innerText()) === "Ghar Seva", "the heading is the site's own");
    const answer = await chat.ask("AC repair ka price kya hai 411001 mein?");
    expect(answer.includes("₹499"), answer);
    await picture(chat.page, "embedded");
  });
  await context.close();
  server.close();
}
