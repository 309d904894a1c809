// A head who stays away from court: the month's red light, the supervision order it opens, the
// problem to rectify, its strike-off, and the light cleared.

import { moveDays } from "../demo-time.mjs";
import { act, daysAfter, openMatter, send } from "../forms.mjs";
import { cityDay } from "../mediation-walk.mjs";

export const name = "head-absent-from-court";
export const width = 1440;
export const moves_days = true;

export async function run({ base, check, shot, as, axe }) {
  const liaison = await as("liaison");
  const oversight = await as("oversight");
  const today = await cityDay(liaison);
  await liaison.goto(`${base}/open/litigation/receive_complaint`);
  await send(liaison, {
    court: "调兵山市人民法院",
    case_number: "（2026）辽1281行初19号",
    plaintiff: "某食品店",
    defendant_kind: "department",
    sued_act: "食品经营处罚决定",
    received_on: today,
  });
  const suit = numberIn(liaison);
  await act(liaison, suit, "set_hearing", { hearing_on: today });
  await act(liaison, suit, "notify_head");
  await act(liaison, suit, "hold_hearing", {
    head_at_hearing: "away", staff_present: "true", another_hearing: "false",
  });
  await openMatter(liaison, suit);
  check("the absence is on record", /未出庭|未到庭/.test(await liaison.innerText("main")));
  await shot("suit", liaison);

  await moveDays(oversight, base, 31);
  check("the month's light is an act of the scheme", (await oversight.innerText("main")).includes("亮灯"));
  await shot("time", oversight);
  await oversight.goto(`${base}/lights?tab=litigation.court_lamp&year=${today.slice(0, 4)}`);
  const light = oversight.locator("main tr", { hasText: "市场监督管理局" }).first();
  const words = (await light.count()) > 0 ? await light.innerText() : await oversight.innerText("main");
  check("the unit has its red light", /红灯/.test(words), words.slice(0, 200));
  await shot("lights", oversight);

  const order = await newest(liaison, base, "supervision_order");
  await openMatter(liaison, order);
  check("the order came from the red light", (await liaison.innerText("main")).includes("负责人"));
  await act(liaison, order, "acknowledge");
  await act(oversight, order, "open_problem", {
    problem_title: "负责人出庭安排没有落实到人",
    problem_detail: "开庭通知收到后没有转给负责人。",
    rectify_by: daysAfter(await cityDay(oversight), 30),
  });
  const problem = await newest(oversight, base, "problem");
  await act(liaison, problem, "add_measure", {
    measure: "收到开庭通知当日报负责人并登记日程",
    measure_unit: "market_regulation_bureau",
    measure_due: daysAfter(await cityDay(liaison), 20),
  });
  const measure = await newest(oversight, base, "rectification_measure");
  await settle(liaison, oversight, measure, check);
  await act(liaison, problem, "report_rectified", { result: "已建立登记本，两次开庭负责人均已排入日程。" });
  await act(oversight, problem, "strike_off", { verification: "查看登记本，属实。" });
  await act(liaison, order, "reply", {
    cause_kind: "process", cause_found: "通知留在收发室。", measures_taken: "已立登记制度。",
  });
  await act(oversight, order, "strike_off", { verification: "核对整改记录，同意销号。" });
  await openMatter(oversight, order);
  check("the order is struck off", (await oversight.innerText("main")).includes("销号"));
  await shot("order", oversight);
  const lamp = await newest(oversight, base, "court_lamp");
  await openMatter(oversight, lamp);
  check("the red light is cleared", (await oversight.innerText("main")).includes("红灯已销"),
    (await oversight.innerText("main")).slice(0, 200));
  const violations = await axe(oversight);
  check("no barrier at the light", violations.length === 0, violations.join("; "));
  await shot("cleared", oversight);
}

// A measure goes the way its own procedure offers it, until it is struck off.
async function settle(liaison, oversight, measure, check) {
  await openMatter(liaison, measure);
  await act(liaison, measure, "report_done", { result: "登记本已启用。", evidence: "登记本照片一张" });
  await act(oversight, measure, "strike_off", { verification: "属实。" });
  await openMatter(oversight, measure);
  check("the measure is struck off", (await oversight.innerText("main")).includes("销号"));
}

function numberIn(page) {
  const found = /\/matters\/([^?#]+)/.exec(page.url());
  if (!found) throw new Error(`no matter at ${page.url()}`);
  return decodeURIComponent(found[1]);
}

// The number of the newest matter of a procedure in the list.
async function newest(page, base, procedure) {
  await page.goto(`${base}/matters?procedure=${procedure}`);
  const link = page.locator("main table a[href^='/matters/'], main ul a[href^='/matters/']").first();
  if ((await link.count()) === 0) throw new Error(`no ${procedure}: ${(await page.innerText("main")).slice(0, 200)}`);
  return (await link.innerText()).trim();
}
