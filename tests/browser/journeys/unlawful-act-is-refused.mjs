// What the law does not allow is refused on the page, with the article and another way, and all
// that was typed is still there.

import { act, fill, press, openMatter, send } from "../forms.mjs";
import { cityDay } from "../mediation-walk.mjs";

export const name = "unlawful-act-is-refused";
export const width = 1440;

export async function run({ base, check, shot, as, axe }) {
  const desk = await as("mediator");
  await desk.goto(`${base}/open/mediation/register`);
  await send(desk, { applicant: "左广成", respondent: "邻居某户", summary: "合伙种树分成争议", kind: "contract" });
  const number = decodeURIComponent(/\/matters\/([^?#]+)/.exec(desk.url())[1]);
  await act(desk, number, "begin", { both_willing: "true", mediators: "唐红霞" });

  await openMatter(desk, number);
  await Promise.all([desk.waitForNavigation(), desk.locator("main a[href$='/acts/agree_in_writing']").first().click()]);
  const agreement = "双方各得树木出售款的一半，三十日内付清。";
  await fill(desk, { agreement, signed_and_sealed: "false", effective_on: await sameDay(desk) });
  const response = await press(desk);
  const refusal = desk.locator(".refusal");
  check("the page says it was not done", (await refusal.count()) === 1);
  check("and does not pretend otherwise", response.status() === 422, `status ${response.status()}`);
  const words = await refusal.innerText();
  check("it cites the article", words.includes("《人民调解法》第二十九条第二款"), words);
  check("it says what can be done instead", words.includes("口头协议"), words);
  check("the agreement typed is kept", (await desk.inputValue("[name=agreement]")) === agreement);
  check("the answer chosen is kept", await desk.isChecked("[name=signed_and_sealed][value=false]"));
  const violations = await axe(desk);
  check("no barrier", violations.length === 0, violations.join("; "));
  await shot("refused", desk);

  await openMatter(desk, number);
  check("nothing was recorded", (await desk.innerText("main")).includes("调解中"));
  const early = await desk.goto(`${base}/matters/${encodeURIComponent(number)}/acts/archive`);
  check("an act out of its stage is refused", early.status() === 409, `status ${early.status()}`);
  check("with the stages it may be done in", (await desk.innerText("main")).includes("须在以下阶段进行"));
  await shot("out-of-stage", desk);

  const stranger = await as("education");
  const hidden = await stranger.goto(`${base}/matters/${encodeURIComponent(number)}/acts/begin`);
  check("a post that does not cover it may not act", hidden.status() >= 400, `status ${hidden.status()}`);
}

// The day of today, read at the desk in another tab so that the form stays open.
async function sameDay(desk) {
  const other = await desk.context().newPage();
  await other.goto(desk.url());
  const day = await cityDay(other);
  await other.close();
  return day;
}
