/* What every customer does: ask in three languages, come back, use two tabs, lose the connection. */

import { Chat } from "./chat.mjs";
import { check, expect } from "./check.mjs";
import { accessible, picture, visitor } from "./browser.mjs";

const ASKED = [
  ["English", "How much is AC repair in 411001?", /Prices for AC Repair in 411001/],
  ["Hinglish", "AC repair ka price kya hai 411001 mein?", /411001 mein AC Repair ke prices/],
  ["Hindi", "411001 में एसी रिपेयर का दाम क्या है?", /411001 में AC Repair के दाम/],
];

export async function talk(browser) {
  await asking(browser);
  await twoTabs(browser);
  await lostConnection(browser);
  await tooMuch(browser);
}

async function asking(browser) {
  const context = await visitor(browser);
  const chat = await Chat.open(context);
  await check("the chat opens by itself on a wide screen and comes online", () => chat.online());
  await picture(chat.page, "welcome");
  for (const [language, question, heading] of ASKED) {
    await check(`the price of AC repair in 411001 is answered in ${language}`, async () => {
      const answer = await chat.ask(question);
      expect(heading.test(answer) && answer.includes("₹499"), answer);
      expect((await chat.answers.last().locator(".card").count()) === 3, "three variants are three cards");
    });
    await picture(chat.page, `price-${language.toLowerCase()}`);
  }
  await check("each line has a time and one's own a delivered mark", async () => {
    expect((await chat.host.locator(".line[data-seq] time").count()) === 6, "six lines, six times");
    expect((await chat.own.locator(".mark.tick").count()) === 3, "three questions, three marks");
  });
  await check("the conversation is there after a reload, in order", async () => {
    const before = await chat.lines();
    await chat.page.reload();
    await chat.answers.nth(2).waitFor();
    expect(JSON.stringify(await chat.lines()) === JSON.stringify(before), "other lines than before");
  });
  await check("what the page shows on the page's buttons is asked in the chat", async () => {
    const answer = await chat.answered(() => chat.page.locator("[data-ask]").first().click());
    expect(answer.includes("₹499"), answer);
  });
  await check("customers' text is text and nothing else", async () => {
    await chat.ask('<img src=x onerror="document.title=1"> <b>bold</b> AC repair price');
    expect((await chat.host.locator(".bubble img, .bubble b").count()) === 0, "markup was made of it");
  });
  await check("axe: prices in three languages", () => accessible(chat.page));
  await context.close();
}

async function twoTabs(browser) {
  const context = await visitor(browser);
  const one = await Chat.open(context);
  await one.online();
  await one.ask("what services do you have");
  const two = await Chat.open(context);
  await check("a second tab shows the same conversation", async () => {
    await two.answers.first().waitFor();
    expect(JSON.stringify(await two.lines()) === JSON.stringify(await one.lines()), "other lines");
  });
  await check("what is asked in one tab is answered in both, once", async () => {
    await two.ask("do you work on sundays?");
    await one.answers.nth(1).waitFor();
    await one.onceAndAnswered("do you work on sundays?");
    expect(JSON.stringify(await two.lines()) === JSON.stringify(await one.lines()), "other lines");
  });
  await check("a closed chat counts what came, and opening it in one tab clears that in both", async () => {
    for (const tab of [one, two]) await tab.host.locator(".icon").click();
    await two.host.evaluate((host) => host.tell("how much is tap repair in 411001?"));
    for (const tab of [one, two]) await tab.host.locator(".badge", { hasText: "1" }).waitFor();
    expect((await one.launcher.getAttribute("aria-label")).includes("1 new"), "a screen reader must hear it, too");
    await picture(one.page, "unread");
    await one.launcher.click();
    await two.host.locator(".badge").waitFor({ state: "hidden" });
  });
  await context.close();
}

/* Sockets pass through here: they can be cut, kept from opening, and kept from hearing. */
async function throughWire(context) {
  const wire = { open: [], deaf: false, down: false };
  await context.routeWebSocket(/\/v1\/web\/socket/, (near) => {
    if (wire.down) return near.close({ code: 1001 });
    const far = near.connectToServer();
    near.onMessage((frame) => far.send(frame));
    far.onMessage((frame) => wire.deaf || near.send(frame));
    wire.open.push([near, far]);
  });
  wire.cut = async () => {
    for (const [near, far] of wire.open.splice(0)) {
      await near.close({ code: 1001 });
      await far.close();
    }
  };
  return wire;
}

async function lostConnection(browser) {
  const context = await visitor(browser);
  const wire = await throughWire(context);
  const chat = await Chat.open(context);
  await chat.online();
  await check("a message whose acknowledgement was lost is sent again and stands there once", async () => {
    wire.deaf = true;
    await chat.input.fill("how much is tap repair in 411001?");
    await chat.input.press("Enter");
    await chat.host.locator(".mark.clock").waitFor();
    await chat.page.waitForTimeout(700); // the server has it by now; the answer falls on deaf ears
    await wire.cut();
    wire.deaf = false;
    await chat.answers.first().waitFor();
    await chat.host.locator(".mark.clock").waitFor({ state: "detached" });
    await chat.onceAndAnswered("how much is tap repair in 411001?");
    expect(!(await chat.host.locator(".typing").isVisible()), "an answer is still being written");
  });
  await check("what is written offline is told to wait, survives a reload and is sent once, in order", async () => {
    wire.down = true;
    await wire.cut();
    await chat.host.locator(".status[data-state=offline]").waitFor();
    for (const text of ["price of fan installation in 411001", "and geyser repair there?"]) {
      await chat.input.fill(text);
      await chat.input.press("Enter");
    }
    await picture(chat.page, "offline");
    await chat.page.reload();
    await chat.host.locator(".mark.clock").nth(1).waitFor();
    wire.down = false;
    await chat.answers.nth(2).waitFor();
    await chat.onceAndAnswered("price of fan installation in 411001");
    await chat.onceAndAnswered("and geyser repair there?");
    const own = (await chat.lines()).filter(([author]) => author === "customer").map(([, text]) => text);
    expect(own.at(-1) === "and geyser repair there?", own.join(" | "));
  });
  await context.close();
}

async function tooMuch(browser) {
  const context = await visitor(browser);
  const chat = await Chat.open(context);
  await chat.online();
  await check("a message that is too long is told so in words and not sent", async () => {
    await chat.input.fill("ए".repeat(4100));
    await chat.host.locator(".counter", { hasText: "Too long by 4" }).waitFor();
    await chat.input.press("Enter");
    expect(await chat.host.locator(".send").isDisabled(), "it could be sent");
    expect((await chat.own.count()) === 0, "it was sent");
    await accessible(chat.page);
    await picture(chat.page, "too-long");
    await chat.input.fill("");
  });
  await check('the server\'s "too fast" is told in words, and then it goes on', async () => {
    await chat.host.evaluate((host) => {
      for (let at = 0; at < 200; at += 1) host.link.put({ type: "ping" });
    });
    await chat.host.locator(".notice", { hasText: "very fast" }).waitFor();
    await chat.online();
    await chat.ask("hello");
  });
  await context.close();
}
