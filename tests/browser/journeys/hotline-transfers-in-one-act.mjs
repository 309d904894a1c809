// The hotline hands a caller to mediation with one button, and the township finds the matter.

import { fill, openMatter, press } from "../forms.mjs";

export const name = "hotline-transfers-in-one-act";
export const width = 1440;

export async function run({ base, check, shot, as, axe }) {
  const desk = await as("hotline");
  await desk.goto(`${base}/hotline?phone=2207`);
  await shot("caller", desk);
  const call = {
    caller_phone: "138 4100 2207",
    caller: "费秀兰",
    subject: "楼上漏水不肯修",
    respondent: "楼上住户",
    place_unit: "wushujie_street",
    consents: "true",
  };
  await fill(desk, { ...call, place_unit: "" });
  const transfer = "main button[name=act][value=transfer_to_mediation]";
  await press(desk, transfer);
  check("a missing answer is named", (await desk.locator(".error-summary a[href='#field-place_unit']").count()) === 1);
  check("what was typed is kept", (await desk.inputValue("form.form [name=subject]")) === call.subject);
  await shot("missing", desk);
  await fill(desk, { place_unit: call.place_unit });
  await press(desk, transfer);
  const told = await desk.locator(".notice-done").innerText();
  check("one act enters the call and opens the mediation", /已立人民调解/.test(told), told);
  const violations = await axe(desk);
  check("no barrier", violations.length === 0, violations.join("; "));
  await shot("done", desk);
  const opened = /兀民调字〔\d{4}〕\d+号/.exec(told)?.[0];
  check("the mediation has its number", Boolean(opened), told);
  const officer = await as("mediation-officer");
  await openMatter(officer, opened);
  const words = await officer.innerText("main");
  check("the caller's words went along", words.includes(call.subject) && words.includes("12348"), words.slice(0, 300));
  await shot("mediation", officer);
}
