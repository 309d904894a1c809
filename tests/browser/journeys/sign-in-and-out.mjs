// Somebody at work signs in through the form, is led to where they wanted to go, and leaves again.

import { fill, press } from "../forms.mjs";

export const name = "sign-in-and-out";
export const width = 1440;

export async function run({ page, base, check, shot, axe }) {
  await page.goto(`${base}/registers`);
  check("a page of the desk asks who comes", new URL(page.url()).pathname === "/sign-in");
  await fill(page, { login: "education1", password: "not-the-password-1" });
  await press(page);
  check("a wrong password is told without saying which part is wrong",
    (await page.innerText(".error-summary")).includes("登录名或密码不对"));
  check("the log-in name is kept, the password is not",
    (await page.inputValue("[name=login]")) === "education1" && (await page.inputValue("[name=password]")) === "");
  const violations = await axe(page);
  check("no barrier", violations.length === 0, violations.join("; "));
  await shot("wrong");
  await fill(page, { password: "fadu-demo-2022" });
  await press(page);
  check("the way goes on to the page that was asked for", new URL(page.url()).pathname === "/registers", page.url());
  await press(page, "header form[action='/sign-out'] button");
  check("leaving leads to the entrance", new URL(page.url()).pathname === "/sign-in");
  await page.goto(`${base}/desk`);
  check("and the desk is closed again", new URL(page.url()).pathname === "/sign-in");
}
