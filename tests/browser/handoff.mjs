/* A customer and a person of ours, each in their own browser: asking, joining, talking, handing back. */

import { Chat } from "./chat.mjs";
import { check, expect } from "./check.mjs";
import { accessible, picture, SITE, visitor } from "./browser.mjs";
import { signIn } from "./review.mjs";

export async function handoff(browser) {
  const [ours, theirs] = [await visitor(browser, { width: 1440, height: 900 }), await visitor(browser)];
  const chat = await Chat.open(theirs);
  await chat.online();
  const desk = await ours.newPage();
  await desk.goto(`${SITE}/ops`);
  await signIn(desk);
  await ask(chat);
  await join(chat, desk);
  await speak(chat, desk);
  await handBack(chat, desk);
  await Promise.all([ours.close(), theirs.close()]);
}

async function ask(chat) {
  await check("who asks for a person is told at once that one will join, and their place in the queue", async () => {
    await chat.answered(() => chat.host.locator(".tools button", { hasText: "Talk to a person" }).click());
    await chat.host.locator(".notice", { hasText: /You are number \d+ in the queue/ }).waitFor();
  });
}

async function join(chat, desk) {
  const { conversation_id } = await chat.page.evaluate(() => JSON.parse(localStorage.getItem("converge-chat-session")));
  await check("the conversation waits in the console and is taken there", async () => {
    await desk.goto(`${SITE}/ops/handoffs`);
    await accessible(desk);
    await picture(desk, "handoffs");
    await desk.locator(`a[href^="/ops/conversations/${conversation_id}"]`).first().click();
    await desk.locator("button", { hasText: "Take it" }).click();
    await desk.getByText("You have this conversation").waitFor();
  });
  await check("the customer sees who has joined, without a reload", async () => {
    await chat.host.locator(".notice", { hasText: "Vidhya Natarajan has joined the chat" }).waitFor();
    await chat.host.locator(".tools button:disabled", { hasText: "Vidhya Natarajan" }).waitFor();
    await accessible(chat.page);
  });
}

async function speak(chat, desk) {
  await check("what a person writes arrives under their name, and the assistant is silent meanwhile", async () => {
    const composer = desk.locator("converge-chat .composer textarea");
    await composer.pressSequentially("Namaste, how");
    await chat.host.locator(".typing", { hasText: "Vidhya Natarajan" }).waitFor();
    await chat.answered(async () => {
      await composer.fill("Namaste, how can I help you?");
      await composer.press("Enter");
    });
    await desk.locator("converge-chat .line.own .mark.tick").waitFor();
    const [author, text] = (await chat.lines()).at(-1);
    expect(author === "agent" && text === "Namaste, how can I help you?", `${author}: ${text}`);
    expect((await chat.host.locator(".line.agent .who").last().innerText()) === "Vidhya Natarajan", "without the name");
    await chat.input.fill("how much is AC repair in 411001?");
    await chat.input.press("Enter");
    await desk.locator("converge-chat .line.customer", { hasText: "how much is AC repair in 411001?" }).waitFor();
    await chat.page.waitForTimeout(1000); // an answer of the assistant's would be there by now
    expect((await chat.lines()).at(-1)[0] === "customer", "somebody answered");
    expect(!(await chat.host.locator(".typing").isVisible()), "an answer is promised that nobody writes");
  });
  await picture(chat.page, "joined");
  await picture(desk, "held");
  await check("axe: the console with a conversation of one's own", () => accessible(desk));
}

async function handBack(chat, desk) {
  await check("handed back, the customer is told, and the assistant answers again", async () => {
    await desk.locator("textarea[name=summary]").fill("Asked for a price; all well.");
    await desk.locator("form[action$=hand-back] button").click();
    await chat.host.locator(".tools button", { hasText: "Talk to a person" }).waitFor();
    expect(!(await chat.host.locator(".notice").isVisible()), "a person is still announced");
    const answer = await chat.ask("how much is tap repair in 411001?");
    expect(answer.includes("₹149"), answer);
    await chat.page.reload();
    await chat.host.locator(".line.agent .who", { hasText: "Vidhya Natarajan" }).waitFor();
  });
  await picture(chat.page, "handed-back");
}
