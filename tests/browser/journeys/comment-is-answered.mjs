// A citizen comments on a draft by phone; the draft cannot go to review while the comment stands
// without an answer; the drafter answers, and everybody reads what became of it.

import { act, daysAfter, fill, openMatter, press, send } from "../forms.mjs";
import { cityDay, follow } from "../mediation-walk.mjs";
import { moveDays } from "../demo-time.mjs";

export const name = "comment-is-answered";
export const moves_days = true;

const OPINION = "第三条请写明老人可以请家属代办，不必本人到场。";
const ANSWER = "已在第三条增加委托代办的规定。";

export async function run({ page, base, check, shot, as, axe }) {
  const desk = await as("drafting");
  const { number, title } = await openForComment(desk, base);
  await shot("draft-open", desk);

  await page.goto(base);
  await follow(page, "main a[href='/consultations']");
  await shot("list");
  await follow(page, `main .card a:has-text("${title}")`);
  const draft = await page.innerText("main");
  check("the draft itself can be read", draft.includes("加装电梯的费用"), draft.slice(0, 300));
  check("no official is named to the public", !draft.includes("贾玉凤"));
  await shot("draft");
  await follow(page, "main a[href^='/apply/public_comment/comment_on_document']");
  await fill(page, { clause: "第三条", opinion: OPINION });
  await press(page);
  check("the comment is shown before it is sent", (await page.innerText("main")).includes(OPINION));
  await press(page);
  const given = (await page.locator(".confirmation-number").first().innerText()).trim();
  check("it has a number to keep", /意见〔\d{4}〕\d+号/.test(given), given);
  const violations = await axe(page);
  check("no barrier", violations.length === 0, violations.join("; "));
  await shot("given");
  await page.goto(base + consultation(number));
  const before = await page.innerText("main");
  check("the comment is counted", before.includes("收到的意见 1 条"), before.slice(-300));
  check("and not shown before it is answered", !before.includes(OPINION));

  const clock = await as("oversight");
  await moveDays(clock, base, 3);
  await act(desk, number, "close_comment", { comment_summary: "收到意见一条，正在研究。" });
  await refusedWhileItStands({ desk, base, number, check, shot });

  await act(desk, given, "answer", { result: "adopted", answer: ANSWER });
  await page.goto(base + consultation(number));
  const after = await page.innerText("main");
  check("everybody reads the comment", after.includes(OPINION), after.slice(-400));
  check("and what became of it", after.includes("采纳") && after.includes(ANSWER), after.slice(-400));
  await shot("answered");
  const barriers = await axe(page);
  check("no barrier on the page of the consultation", barriers.length === 0, barriers.join("; "));

  await act(desk, number, "submit", { opinion_wanted_by: daysAfter(await cityDay(desk), 40) });
  await openMatter(desk, number);
  check(`${title} is with the reviewer now`, (await desk.innerText("main")).includes("合法性审核"));
  await shot("submitted", desk);
}

async function openForComment(desk, base) {
  const title = "既有住宅加装电梯管理办法";
  await desk.goto(`${base}/open/normative_document/start`);
  await send(desk, {
    document_title: title,
    maker: "department",
    market_related: "false",
    necessity: "居民反映集中，需要明确程序和费用分担。",
  });
  const number = decodeURIComponent(/\/matters\/([^?#]+)/.exec(desk.url())[1]);
  await act(desk, number, "assess", { assessment: "必要、可行，风险可控。" });
  await act(desk, number, "open_for_comment", {
    comment_until: daysAfter(await cityDay(desk), 2),
    draft_text: "第一条 为规范加装电梯，制定本办法。\n第二条 加装电梯的费用由受益业主分担。\n第三条 申请由业主本人提出。",
    shorter_reason: "内容单一，此前已在社区听取过意见。",
  });
  return { number, title };
}

// The same by the page of the act and by what is typed into it: the comment stands in the way.
async function refusedWhileItStands({ desk, base, number, check, shot }) {
  await openMatter(desk, number);
  // What cannot be done now is folded away, with its reasons.
  const told = await desk.locator("main").textContent();
  check("the page says why it cannot go on", told.includes("还有意见没有反馈"), told.slice(0, 600));
  const form = await desk.goto(`${base}/matters/${encodeURIComponent(number)}/acts/submit`);
  if (form.status() < 400) {
    await fill(desk, { opinion_wanted_by: daysAfter(await cityDayBeside(desk), 40) });
    const refused = await press(desk);
    check("submitting it is refused", refused.status() === 422, `status ${refused.status()}`);
  }
  const words = await desk.locator(".refusal").innerText();
  check("with the reason", words.includes("还有意见没有反馈"), words);
  check("and the rule", words.includes("公开征求意见和意见采纳反馈办法"), words);
  await shot("refused", desk);
}

async function cityDayBeside(desk) {
  const other = await desk.context().newPage();
  await other.goto(desk.url());
  const day = await cityDay(other);
  await other.close();
  return day;
}

function consultation(number) {
  return `/consultations/${encodeURIComponent(number)}`;
}
