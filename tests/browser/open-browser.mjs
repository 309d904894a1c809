// Debian's Chromium, with an empty profile of its own and no word to anyone outside.

import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_BIN ?? "/usr/bin/chromium",
    args: ARGUMENTS,
    timeout: 60_000,
  });
}

// A fresh visitor. `session` is what `signIn` returned, or nothing for the public.
export async function visitor(browser, { width = 390, script = true, session, language = "zh-CN" } = {}) {
  const phone = width < 768;
  const context = await browser.newContext({
    viewport: { width, height: phone ? 844 : 900 },
    javaScriptEnabled: script,
    hasTouch: phone,
    locale: language,
    timezoneId: "Asia/Shanghai",
    storageState: session,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  context.setDefaultNavigationTimeout(30_000);
  return context;
}
