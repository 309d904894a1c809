// The longest way through the city, walked by several journeys: a citizen applies for mediation
// by phone, the township mediates, the court confirms, and the citizen holds the proof.
//
// After every page the journey's own `step(page, name)` says what it wants to know of it.

import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { act, fill, press } from "./forms.mjs";

const RULING = "（2026）辽1281民特37号";

export async function walkToConfirmation({ page, base, folder, check, as, cli }, { summary, step }) {
  const given = await apply({ page, base, check, summary, step });
  await track(page, base, given);
  await step(page, "tracked");
  await mediate({ as, given, step });
  await confirm({ as, base, summary, step, check });
  await see({ page, base, given, check, step });
  const receipt = await keepReceipt({ page, check, step });
  await checkReceipt({ page, base, receipt, check, step });
  if (folder) {
    const { code, out, err } = await cli("verify", "--receipt", receipt.path);
    check("the program verifies the receipt without the server", code === 0, out + err);
    const forged = join(tmpdir(), "fadu-receipt-forged.json");
    await writeFile(forged, receipt.text.replace("registered", "performed").replace(/2026-/, "2025-"));
    const refused = await cli("verify", "--receipt", forged);
    check("the program refuses an altered receipt", refused.code !== 0, refused.out);
  }
  return given;
}

async function apply({ page, base, check, summary, step }) {
  await page.goto(base);
  await step(page, "front");
  await follow(page, "a[href='/services/mediation']");
  await step(page, "what-it-is");
  await follow(page, "main a.button[href^='/apply/mediation/apply']");
  await step(page, "where");
  await follow(page, "main a[href*='at=xiaoming_town']");
  await follow(page, "main a[href*='unit=xiaoming_town']");
  await step(page, "form");
  await fill(page, { applicant: "孟素云", applicant_phone: "139 0411 2207", summary });
  await press(page);
  check("what is missing is named, and linked to its question",
    (await page.locator(".error-summary a[href='#field-respondent']").count()) === 1);
  check("what was typed is kept", (await page.inputValue("[name=summary]")) === summary);
  await step(page, "missing");
  await fill(page, { respondent: "邻居葛某", place: "晓明镇柳荫村二组" });
  await press(page);
  check("the answers are shown before they are sent",
    (await page.innerText("main")).includes(summary));
  await step(page, "check");
  await press(page);
  await step(page, "done");
  const [number, code] = (await page.locator(".confirmation-number").allInnerTexts()).map((text) => text.trim());
  check("there is a number to keep", /晓明民调字〔\d{4}〕\d+号/.test(number), number);
  check("there is a code of eight digits", /^\d{8}$/.test((code ?? "").replace(/\s/g, "")), code);
  return { number, code };
}

export async function track(page, base, { number, code }) {
  await page.goto(`${base}/track`);
  await fill(page, { number: number.replace("〔", "(").replace("〕", ")"), code });
  await press(page);
}

async function mediate({ as, given, step }) {
  const desk = await as("township");
  await act(desk, given.number, "begin", { both_willing: "true", mediators: "唐少华" });
  await step(desk, "mediating");
  const today = await cityDay(desk);
  await act(desk, given.number, "agree_in_writing", {
    agreement: "葛某在十日内把排水沟改回原位，孟素云不再要求赔偿。",
    signed_and_sealed: "true",
    effective_on: today,
  });
  await step(desk, "agreed");
  await act(desk, given.number, "apply_for_confirmation", {
    both_apply: "true",
    court_basis: "committee",
    court_name: "调兵山市人民法院",
  });
  await step(desk, "before-court");
}

async function confirm({ as, base, summary, step, check }) {
  const court = await as("court");
  await court.goto(`${base}/matters?procedure=judicial_confirmation`);
  await step(court, "court-list");
  const line = court.locator("main tr, main li", { hasText: summary });
  check("the application lies with the court's liaison", (await line.count()) > 0);
  const number = (await line.first().locator("a[href^='/matters/']").first().innerText()).trim();
  await act(court, number, "accept", { court_number: "（2026）辽1281诉前调确36号" });
  await act(court, number, "confirm", { ruling_number: RULING });
  await step(court, "ruled");
}

async function see({ page, base, given, check, step }) {
  await track(page, base, given);
  await step(page, "confirmed");
  const words = await page.innerText("main");
  check("tracking tells of the court's ruling",
    /已司法确认|Confirmed by the court/.test(words), words.slice(0, 300));
  check("no official is named to the public", !words.includes("唐少华（"));
}

// Opens the receipt of the application itself and downloads it.
async function keepReceipt({ page, check, step }) {
  await follow(page, "main .timeline li:last-child a[href^='/receipts/']");
  await step(page, "receipt");
  const link = page.locator("main a[href$='.json']").first();
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const path = join(tmpdir(), download.suggestedFilename());
  await download.saveAs(path);
  const text = await readFile(path, "utf8");
  check("the receipt is a file of JSON", Boolean(JSON.parse(text)));
  return { path, text };
}

async function checkReceipt({ page, base, receipt, check, step }) {
  await page.goto(`${base}/receipts`);
  await page.setInputFiles("main input[type=file]", receipt.path);
  await press(page, "main form[action='/receipts/file'] button");
  await step(page, "receipt-checked");
  check("the page finds the receipt genuine", (await page.locator(".notice-done").count()) === 1,
    (await page.innerText("main")).slice(0, 200));
  await page.fill("main textarea[name=receipt]", receipt.text.replace(/2026-/, "2025-"));
  await press(page, "main form[action='/receipts'] button");
  check("the page refuses an altered receipt", (await page.locator(".error-summary").count()) === 1);
  await step(page, "receipt-altered");
}

// The day in the city, from the date that forms at a desk propose.
export async function cityDay(desk) {
  const here = desk.url();
  await desk.goto(new URL("/desk", here).href);
  const zh = /(\d{4})年(\d{1,2})月(\d{1,2})日/.exec(await desk.innerText("main"));
  if (zh) return [zh[1], zh[2].padStart(2, "0"), zh[3].padStart(2, "0")].join("-");
  const en = /(\d{1,2}) (\w+) (\d{4})/.exec(await desk.innerText("main"));
  if (!en) throw new Error(`no day on the desk: ${(await desk.innerText("main")).slice(0, 200)}`);
  return new Date(`${en[1]} ${en[2]} ${en[3]} UTC`).toISOString().slice(0, 10);
}

export async function follow(page, link) {
  const found = page.locator(link).first();
  if ((await found.count()) === 0) throw new Error(`no ${link} at ${page.url()}`);
  await Promise.all([page.waitForNavigation(), found.click()]);
}
