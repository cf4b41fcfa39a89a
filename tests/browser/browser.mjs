/* Chromium, and pages in it that report what a visitor must never meet: script errors, breaches of
   the content security policy, requests to anybody else. */

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { expect } from "./check.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PATIENCE_MS = 15000;
const ENTRANCE_MS = 300; // what fades in does not have its colours yet

export const { SITE, OTHER_PORT, EMAIL, PASSWORD, FAULT, SAID, CATALOGUE, PICTURES, HOST_KEY } = process.env;

/* What went wrong on any page, in words. */
export const breaches = [];
export const axe = { pages: 0, violations: 0 };

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
}

/* A visitor with an empty browser profile. `looks`: width, height, dark, still (reduced motion). */
export async function visitor(browser, { width = 1280, height = 800, dark = false, still = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: still ? "reduce" : "no-preference",
    permissions: [],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  context.on("page", watch);
  return context;
}

function watch(page) {
  page.on("pageerror", (error) => breaches.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.text().startsWith("CSP ")) breaches.push(`${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol !== "data:" && hostname !== "127.0.0.1") breaches.push(`${page.url()} asked ${hostname}`);
  });
}

/* Fails with axe-core's rule names when it finds anything. It is evaluated, so no policy is in its way. */
export async function accessible(page) {
  await page.waitForTimeout(ENTRANCE_MS);
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  axe.pages += 1;
  axe.violations += found.violations.length;
  const told = found.violations.map(
    ({ id, nodes }) =>
      `${id} (${nodes.length}): ${nodes[0].target.flat().join(" ")} ${nodes[0].failureSummary.split("\n")[1] ?? ""}`,
  );
  expect(told.length === 0, told.join("\n"));
}

export async function picture(page, name) {
  await page.waitForTimeout(ENTRANCE_MS);
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
}
