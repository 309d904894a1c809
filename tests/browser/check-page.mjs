// What every page must be: readable by everyone, light, narrow enough for a phone, whole without
// script, and silent in the console.
//
// A page is opened once and then made narrower and wider, as a person turns a phone or pulls a
// window; only the reading without script opens it again.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { visitor } from "./open-browser.mjs";

const WEIGHT_MAX_BYTES = 100 * 1024;
const NARROWEST_PX = 320;
const AXE_WIDTHS = [390, 1440];
const PICTURE_WIDTHS = [390, 768, 1440];
// A long list repeats itself; past this its picture is cut.
const PICTURE_HEIGHT_MAX = 2_400;
const WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// `entry` is { name, path, follow?, query?, as?, status?, weight?, only? } from pages.json; `only` is
// the one width at which a variant is looked at: its markup is known, its words are new.
export async function checkPage({ browser, base, entry, session, check, screenshots }) {
  let url = withQuery(base + entry.path, entry.query);
  let heading = "";
  const widths = entry.only ? [entry.only] : PICTURE_WIDTHS;
  await visit(browser, { width: widths[0], session }, async (page) => {
    for (const link of entry.follow ?? []) {
      await page.goto(url);
      url = withQuery(await addressOf(page, link), entry.query);
    }
    const faults = listen(page);
    const weight = await weigh(page);
    const response = await page.goto(url, { waitUntil: "load" });
    const status = response.status();
    check("answers", status === (entry.status ?? 200), `status ${status} at ${url}`);
    heading = await headingOf(page);
    check("has one first heading", heading !== "", "no h1, or an empty one");
    check("says its language", (await page.getAttribute("html", "lang")) !== null, "html has no lang");
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 768 ? 844 : 900 });
      if (AXE_WIDTHS.includes(width)) {
        const violations = await axe(page);
        check(`has no barrier at ${width} px`, violations.length === 0, violations.join("; "));
      }
      await picture(page, screenshots, `${entry.name}-${width}`);
    }
    await page.setViewportSize({ width: NARROWEST_PX, height: 844 });
    const { width, widest } = await page.evaluate(overflow);
    check(`fits ${NARROWEST_PX} px`, width <= NARROWEST_PX, `${width} px wide: ${widest}`);
    const allowed = entry.weight ?? WEIGHT_MAX_BYTES;
    check("is light", weight() <= allowed, `${weight()} bytes of ${allowed}`);
    check("is quiet", faults.length === 0, faults.join("; "));
  });
  if (entry.only) return;
  await visit(browser, { script: false, session }, async (page) => {
    await page.goto(url);
    const without = await headingOf(page);
    check("is whole without script", without === heading && without !== "", `heading "${without}"`);
  });
}

async function visit(browser, options, body) {
  const context = await visitor(browser, options);
  try {
    await body(await context.newPage());
  } finally {
    await context.close();
  }
}

function withQuery(url, query) {
  return query ? `${url}${url.includes("?") ? "&" : "?"}${query}` : url;
}

// The address of the first link that a selector finds.
async function addressOf(page, link) {
  const found = page.locator(link).first();
  if ((await found.count()) === 0) throw new Error(`no ${link} at ${page.url()}`);
  return found.evaluate((element) => element.href);
}

// Errors that the page would hide from the person and show in the console.
export function listen(page) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // A page that answers 404 on purpose is reported as such by its status.
    const isStatus = message.text().startsWith("Failed to load resource") && message.location().url === page.url();
    if (message.type() === "error" && !isStatus) faults.push(message.text());
  });
  page.on("requestfailed", (request) => {
    // A file that is saved instead of shown ends its request as aborted.
    const isSaved = request.failure()?.errorText === "net::ERR_ABORTED" && request.isNavigationRequest();
    if (!isSaved) faults.push(`${request.url()} ${request.failure()?.errorText}`);
  });
  return faults;
}

// Counts the bytes on the wire of everything that the page loads.
async function weigh(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => {
    bytes += event.encodedDataLength;
  });
  return () => bytes;
}

async function headingOf(page) {
  const headings = page.locator("h1");
  return (await headings.count()) === 1 ? (await headings.first().innerText()).trim() : "";
}

export async function axe(page) {
  // Evaluated, not added as a script element: the page's own policy would rightly refuse that.
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }),
    WCAG_TAGS,
  );
  return found.violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ");
    return `${id} (${help}) at ${places}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ""}`;
  });
}

// Runs in the page: how wide it is, and what sticks out.
export function overflow() {
  const width = document.documentElement.scrollWidth;
  const view = document.documentElement.clientWidth;
  const widest = [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > view + 1)
    .slice(0, 3)
    .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
    .join(", ");
  return { width, widest };
}

export async function picture(page, screenshots, name) {
  // What stays in place while scrolling would stand in the middle of the picture.
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  const { width, height } = await page.evaluate(() => ({
    width: document.documentElement.clientWidth,
    height: document.documentElement.scrollHeight,
  }));
  const clip = { x: 0, y: 0, width, height: Math.min(height, PICTURE_HEIGHT_MAX) };
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, screenshots)), fullPage: true, clip });
}
