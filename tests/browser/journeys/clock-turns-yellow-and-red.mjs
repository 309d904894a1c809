// An officer lets a clock run: green, then yellow, then red, each with its shape and its word, and
// the clock explains itself day by day.

import { moveDays } from "../demo-time.mjs";
import { openMatter, press, send } from "../forms.mjs";
import { cityDay } from "../mediation-walk.mjs";

export const name = "clock-turns-yellow-and-red";
export const width = 1440;
export const moves_days = true;

export async function run({ base, check, shot, as, axe }) {
  const desk = await as("mediator");
  await desk.goto(`${base}/open/mediation/register`);
  await send(desk, {
    applicant: "迟广田", respondent: "邻居某户", summary: "借用农具损坏不赔", kind: "neighbour",
  });
  const number = decodeURIComponent(/\/matters\/([^?#]+)/.exec(desk.url())?.[1] ?? "");
  check("the matter is opened and shown", number !== "", desk.url());
  const started = await cityDay(desk);

  const look = async (step, word, shape) => {
    await openMatter(desk, number);
    const light = desk.locator("main .clock .light, main .clock .lamp").first();
    const words = await desk.locator("main .clock").first().innerText();
    check(`${step}: the light says “${word}”`, words.includes(word), words.slice(0, 120));
    const drawn = await light.locator("svg").first().innerHTML().catch(() => "");
    check(`${step}: the light has a shape`, drawn !== "", "no drawing");
    check(`${step}: its shape is its own`, drawn !== shape.last);
    shape.last = drawn;
    const violations = await axe(desk);
    check(`${step}: no barrier`, violations.length === 0, violations.join("; "));
    await shot(step, desk);
  };
  const shape = { last: "" };
  await look("green", "正常", shape);
  await moveDays(desk, base, 26);
  check("the days moved", (await cityDay(desk)) > started);
  await look("yellow", "临期", shape);
  await moveDays(desk, base, 6);
  await look("red", "超期", shape);

  const clock = desk.locator("main .clock, main section").filter({ hasText: "逐日计算" }).first();
  for (const fold of await clock.locator("details:not([open]) > summary").all()) await fold.click();
  const words = await clock.innerText();
  check("the first day is said not to count", words.includes(started) && words.includes("起算日，不计入"));
  check("holidays and the last day are named", /期限最后一日/.test(words));
  check("the clock cites its article", (await clock.locator("a[href^='/statutes/']").count()) > 0);
  await shot("day-by-day", desk);

  await desk.goto(`${base}/desk?light=red`);
  check("the red clock stands on the desk", (await desk.innerText("main")).includes(number));
  await shot("desk", desk);
  await desk.goto(`${base}/lights/liuyin_village?light=red`);
  check("the red light leads to the matter", (await desk.innerText("main")).includes(number));
  await shot("lights", desk);
}
