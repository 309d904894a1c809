// A mediator opens a matter for somebody who came in person, hands over number and code, and gives
// a new code when the slip is lost.

import { openMatter, press, send } from "../forms.mjs";

export const name = "code-handed-over-at-the-desk";
export const width = 1440;

const SUMMARY = "柜台登记的晾衣绳争执";

export async function run({ base, page, check, shot, as, axe }) {
  const desk = await as("mediator");
  await desk.goto(`${base}/open/mediation/register`);
  await send(desk, { applicant: "栾秀英", respondent: "楼下住户", summary: SUMMARY, kind: "neighbour" });
  const told = await desk.innerText("main");
  check("the desk is told to hand the code over", told.includes("把查询码交给当事人"), told.slice(0, 300));
  await shot("opened", desk);
  await Promise.all([desk.waitForNavigation(), desk.locator("main a.button[href$='/code']").click()]);
  const first = await slip(desk);
  check("the slip has a code of eight digits", /^\d{8}$/.test(first.code), first.code);
  const violations = await axe(desk);
  check("no barrier", violations.length === 0, violations.join("; "));
  await shot("slip", desk);
  check("the party gets in with the slip", await enters(page, base, first));
  check("the party sees the matter", (await page.innerText("main")).includes("登记"));
  await press(desk);
  const second = await slip(desk);
  check("a new code is another one", second.code !== first.code && second.number === first.number);
  await shot("new-code", desk);
  await page.context().clearCookies();
  check("the old code is out of use", !(await enters(page, base, first)));
  await shot("old-code", page);
  check("the new code opens the matter", await enters(page, base, second));
  await openMatter(desk, first.number);
  const audit = await as("audit");
  await audit.goto(`${base}/audit`);
  const trail = await audit.innerText("main");
  check("the audit trail has it in words", trail.includes("发给当事人新的查询码") && trail.includes(first.number));
}

async function slip(desk) {
  const [number, code] = await desk.locator(".confirmation-number").allInnerTexts();
  return { number: number.trim(), code: code.replace(/\s/g, "") };
}

async function enters(page, base, { number, code }) {
  await page.goto(`${base}/track`);
  await page.fill("form.form [name=number]", number);
  await page.fill("form.form [name=code]", code);
  await press(page);
  return new URL(page.url()).pathname !== "/track";
}
