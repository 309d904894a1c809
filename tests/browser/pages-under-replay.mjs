// How long pages take while a replay writes into the city that they show.
//
//   fadu demo --city shenyang --at-once --data data/shenyang --listen 127.0.0.1:8081
//   node pages-under-replay.mjs http://127.0.0.1:8081 400000
//
// Waits until the ledger holds the acts named, then three readers open page after page for a
// minute: two officials their desks, and somebody the public pages. Prints milliseconds from
// request to last byte. The pages are measured as they stand; nothing is judged here.

import { setTimeout as pause } from "node:timers/promises";

const [address, acts = "0"] = process.argv.slice(2);
if (!address) {
  console.error("node pages-under-replay.mjs ADDRESS [ACTS]");
  process.exit(2);
}
const DEMO_PASSWORD = "fadu-demo-2022";
const SECONDS = 60;
// A reader looks at a page before opening the next.
const LOOK_MS = 20;
const DESK = [
  "/desk", "/matters", "/lights", "/lights?tab=months", "/plan", "/brief", "/cockpit",
  "/registers", "/desk/report",
];
const PUBLIC = [
  "/", "/figures", "/tables", "/services", "/published", "/procedures", "/consultations",
  "/ledger", "/figures/mediation.disputes_mediated?period=2023-01..2023-06",
];

// The second line of a checkpoint is the number of leaves: one for each act.
async function leaves() {
  const note = await (await fetch(`${address}/ledger/checkpoint`)).text();
  return Number(note.split("\n")[1]);
}

// The cookies of a person, as a header; nobody's are empty.
async function cookies(login) {
  const jar = new Map();
  const keep = (answer) => {
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair] = cookie.split(";");
      jar.set(pair.split("=")[0], pair);
    }
    return answer;
  };
  const header = () => [...jar.values()].join("; ");
  if (!login) return "";
  const form = await keep(await fetch(`${address}/sign-in`)).text();
  const csrf = form.match(/name="csrf" value="([^"]+)"/)[1];
  const answer = keep(await fetch(`${address}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: header(), origin: address },
    body: new URLSearchParams({ csrf, login, password: DEMO_PASSWORD }),
  }));
  if (answer.status !== 303) throw new Error(`${login} cannot sign in: ${answer.status}`);
  return header();
}

const taken = new Map();
let failed = 0;
async function read(pages, cookie, until) {
  while (performance.now() < until) {
    for (const page of pages) {
      const start = performance.now();
      const answer = await fetch(address + page, { headers: { cookie } });
      await answer.text();
      if (answer.status !== 200) failed += 1;
      taken.set(page, [...(taken.get(page) ?? []), performance.now() - start]);
      await pause(LOOK_MS);
    }
  }
}

const share = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const told = (times) => {
  const sorted = [...times].sort((one, other) => one - other);
  return [0.5, 0.95, 1].map((part) => share(sorted, part).toFixed(0).padStart(6)).join("");
};

while ((await leaves()) < Number(acts)) await pause(1000);
const readers = [];
for (const login of ["mayor", "rule_of_law1", ""]) readers.push([login, await cookies(login)]);
const before = await leaves();
const until = performance.now() + SECONDS * 1000;
await Promise.all(readers.map(([login, cookie]) => read(login ? DESK : PUBLIC, cookie, until)));
const written = (await leaves()) - before;
console.log("median   p95   max ms");
for (const [page, times] of taken) console.log(told(times), page);
console.log(told([...taken.values()].flat()), "all pages");
console.log(`${before} acts before, ${(written / SECONDS).toFixed(0)} a second meanwhile`);
if (failed > 0) console.log(`${failed} pages did not answer 200`);
process.exit(failed > 0 ? 1 : 0);
