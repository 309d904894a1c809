// The same way with a browser that runs no script, for citizen, mediator and court alike.

import { walkToConfirmation } from "../mediation-walk.mjs";

export const name = "mediation-without-script";
export const script = false;

export async function run(journey) {
  const { check } = journey;
  const step = async (page, what) => {
    check(`${what} has its heading`, (await page.locator("h1").count()) === 1);
  };
  await walkToConfirmation(journey, { summary: "院墙越界半米", step });
}
