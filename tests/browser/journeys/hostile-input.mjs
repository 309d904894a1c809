// Hostile input is text like any other: it is kept, shown as it was typed, or refused in words,
// and does nothing.

import { fill, openMatter, press, send } from "../forms.mjs";
import { track } from "../mediation-walk.mjs";

export const name = "hostile-input";

const SQL = "'; DROP TABLE acts; --";
const HTML = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";
const FORMULA = "=HYPERLINK(\"http://a.example\",\"点我\")";

export async function run({ page, base, check, shot, as, axe }) {
  const form = `${base}/apply/mediation/apply?unit=xiaoming_town`;
  await page.goto(form);
  await send(page, { applicant: FORMULA, applicant_phone: "13904110007", respondent: HTML, summary: SQL });
  const [number, code] = (await page.locator(".confirmation-number").allInnerTexts()).map((text) => text.trim());
  check("hostile text is taken as text", Boolean(number));
  await track(page, base, { number, code });
  check("no markup came alive for the applicant", (await page.locator("main img").count()) === 0);
  const desk = await as("township");
  await openMatter(desk, number);
  const words = await desk.innerText("main");
  check("the desk reads what was typed", words.includes(SQL) && words.includes("<img src=x"), words.slice(0, 300));
  check("no markup came alive at the desk",
    (await desk.locator("main img, main script").count()) === 0 && !(await desk.title()).includes("taken"));
  await shot("matter", desk);
  await desk.goto(`${base}/matters?q=${encodeURIComponent(SQL)}`);
  check("the search finds it as words", (await desk.innerText("main")).includes(number));

  await page.goto(form);
  const long = "长".repeat(4100);
  await fill(page, { applicant: "甲".repeat(300), applicant_phone: "abc", respondent: "乙", summary: "丙", details: long, amount: "1e99" });
  await press(page);
  const faults = await page.locator(".error-summary li").allInnerTexts();
  check("each wrong answer is named", faults.length >= 4, faults.join(" | "));
  check("the long text is kept", (await page.inputValue("[name=details]")).length === long.length);
  const violations = await axe(page);
  check("faults have no barrier", violations.length === 0, violations.join("; "));
  await shot("faults");

  await page.goto(form);
  await fill(page, { applicant: "甲", applicant_phone: "13904110007", respondent: "乙", summary: "丙" });
  await page.locator("form.form [name=csrf]").evaluate((mark) => { mark.value = "0".repeat(32); });
  const stale = await press(page);
  check("a forged token is refused", stale.status() === 403, `status ${stale.status()}`);
  check("and the page says nothing was submitted", (await page.innerText("main")).includes("没有提交任何内容"));
  await shot("stale");
  await press(page);
  check("one button leads back to the form", (await page.locator("form.form [name=form-step]").count()) === 0);
  check("with all the answers", (await page.inputValue("[name=summary]")) === "丙");
  await press(page);
  await press(page);
  check("and they can be sent after all", (await page.locator(".confirmation-number").count()) > 0);

  await page.goto(form);
  await fill(page, { applicant: "甲", applicant_phone: "13904110007", respondent: "乙", summary: "丙" });
  await page.locator("form.form [name=details]").evaluate((text) => { text.value = "x".repeat(600 * 1024); });
  const heavy = await press(page);
  check("an oversized form is refused in words", heavy.status() === 413, `status ${heavy.status()}`);
  await shot("oversized");

  for (const address of [
    "/matters/..%2f..%2fetc%2fpasswd", "/assets/..%2f..%2fCargo.toml", "/ledger/..%2f..%2fcity.toml",
    "/ledger/tile/0/../../../x", "/receipts/-1", "/receipts/99999999999999999999", "/acts/%00",
    "/figures/%27%20OR%201=1", "/services/%3Cscript%3E", "/track/%E0%A4%A", "/statutes/..%2f..%2fx/1",
    "/deadline?rule=CR9&from=2026-99-99&length=-5&unit=eon", "/registers/%2e%2e/list.xlsx",
  ]) {
    const response = await page.request.get(base + address, { maxRedirects: 0 });
    const body = await response.text();
    check(`${address} is answered in peace`, response.status() < 500, `status ${response.status()}`);
    check(`${address} gives nothing away`, !/root:|\[workspace\]|panicked|SQLITE|\/src\//.test(body));
  }

  await track(page, base, { number, code: "00000000" });
  check("a wrong code opens nothing", (await page.locator(".error-summary").count()) === 1);
  check("the number typed is kept", (await page.inputValue("[name=number]")).length > 5);
  const crossed = await page.request.post(`${base}/track`, {
    headers: { "sec-fetch-site": "cross-site" }, form: { number, code },
  });
  check("a form from another site is refused", crossed.status() === 403, `status ${crossed.status()}`);
}
