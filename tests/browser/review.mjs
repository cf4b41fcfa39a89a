/* A reviewer at work in the console: the wrong price that was sent, spelled out, and a verdict. */

import { check, expect } from "./check.mjs";
import { accessible, CATALOGUE, EMAIL, FAULT, PASSWORD, picture, SAID, SITE, visitor } from "./browser.mjs";

export async function review(browser) {
  const context = await visitor(browser, { width: 1440, height: 900 });
  const page = await context.newPage();
  await check("the console's first administrator gets in with the password that was printed", async () => {
    await page.goto(`${SITE}/ops`);
    await accessible(page);
    await signIn(page);
  });
  await check("the flagged turn is in the queue", async () => {
    await findInQueue(page);
    await accessible(page);
    await picture(page, "queue");
  });
  await check("its page says what was said and what the catalogue holds", async () => {
    await page.locator(`a[href^="${FAULT}"]`).first().click();
    const told = await page.locator(".mismatches").first().innerText();
    expect(new RegExp(`said ${SAID}, catalogue( \\w+)? ${CATALOGUE}`, "i").test(told), told);
    await accessible(page);
    await picture(page, "item");
  });
  await check("a verdict with a corrected answer is stored", async () => {
    const verdicts = { grounding: "bad", faithfulness: "bad", relevancy: "good" };
    for (const [metric, verdict] of Object.entries(verdicts)) {
      await page.locator(`label:has(input[name=${metric}][value=${verdict}])`).click();
    }
    await page.locator("textarea[name=corrected_answer]").fill(`AC Repair Basic costs ${CATALOGUE} plus GST.`);
    await page.locator("button[data-key=s]").click();
    await page.goto(`${SITE}${FAULT}`);
    await page.getByText(`AC Repair Basic costs ${CATALOGUE} plus GST.`).first().waitFor();
    await picture(page, "reviewed");
  });
  await check("a customer's thumb down is in the queue, too", async () => {
    await page.goto(`${SITE}/ops/queue?reason=thumbs_down`);
    await page.locator(".snippet", { hasText: "Yes, book it" }).first().click();
    await page.getByText("the price is too high").first().waitFor();
  });
  await everyPage(page);
  await context.close();
  await inTheDark(browser);
}

export async function signIn(page) {
  await page.locator("input[name=email]").fill(EMAIL);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("button.primary").click();
  await page.locator("nav a[aria-current]").waitFor();
}

async function findInQueue(page) {
  await page.goto(`${SITE}/ops/queue?reason=low_grounding`);
  while (!(await page.locator(`a[href^="${FAULT}"]`).count())) {
    await page.locator(".pager a").click();
    await page.waitForLoadState();
  }
}

/* Whatever the console's own menu leads to. */
async function everyPage(page) {
  const paths = await page.locator("nav a").evaluateAll((links) => links.map((link) => link.pathname));
  for (const path of paths) {
    await check(`axe: ${path}`, async () => {
      await page.goto(SITE + path);
      await accessible(page);
      await picture(page, `console${path.replaceAll("/", "-")}`);
    });
  }
  await check("axe: a conversation", async () => {
    await page.goto(`${SITE}/ops/conversations`);
    await page.locator("main a[href^='/ops/conversations/']").first().click();
    await accessible(page);
    await picture(page, "conversation");
  });
}

async function inTheDark(browser) {
  const context = await visitor(browser, { width: 1440, height: 900, dark: true });
  const page = await context.newPage();
  await page.goto(`${SITE}/ops`);
  await signIn(page);
  for (const path of ["/ops/queue", FAULT]) {
    await check(`axe: dark ${path.replace(/\d+$/, "ITEM")}`, async () => {
      await page.goto(SITE + path);
      await accessible(page);
    });
  }
  await context.close();
}
