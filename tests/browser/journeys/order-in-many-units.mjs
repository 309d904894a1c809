// The city orders one thing in several units at once; each has its part; when one is done, the
// board, the list of plans and the wall say so.

import { act, daysAfter, fill, press, send } from "../forms.mjs";
import { cityDay, follow } from "../mediation-walk.mjs";

export const name = "order-in-many-units";
export const width = 1440;

const TITLE = "冬季物业服务合同专项清理";
const UNITS = ["market_regulation_bureau", "housing_bureau", "education_bureau"];

export async function run({ base, check, shot, as, axe }) {
  const oversight = await as("oversight");
  const due = daysAfter(await cityDay(oversight), 60);
  await oversight.goto(`${base}/open/campaign/launch?unit=diaobingshan`);
  await send(oversight, { campaign_title: TITLE, aim: "清理不公平条款。", finish_by: due, responsible_units: UNITS });
  const campaign = decodeURIComponent(/\/matters\/([^?#]+)/.exec(oversight.url())[1]);
  await shot("launched", oversight);

  await oversight.goto(`${base}/plan`);
  const line = oversight.locator("main tr", { hasText: TITLE });
  check("the order stands on the list of plans", (await line.count()) === 1);
  const before = (await line.innerText()).replace(/\s+/g, " ");
  check("with nothing done of three", / 0 3 0 /.test(before), before);
  await shot("plan", oversight);
  await follow(oversight, `main tr:has-text("${TITLE}") a[href$="/board"]`);
  check("the board has a tile for each unit", (await oversight.locator("main .board > li").count()) === UNITS.length);
  check("and says how far it is", /已办结\s*0 \/ 3/.test(await oversight.innerText("main")));
  const violations = await axe(oversight);
  check("no barrier on the board", violations.length === 0, violations.join("; "));
  await shot("board", oversight);

  const early = await oversight.goto(`${base}/matters/${encodeURIComponent(campaign)}/acts/close`);
  if (early.status() < 400) {
    await fill(oversight, { summary: "提前结束。" });
    await press(oversight);
  }
  check("it cannot be closed over their heads",
    (await oversight.locator(".refusal").innerText()).includes("还有责任单位没有办结"));

  const liaison = await as("liaison", 390);
  await liaison.goto(`${base}/brief`);
  await shot("brief", liaison);
  const duty = await dutyOf(oversight, base, campaign);
  await act(liaison, duty, "break_down", {
    head_in_charge: "金国梁", person_in_charge: "孟庆丰", measures: "逐份核对合同范本",
  });
  await act(liaison, duty, "report_done", { result: "已核对八十份，改正三份。" });
  await act(oversight, duty, "accept", { verification: "抽查五份，属实。" });

  await oversight.goto(`${base}/matters/${encodeURIComponent(campaign)}/board`);
  check("the board has moved", /已办结\s*1 \/ 3/.test(await oversight.innerText("main")));
  const tile = oversight.locator("main .board > li", { hasText: "市场监督管理局" });
  check("the unit's tile says that it is done", (await tile.innerText()).includes("已办结"), await tile.innerText());
  await shot("board-moved", oversight);
  await oversight.goto(`${base}/plan`);
  const after = (await line.innerText()).replace(/\s+/g, " ");
  check("the list of plans has moved", / 1 3 0 /.test(after), after);
  await oversight.goto(`${base}/cockpit`);
  const wall = oversight.locator("main, body").first();
  check("the wall shows it", (await wall.innerText()).includes(TITLE));
  await shot("wall", oversight);
}

async function dutyOf(desk, base, campaign) {
  await desk.goto(`${base}/matters/${encodeURIComponent(campaign)}/board`);
  const tile = desk.locator("main .board > li", { hasText: "市场监督管理局" });
  const href = await tile.locator("a").first().getAttribute("href");
  return decodeURIComponent(href.split("/").pop());
}
