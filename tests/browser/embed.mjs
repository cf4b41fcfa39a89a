/* The chat on somebody else's site: one script tag under a strict policy, on another origin. */

import { createServer } from "node:http";
import { Chat } from "./chat.mjs";
import { check, expect } from "./check.mjs";
import { accessible, OTHER_PORT, picture, SITE, visitor } from "./browser.mjs";

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
  await besideStaff(browser);
}

/* The element as the console holds it, here on a customer's own socket. */
async function besideStaff(browser) {
  const context = await visitor(browser);
  const customer = await Chat.open(context);
  await customer.online();
  await customer.ask("how much is AC repair in 411001?");
  await check(
    "mode=staff fills its place, shows both sides without a customer's tools, and tells its page",
    async () => {
      const seen = await customer.page.evaluate(async () => {
        const { token } = JSON.parse(localStorage.getItem("converge-chat-session"));
        const place = document.createElement("div");
        place.id = "pane";
        const pane = document.createElement("converge-chat");
        const frames = [];
        place.addEventListener("converge-frame", ({ detail }) => frames.push(detail.type));
        for (const [name, value] of Object.entries({ mode: "staff", endpoint: "/v1/web/socket", token }))
          pane.setAttribute(name, value);
        document.querySelector("main").prepend(place);
        place.append(pane);
        while (!frames.includes("ready")) await new Promise((done) => setTimeout(done, 50));
        pane.draft("I am looking into it.");
        const inside = pane.shadowRoot;
        return {
          frames,
          sides: [...inside.querySelectorAll(".line")].map((line) => line.className),
          typed: inside.querySelector("textarea").value,
          tools: inside.querySelectorAll(".launcher, .tools, .thumb, [data-choice]").length,
          wide: pane.offsetWidth === place.offsetWidth,
        };
      });
      expect(seen.frames.join() === "message,message,ready", seen.frames.join());
      expect(seen.sides.join() === "line other customer,line other assistant", seen.sides.join());
      expect(seen.typed === "I am looking into it." && seen.tools === 0 && seen.wide, JSON.stringify(seen));
      await picture(customer.page, "staff");
      await accessible(customer.page);
    },
  );
  await context.close();
}
