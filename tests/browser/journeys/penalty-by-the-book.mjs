// A penalty: without valid certificates no case is filed, without showing them no evidence is
// taken, and without the legality review nothing is decided. Each refusal names its article.

import { act, daysAfter, fill, openMatter, press, send } from "../forms.mjs";
import { cityDay } from "../mediation-walk.mjs";

export const name = "penalty-by-the-book";
export const width = 1440;

const LAW = "《行政处罚法》";

export async function run({ page, base, check, shot, as, axe }) {
  const handler = await as("case-handler");
  const today = await cityDay(handler);
  const filing = {
    summary: "销售超过保质期食品", source: "inspection", discovered_on: today, party_kind: "firm",
    legal_basis: "食品经营管理规定", act_ended_on: today, first_officer: "石某", first_certificate: "L12-0101",
    second_officer: "白某", second_certificate: "L12-0102", certificates_until: daysAfter(today, -1),
    organisation: "某某食品店",
  };
  await handler.goto(`${base}/open/penalty/file_at_once`);
  await fill(handler, filing);
  const response = await press(handler);
  check("the answer is a refusal", response.status() === 422, `status ${response.status()}`);
  const words = await handler.locator(".refusal").innerText();
  check("officers without a valid certificate are refused", words.includes("没有有效执法证"), words);
  check("by the article", words.includes(LAW) && words.includes("第四十二条"), words);
  check("what was typed is kept", (await handler.inputValue("[name=organisation]")) === filing.organisation);
  const violations = await axe(handler);
  check("no barrier", violations.length === 0, violations.join("; "));
  await shot("no-certificate", handler);

  await handler.goto(`${base}/open/penalty/file_at_once`);
  await send(handler, { ...filing, certificates_until: daysAfter(today, 400) });
  const number = decodeURIComponent(/\/matters\/([^?#]+)/.exec(handler.url())[1]);
  const filed = new URL(handler.url()).searchParams.get("done");
  await handler.goto(`${base}/acts/${filed}`);
  const found = "办理时在其他事项和名册中查到";
  check("the act says what it found of the certificates", (await handler.innerText("main")).includes(found));
  await shot("filed", handler);
  await page.goto(`${base}/acts/${filed}`);
  check("the public is not told", !(await page.innerText("main")).includes(found));
  const refused = refusals({ base, number, check });
  const evidence = { evidence_kind: "inspection", certificate_shown: "true", officers_present: "2", record: "现场检查笔录" };
  await refused(handler, "conclude", { finding: "penalty", facts: "属实。", major: "false" }, "第四十条");
  await refused(handler, "investigate", { ...evidence, certificate_shown: "false" }, "第五十五条");
  await refused(handler, "investigate", { ...evidence, officers_present: "1" }, "第四十二条");
  await act(handler, number, "investigate", evidence);
  await act(handler, number, "conclude", { finding: "penalty", facts: "属实。", major: "false", review_grounds: ["by_law"] });
  await act(handler, number, "notify", {
    proposed_kinds: ["fine"], penalty_basis: "食品经营管理规定", reasons: "事实清楚。", leniency: "ordinary",
    benchmark_tier: "一般", departs: "false", proposed_fine: "3000", statutory_max: "10000",
  });
  await act(handler, number, "waive");

  const head = await as("enforcement-head");
  const decision = { penalty_kinds: ["fine"], social_impact: "false", fine: "3000" };
  await refused(head, "decide", decision, "第五十八条");
  const told = await head.locator(".refusal").innerText();
  check("it says what to do instead", told.includes("法制审核"), told);
  await shot("no-review", head);
  await refused(head, "discuss", { heads_present: "3", discussion: "同意。" }, "第五十八条");
  await openMatter(head, number);
  check("nothing was decided", !(await head.innerText("main")).includes("已决定待送达"));
}

// Opens the act's own page, fills it in if it opens, and wants the article in the refusal.
function refusals({ base, number, check }) {
  return async (desk, name, answers, article) => {
    const page = await desk.goto(`${base}/matters/${encodeURIComponent(number)}/acts/${name}`);
    if (page.status() < 400) {
      await fill(desk, answers);
      await press(desk);
    }
    const words = await desk.locator(".refusal").innerText().catch(() => "");
    const cites = words.includes(LAW) && words.includes(article);
    check(`${name} is refused by ${article}`, cites, words || (await desk.innerText("main")).slice(0, 300));
  };
}
