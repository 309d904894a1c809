// The browser tests: the demo city in Debian's Chromium, page by page and journey by journey.
//
//   node run.mjs                 everything
//   node run.mjs --only TEXT     the pages and journeys whose name holds TEXT
//
// FADU_BIN      the program (else the newest of target/debug and target/release)
// FADU_URL      a city that is being served already; then no program is started
// CHROMIUM_BIN  the browser (else /usr/bin/chromium)
//
// The last line counts: N passed, N failed, N skipped.

import { readdir, readFile } from "node:fs/promises";
import { openBrowser } from "./open-browser.mjs";
import { checkPage } from "./check-page.mjs";
import { runJourney } from "./run-journey.mjs";
import { startCity } from "./start-city.mjs";
import { signedIn } from "./sign-in.mjs";
import { tally } from "./tally.mjs";

const here = new URL(".", import.meta.url);
const screenshots = new URL("../../target/screenshots/", here);

const onlyAt = process.argv.indexOf("--only");
const only = onlyAt > 0 ? process.argv[onlyAt + 1] : "";
const wanted = (name) => name.includes(only);

// Pages opened at the same time: the checks wait for the browser more than they compute.
const PAGES_AT_ONCE = 3;
const PHONE_PX = 390;
const DESK_PX = 1440;

// Journeys in order of name; those that move the city's days come last, for days never go back.
async function journeys() {
  const names = (await readdir(new URL("journeys/", here))).filter((name) => name.endsWith(".mjs"));
  const all = await Promise.all(names.sort().map((name) => import(new URL(`journeys/${name}`, here))));
  return [...all.filter((one) => !one.moves_days), ...all.filter((one) => one.moves_days)];
}

// pages.json says once how to sign in, and of each account only its name.
function accountsOf({ form, accounts }) {
  const described = Object.entries(accounts).map(([name, login]) =>
    [name, { ...form, fields: { ...form.fields, "[name=login]": login } }]);
  return Object.fromEntries(described);
}

// An entry with `also` stands for the page in English and in large print too, one with `for` for
// the same page of other people.
function pagesOf({ pages }) {
  return pages.flatMap((entry) => {
    const also = (entry.also ?? []).map((query) => ({
      ...entry,
      name: `${entry.name}-${query.split("=")[1]}`,
      query,
      only: PHONE_PX,
    }));
    const each = (entry.for ?? []).map((account) => ({
      ...entry,
      name: `${entry.name}-${account}`,
      as: account,
      only: DESK_PX,
    }));
    return [entry, ...also, ...each];
  });
}

async function eachAtOnce(list, atOnce, body) {
  const rest = list.values();
  const worker = async () => {
    for (const one of rest) await body(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function main() {
  const count = tally();
  const city = await startCity(here);
  const browser = await openBrowser();
  try {
    const visited = JSON.parse(await readFile(new URL("pages.json", here), "utf8"));
    const sessionOf = signedIn(city.base, accountsOf(visited));
    const pages = pagesOf(visited).filter((entry) => wanted(entry.name));
    await eachAtOnce(pages, PAGES_AT_ONCE, (entry) =>
      count.guard(`page ${entry.name}`, async (check) => {
        const session = await sessionOf(entry.as);
        await checkPage({ browser, base: city.base, entry, session, check, screenshots });
      }));
    for (const journey of (await journeys()).filter((journey) => wanted(journey.name))) {
      await count.guard(`journey ${journey.name}`, (check) =>
        runJourney({ browser, city, sessionOf, journey, check, screenshots }));
    }
  } finally {
    await browser.close();
    await city.stop();
  }
  return count;
}

try {
  const count = await main();
  for (const failure of count.failures) console.log(`FAILED ${failure}`);
  console.log(count.line());
  process.exitCode = count.failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error.stack ?? String(error));
  console.log("0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
}
