/* Every way the chat can look: dark, 320 px wide, Hindi, without motion, with the keyboard alone. */

import { Chat } from "./chat.mjs";
import { check, expect } from "./check.mjs";
import { accessible, picture, visitor } from "./browser.mjs";

export async function looks(browser) {
  await keyboard(browser);
  await dark(browser);
  await small(browser);
  await still(browser);
}

async function keyboard(browser) {
  const context = await visitor(browser, { width: 800 });
  const chat = await Chat.open(context);
  const { page } = chat;
  const tabTo = async (wanted) => {
    for (let at = 0; at < 40; at += 1) {
      await page.keyboard.press("Tab");
      const focus = await chat.focused();
      expect(
        focus.outline || focus.tag === "BODY" || focus.tag === "HTML",
        `no visible focus on ${focus.tag}.${focus.looks} ${focus.text}`,
      );
      if (wanted(focus)) return focus;
    }
    throw new Error("the Tab key does not get there");
  };
  await check("keyboard: Tab finds the launcher, Enter opens, the focus is in the composer", async () => {
    await tabTo(({ looks }) => looks === "launcher");
    await page.keyboard.press("Enter");
    await chat.online();
    expect((await chat.focused()).tag === "TEXTAREA", (await chat.focused()).tag);
  });
  await check("keyboard: a question is asked and a quick reply pressed, the focus comes back", async () => {
    await chat.answered(async () => {
      await page.keyboard.type("how much is tap repair in 411001?");
      await page.keyboard.press("Enter");
    });
    await page.keyboard.press("Shift+Tab");
    await chat.answered(async () => {
      for (let at = 0; at < 20 && !(await chat.focused()).text.includes("See free slots"); at += 1)
        await page.keyboard.press("Shift+Tab");
      expect((await chat.focused()).outline, "no visible focus on a quick reply");
      await page.keyboard.press("Enter");
    });
    expect((await chat.focused()).tag === "TEXTAREA", "the focus was lost with the button");
  });
  await check("keyboard: Escape closes and the focus is on the launcher", async () => {
    await page.keyboard.press("Escape");
    await chat.launcher.waitFor();
    expect((await chat.focused()).looks === "launcher", (await chat.focused()).looks);
    await accessible(page);
  });
  await context.close();
}

async function dark(browser) {
  const context = await visitor(browser, { dark: true });
  const chat = await Chat.open(context);
  await chat.online();
  await check("axe: dark, services as tiles", async () => {
    await chat.ask("what services do you have");
    await picture(chat.page, "dark-tiles");
    await accessible(chat.page);
  });
  await check("axe: dark, prices to choose from and the sign-in form", async () => {
    await chat.ask("I want to get my sofa cleaned in 411001");
    await picture(chat.page, "dark");
    await chat.host.locator(".tools button", { hasText: "Sign in" }).click();
    await accessible(chat.page);
  });
  await context.close();
}

async function small(browser) {
  for (const dark of [false, true]) {
    const context = await visitor(browser, { width: 320, height: 640, dark });
    const chat = await Chat.open(context);
    const look = dark ? "dark" : "light";
    await check(`320 px, ${look}, Hindi: the panel fills the screen and nothing is cut off`, async () => {
      await chat.show();
      await chat.host.locator("select").selectOption("hi");
      await chat.host.locator("textarea[placeholder='अपना सवाल लिखें']").waitFor();
      await chat.ask("411001 में सोफ़ा की सफ़ाई का दाम क्या है?");
      const size = await chat.panel.evaluate((panel) => ({
        width: panel.offsetWidth,
        over: Math.max(...[...panel.querySelectorAll("*")].map((one) => one.getBoundingClientRect().right)),
      }));
      expect(size.width === 320 && size.over <= 320.5, `width ${size.width}, reaching to ${size.over}`);
      await picture(chat.page, `small-${look}`);
      await accessible(chat.page);
    });
    await check(
      `320 px, ${look}: the page behind cannot be reached with the Tab key, Escape goes back to it`,
      async () => {
        for (let at = 0; at < 25; at += 1) {
          await chat.page.keyboard.press("Tab");
          const inside = await chat.page.evaluate(() =>
            ["CONVERGE-CHAT", "BODY", "HTML"].includes(document.activeElement.tagName),
          );
          expect(inside, "the focus is on the page behind");
        }
        await chat.input.focus();
        await chat.page.keyboard.press("Escape");
        await chat.launcher.waitFor();
        expect((await chat.focused()).looks === "launcher", "the focus is lost");
        await picture(chat.page, `small-${look}-page`);
        await accessible(chat.page);
      },
    );
    await context.close();
  }
}

async function still(browser) {
  const context = await visitor(browser, { still: true });
  const chat = await Chat.open(context);
  await chat.online();
  await check("reduced motion: nothing moves", async () => {
    await chat.ask("hello");
    const moving = await chat.panel.evaluate(
      (panel) =>
        [panel, ...panel.querySelectorAll("*")].filter((one) => getComputedStyle(one).animationName !== "none").length,
    );
    expect(moving === 0, `${moving} elements are animated`);
  });
  await context.close();
}
