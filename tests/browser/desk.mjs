/* The complaints desk, and the console's lists in a pocket. */

import { check, expect } from "./check.mjs";
import { accessible, picture, SITE, visitor } from "./browser.mjs";
import { signIn } from "./review.mjs";

export async function desk(browser) {
  const context = await visitor(browser, { width: 1440, height: 900 });
  const page = await context.newPage();
  await page.goto(`${SITE}/ops`);
  await signIn(page);
  await complaints(page);
  await context.close();
  await onAPhone(browser);
}

async function complaints(page) {
  await check("a complaint is taken, answered and settled", async () => {
    await page.goto(`${SITE}/ops/complaints`);
    await page.locator("main td a").first().click();
    await page.locator("form[action$=comments] textarea").fill("<i>Sorry</i>, we look into it.");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("<i>Sorry</i>, we look into it.").waitFor();
    await page.locator("form[action$=resolve] textarea").fill("Somebody comes tomorrow.");
    await page.getByRole("button", { name: "Resolve" }).click();
    await page.getByText("Somebody comes tomorrow.").waitFor();
    await accessible(page);
    await picture(page, "complaint");
  });
}

async function onAPhone(browser) {
  const context = await visitor(browser, { width: 360, height: 740, dark: true });
  const page = await context.newPage();
  await page.goto(`${SITE}/ops`);
  await signIn(page);
  for (const path of ["/ops/handoffs", "/ops/complaints"]) {
    await check(`axe: a dark phone at ${path}`, async () => {
      await page.goto(SITE + path);
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(!wide, "it scrolls sideways");
      await picture(page, `phone${path.replaceAll("/", "-")}`);
    });
  }
  await check("axe: a complaint on a dark phone", async () => {
    await page.locator("main td a").first().click();
    await accessible(page);
    await picture(page, "phone-complaint");
  });
  await context.close();
}
