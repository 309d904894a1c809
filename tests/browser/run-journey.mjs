// Runs one journey: a person with a phone (or at a desk) who wants one thing done.
//
// A journey is a file in journeys/ that exports
//   name                 a sentence without spaces, also the name of its pictures
//   width                optional, 390 by default
//   script               optional; false: the browser runs none
//   moves_days           optional; true: it moves the city's days forward, so it runs after the others
//   async run({ page, base, folder, check, shot, as, axe, cli })
// where
//   check(what, holds, detail)   counts one thing that must hold
//   shot(step)                   takes a picture
//   as(account, width)           opens a page signed in as an account of pages.json
//   folder                       the city's data folder
//   axe(page)                    the barriers of the page as it stands now
//   cli(...arguments)            runs the program on the city's folder: { code, out, err }

import { execFile } from "node:child_process";
import { axe, listen, picture } from "./check-page.mjs";
import { visitor } from "./open-browser.mjs";

const JOURNEY_WITHIN_MS = 180_000;

export async function runJourney({ browser, city, sessionOf, journey, check, screenshots }) {
  const { width = 390, script = true } = journey;
  const contexts = [];
  const open = async (options) => {
    const context = await visitor(browser, options);
    contexts.push(context);
    return context.newPage();
  };
  const page = await open({ width, script });
  const faults = listen(page);
  const shot = (step, of = page) => picture(of, screenshots, `${journey.name}-${step}`);
  const as = async (account, deskWidth = 1440) => {
    const desk = await open({ width: deskWidth, script, session: await sessionOf(account) });
    await desk.goto(city.base);
    return desk;
  };
  const cli = (...words) =>
    new Promise((resolve, reject) => {
      if (!city.program) return reject(new Error("no program to run: FADU_URL is set"));
      const options = { cwd: city.root, maxBuffer: 64 * 1024 * 1024 };
      execFile(city.program, words, options, (error, out, err) => resolve({ code: error?.code ?? 0, out, err }));
    });
  try {
    await within(
      JOURNEY_WITHIN_MS,
      journey.run({ page, base: city.base, folder: city.folder, check, shot, as, axe, cli }),
    );
    check("the console stays quiet", faults.length === 0, faults.join("; "));
  } catch (error) {
    await shot("failed").catch(() => {});
    throw error;
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}

function within(milliseconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
