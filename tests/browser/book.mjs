/* A customer signs in, books and agrees, rates an answer and asks for a person. */

import { Chat } from "./chat.mjs";
import { check, expect } from "./check.mjs";
import { accessible, picture, visitor } from "./browser.mjs";

const MOBILE = "9722281727";
const MOST_STEPS = 8;

export async function book(browser) {
  const context = await visitor(browser);
  const chat = await Chat.open(context);
  await chat.online();
  await signIn(chat);
  await order(chat);
  await rate(chat);
  await handOff(chat);
  await context.close();
}

async function signIn(chat) {
  await check("a guest who asks for bookings is offered to sign in, inside the panel", async () => {
    await chat.ask("show my bookings");
    await chat.choices.filter({ hasText: "Sign in" }).click();
    expect((await chat.focused()).tag === "INPUT", "the focus is not in the form");
  });
  await check("a number that is none and a code that is wrong are told in words", async () => {
    await chat.host.locator("#signin").fill("12345");
    await chat.host.locator("#signin").press("Enter");
    await chat.host.locator(".trouble", { hasText: "ten digits" }).waitFor();
    await accessible(chat.page);
    await picture(chat.page, "sign-in");
  });
  await check("with the right code the question is answered with the customer's own bookings", async () => {
    const answer = await chat.answered(() => chat.signIn(MOBILE));
    expect(answer.includes("CB-"), answer);
    expect((await chat.answers.last().locator(".card .state").count()) > 0, "a booking is a card with its state");
    await chat.host.locator(".tools button", { hasText: "Signed in" }).waitFor();
  });
  await picture(chat.page, "bookings");
}

async function order(chat) {
  await check("a service is booked step by step with quick replies, up to a summary with its total", async () => {
    await chat.ask("I want to book tap repair");
    for (let step = 0; step < MOST_STEPS && !(await chat.host.locator(".yes").count()); step += 1) {
      const next = chat.host.locator(".choose, .choices button[data-choice]").first();
      await chat.answered(() => next.click());
    }
    const sheet = chat.host.locator(".sheet").last();
    await sheet.locator(".yes").waitFor();
    expect((await sheet.locator(".total dd").innerText()).includes("₹"), "no total");
    expect((await sheet.locator("dt").count()) >= 5, "the summary is a list of facts");
    await accessible(chat.page);
  });
  await picture(chat.page, "summary");
  await check("the yes under it books, and an old summary has no buttons any more", async () => {
    const answer = await chat.answered(() => chat.host.locator(".yes").click());
    expect(/booking number is CB-\d+/.test(answer.replace(/\s+/g, " ")), answer);
    expect((await chat.host.locator(".yes").count()) === 0, "it could be agreed to again");
  });
  await picture(chat.page, "booked");
}

async function rate(chat) {
  await check("a thumb down with a comment is taken and kept over a reload", async () => {
    await chat.answers.last().locator(".thumb.down").click();
    await chat.host.locator(".comment input").fill("the price is too high");
    await accessible(chat.page);
    await picture(chat.page, "comment");
    await chat.host.locator(".comment .solid").click();
    await chat.host.locator(".comment", { hasText: "Thank you" }).waitFor();
    await chat.page.reload();
    await chat.host.locator(".thumb.down[aria-pressed=true]").waitFor();
  });
}

async function handOff(chat) {
  await check('"Talk to a person" is always there and leads into the queue, told as such', async () => {
    await chat.online();
    await chat.answered(() => chat.host.locator(".tools button", { hasText: "Talk to a person" }).click());
    await chat.page.reload();
    await chat.host.locator(".notice", { hasText: "A person from our team will join" }).waitFor();
    await chat.host.locator(".tools button", { hasText: "In the queue" }).waitFor();
    await accessible(chat.page);
  });
  await picture(chat.page, "waiting");
}
