// An application for reconsideration that nobody examines within five working days is accepted by
// law, and the page says so with the article.

import { moveDays } from "../demo-time.mjs";
import { fill, openMatter, press } from "../forms.mjs";
import { cityDay, follow, track } from "../mediation-walk.mjs";

export const name = "reconsideration-accepted-by-law";
export const moves_days = true;

export async function run({ page, base, check, shot, as, axe }) {
  const officer = await as("reconsideration");
  const today = await cityDay(officer);
  await page.goto(`${base}/services/reconsideration`);
  await follow(page, "main a.button[href^='/apply/reconsideration/apply']");
  await fill(page, {
    applicant: "柏长顺",
    phone: "13904110033",
    respondent: "调兵山市市场监督管理局",
    act_kind: "penalty",
    challenged_act: "调市监罚〔2026〕88号行政处罚决定书",
    knew_on: today,
    only_one_act: "true",
    request: ["revoke"],
    facts_and_reasons: "处罚认定的经营日期有误，当天店铺没有开门。",
  });
  await shot("form");
  await press(page);
  await shot("check");
  await press(page);
  const [number, code] = (await page.locator(".confirmation-number").allInnerTexts()).map((text) => text.trim());
  check("there is a number and a code", Boolean(number && code), `${number} ${code}`);
  check("the applicant is told the five working days",
    (await page.innerText("main")).includes("受理审查期限"));
  await shot("done");

  await moveDays(officer, base, 5);
  await openMatter(officer, number);
  const early = await officer.innerText("main");
  check("nothing is deemed before the days are over", !early.includes("视为受理\n") || early.includes("受理审查期限"));
  await moveDays(officer, base, 15);
  const drawn = officer.locator("main tr", { hasText: number });
  check("the page of time tells what the law did", (await drawn.filter({ hasText: "视为受理" }).count()) > 0,
    (await officer.innerText("main")).slice(0, 300));
  check("with its article", (await drawn.first().locator("a[href*='行政复议法/30'], a[href*='/30']").count()) > 0);
  await shot("time", officer);

  await openMatter(officer, number);
  const done = officer.locator("main .timeline > li", { hasText: "视为受理" }).first();
  check("the history holds the act of law", (await done.count()) === 1);
  const words = await done.innerText();
  check("the act is the law's, no person's", /法律|依法/.test(words), words);
  check("the act cites article 30", /行政复议法》第三十条第三款/.test(words), words);
  const violations = await axe(officer);
  check("the matter has no barrier", violations.length === 0, violations.join("; "));
  await shot("matter", officer);

  await track(page, base, { number, code });
  check("the applicant sees it too", (await page.innerText("main")).includes("视为受理"));
  await shot("tracked");
}
