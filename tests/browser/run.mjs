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
import { signIn } from "./sign-in.mjs";
import { tally } from "./tally.mjs";

const here = new URL(".", import.meta.url);
const screenshots = new URL("../../target/screenshots/", here);

const onlyAt = process.argv.indexOf("--only");
const only = onlyAt > 0 ? process.argv[onlyAt + 1] : "";
const wanted = (name) => name.includes(only);

async function journeys() {
  const names = (await readdir(new URL("journeys/", here))).filter((name) => name.endsWith(".mjs"));
  return Promise.all(names.sort().map((name) => import(new URL(`journeys/${name}`, here))));
}

async function main() {
  const count = tally();
  const city = await startCity(here);
  const browser = await openBrowser();
  try {
    const { accounts, pages } = JSON.parse(await readFile(new URL("pages.json", here), "utf8"));
    const sessions = new Map();
    const sessionOf = async (account) => {
      if (account && !sessions.has(account)) {
        sessions.set(account, await signIn(browser, city.base, accounts[account]));
      }
      return sessions.get(account);
    };
    for (const entry of pages.filter((entry) => wanted(entry.name))) {
      await count.guard(`page ${entry.name}`, async (check) => {
        const session = await sessionOf(entry.as);
        await checkPage({ browser, base: city.base, entry, session, check, screenshots });
      });
    }
    for (const journey of (await journeys()).filter((journey) => wanted(journey.name))) {
      await count.guard(`journey ${journey.name}`, (check) =>
        runJourney({ browser, city, accounts, journey, check, screenshots }));
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
