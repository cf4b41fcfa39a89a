/* The chat on somebody else's site: one script tag under a strict policy, on another origin. */

import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { Chat } from "./chat.mjs";
import { check, expect } from "./check.mjs";
import { accessible, HOST_KEY, OTHER_PORT, picture, SITE, visitor } from "./browser.mjs";

const page = (token) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title>
<main><h1>Somebody else's shop</h1><p>With a chat of ours.</p></main>
<script async src="${SITE}/widget.js" data-language="hinglish" data-heading="Ghar Seva"${token && ` data-token="${token}"`}></script></html>`;
const POLICY = `default-src 'none'; script-src ${SITE}; connect-src ${SITE} ${SITE.replace("http", "ws")}; require-trusted-types-for 'script'`;

export async function embed(browser) {
  const server = createServer(({ url }, answer) => {
    answer.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": POLICY });
    answer.end(page(url.startsWith("/as/") ? signed(url.slice("/as/".length)) : ""));
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
  await knownToTheSite(browser);
  server.close();
  await besideStaff(browser);
}

/* The site's signed word for who its visitor is; for nobody, a word that has run out. */
function signed(sub) {
  const exp = Math.floor(Date.now() / 1000) + (sub === "nobody" ? -60 : 300);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const said = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub, aud: "converge", exp })}`;
  return `${said}.${createHmac("sha256", HOST_KEY).update(said).digest("base64url")}`;
}

/* A guest signs in on the site, comes back, and leaves the browser to somebody else. */
async function knownToTheSite(browser) {
  const context = await visitor(browser, { width: 900 });
  const chat = await Chat.open(context, `http://127.0.0.1:${OTHER_PORT}/`);
  const goTo = async (path) => {
    await chat.page.goto(`http://127.0.0.1:${OTHER_PORT}${path}`);
    await chat.show();
  };
  const signer = () => chat.host.locator(".tools button").nth(1).isDisabled();
  await chat.show();
  await chat.ask("hello");
  const guest = await chat.lines();
  await check("whoever signs in on the site goes on with the guest's conversation, known by now", async () => {
    await goTo("/as/asha");
    expect((await signer()) && (await chat.lines()).length === guest.length, await chat.lines());
    const answer = await chat.ask("show my bookings");
    expect(!answer.includes("sign in"), answer);
    await goTo("/as/asha");
    expect((await chat.lines()).length === guest.length + 2, await chat.lines());
  });
  await check("a word of the site's that is refused leaves the visitor as they were", async () => {
    await goTo("/as/nobody");
    expect((await signer()) && (await chat.lines()).length === guest.length + 2, await chat.lines());
  });
  await check("somebody else in the same browser sees nothing of it", async () => {
    await goTo("/as/ravi");
    expect((await signer()) && (await chat.lines()).length === 0, await chat.lines());
    const answer = await chat.ask("hello");
    expect((await chat.lines()).length === 2, answer);
  });
  await context.close();
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
