// A major decision: whoever asks, no step of public participation, experts, risk, legality review
// and collective discussion can be left out, and each refusal names its article.

import { act, daysAfter, fill, openMatter, press, send } from "../forms.mjs";
import { cityDay } from "../mediation-walk.mjs";

export const name = "decision-skips-no-step";
export const width = 1440;

const LAW = "重大行政决策程序暂行条例";

export async function run({ base, check, shot, as, axe }) {
  const drafter = await as("drafting");
  const number = await propose(drafter, base);
  const secretary = await as("meetings");
  const reviewer = await as("legality");
  const today = await cityDay(drafter);

  // The proposal was not studied: it cannot start.
  await refused(secretary, "start", { lead_unit: "housing_bureau", in_catalogue: "true", market_related: "false" }, "第十条");
  await act(secretary, number, "record_study", { study: "必要、可行，建议启动。" });
  await act(secretary, number, "start", { lead_unit: "housing_bureau", in_catalogue: "true", market_related: "false" });

  // Straight to legality review, step by step less is missing, and it is refused all the same.
  const review = { procedure_statement: "已履行有关程序。", opinion_wanted_by: daysAfter(today, 40) };
  await refused(drafter, "submit_for_review", review, "第十二条");
  await refused(drafter, "open_for_comment", { comment_until: daysAfter(today, 40), ways: "政府网站" }, "第十五条");
  await act(drafter, number, "draft", { draft_text: "一、目标。\n二、三年完成改造。", legal_mapping: "已梳理有关规定。" });
  await refused(drafter, "submit_for_review", review, "第十四条");
  await shot("without-the-public", drafter);
  await refused(drafter, "study_opinions", { opinions_received: "3", opinions_adopted: "1", adoption_note: "已研究。" }, "第十四条");
  await act(drafter, number, "hear_public", { participation: ["meeting"], participation_note: "在三个社区召开座谈会。" });
  await act(drafter, number, "study_opinions", { opinions_received: "3", opinions_adopted: "1", adoption_note: "已研究。" });
  await refused(drafter, "submit_for_review", review, "第十九条");
  await refused(drafter, "ask_experts", { experts: "某设计院", no_interest: "false", opinion_signed: "true", expert_opinion: "可行。" }, "第二十条");
  await act(drafter, number, "ask_experts", { experts: "某设计院", no_interest: "true", opinion_signed: "true", expert_opinion: "可行。" });
  await refused(drafter, "submit_for_review", review, "第二十二条");
  await act(drafter, number, "assess_risk", {
    assessor: "第三方机构", risk_points: "施工扰民", risk_measures: "限时施工。", risk_controllable: "true",
  });
  await refused(drafter, "submit_for_review", { ...review, opinion_wanted_by: daysAfter(today, 2) }, "第二十六条");
  await nobodySkips({ desks: { drafter, secretary, reviewer }, number, base, check, as });

  await act(drafter, number, "submit_for_review", review);
  const lawful = { within_powers: "true", procedure_followed: "true", content_lawful: "true", review_opinion: "合法。" };
  await refused(reviewer, "pass_review", lawful, "第二十八条");
  await act(reviewer, number, "record_counsel_opinion", { counsel_name: "某律师", counsel_opinion: "同意。" });
  await refused(reviewer, "pass_review", { ...lawful, content_lawful: "false" }, "第二十五条");
  await act(reviewer, number, "pass_review", lawful);
  await nobodySkips({ desks: { drafter, secretary, reviewer }, number, base, check, as });
  await act(drafter, number, "submit_to_meeting");
  const decision = { meeting_kind: "executive", meeting_on: today, head_spoke_last: "false", with_majority: "true", dissent: "无" };
  await refused(secretary, "decide", decision, "第三十条");
  const violations = await axe(secretary);
  check("no barrier", violations.length === 0, violations.join("; "));
  await shot("head-did-not-speak-last", secretary);
  await act(secretary, number, "decide", { ...decision, head_spoke_last: "true" });
  await openMatter(secretary, number);
  check("after every step it is decided", (await secretary.innerText("main")).includes("已决定待公布"));
  await shot("decided", secretary);

  async function refused(desk, name, answers, article) {
    await attempt(desk, base, number, name, answers);
    const words = await desk.locator(".refusal").innerText().catch(() => "");
    const cites = words.includes(LAW) && words.includes(article);
    check(`${name} is refused by ${article}`, cites, words || (await desk.innerText("main")).slice(0, 300));
  }
}

// Opens the act's own page, as somebody would who wants to go past the buttons offered.
async function attempt(desk, base, number, name, answers) {
  const page = await desk.goto(`${base}/matters/${encodeURIComponent(number)}/acts/${name}`);
  if (page.status() >= 400) return;
  await fill(desk, answers);
  await press(desk);
}

// Deciding and publishing stand far ahead: no role gets there, not even the head of government.
async function nobodySkips({ desks, number, base, check, as }) {
  const others = { mayor: await as("mayor"), oversight: await as("oversight") };
  for (const [who, desk] of Object.entries({ ...desks, ...others })) {
    for (const name of ["decide", "publish", "put_into_effect"]) {
      const page = await desk.goto(`${base}/matters/${encodeURIComponent(number)}/acts/${name}`);
      check(`${who} cannot ${name} yet`, page.status() >= 400, `status ${page.status()}`);
    }
  }
}

async function propose(desk, base) {
  await desk.goto(`${base}/open/major_decision/propose`);
  await send(desk, {
    decision_title: "城区供热管网改造三年计划",
    matter_kind: "project",
    excluded: "none",
    problem: "管网老化，冬季温度不达标。",
    reasons: "群众反映集中。",
    first_plan: "分三年实施。",
  });
  return decodeURIComponent(/\/matters\/([^?#]+)/.exec(desk.url())[1]);
}
