// Starts the demo city on a free port with a folder of its own, and stops it again.

import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// The replay of a year in an unoptimised build, on two busy cores, stays well below this.
const READY_WITHIN_MS = 300_000;

export async function startCity(here) {
  if (process.env.FADU_URL) {
    return { base: process.env.FADU_URL.replace(/\/$/, ""), folder: null, program: null, stop: async () => {} };
  }
  const root = fileURLToPath(new URL("../../", here));
  const program = process.env.FADU_BIN ?? newest([join(root, "target/debug/fadu"), join(root, "target/release/fadu")]);
  if (!program) throw new Error("no program: cargo build --package fadu, or set FADU_BIN");
  const folder = await mkdtemp(join(tmpdir(), "fadu-city-"));
  const base = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(program, ["demo", "--data", folder, "--listen", base.slice("http://".length)], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
  };
  const hear = (chunk) => said.push(chunk.toString());
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  // The city must not outlive an interrupted run.
  process.once("exit", () => child.kill("SIGKILL"));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  const started = Date.now();
  try {
    await answers(base, ended, said);
  } catch (error) {
    await stop();
    throw error;
  }
  console.log(`the city answers at ${base} after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return { base, folder, program, root, said, stop };
}

function newest(paths) {
  const there = paths.filter((path) => existsSync(path));
  return there.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// Ready means: it has printed its address, and the address answers.
async function answers(base, ended, said) {
  let over;
  ended.then((code) => {
    over = code;
  });
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (over !== undefined) throw new Error(`the program ended (${over}):\n${said.join("")}`);
    if (said.join("").includes(base)) {
      const response = await fetch(base, { redirect: "manual" }).catch(() => null);
      if (response && response.status < 500) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`no answer at ${base} after ${READY_WITHIN_MS / 1000} s:\n${said.join("")}`);
}
