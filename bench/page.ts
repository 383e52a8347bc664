/**
 * The page of `dev`: whether it keeps up with blocks of samples at 10 kHz, how long a new project takes to its first point, and
 * what the page adds to the start of `dev`. `-- --seconds N`: how long the samples come (60).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { buildPage } from "../build/page.js";
import { openBrowser } from "../test/page/browser.js";
import { spreadOf } from "./summary.js";

const ROOT = join(import.meta.dirname, "..");
const GENERATOR = join(ROOT, "dist/cli.js");
const COMMAND = join(ROOT, "sdk/typescript/dist/cli/main.js");
const ROUNDS = 11;

const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
const work = mkdtempSync(join(tmpdir(), "bench-page-"));
const browser = await openBrowser();
try {
  const { size } = await buildPage(ROOT);
  const flood = await measureFlood(browser, Number(values.seconds));
  const startRatio = await measureStart();
  const firstPoint = await measureFirstPoint(browser);
  console.table({
    "the page, kB": row(size / 1_000, "at most", 150),
    "drawn a second, with 10 kHz": row(flood.fps, "at least", 30),
    "points on the screen": row(flood.points, "at least", 50_000),
    "frames lost on the way": row(flood.lost, "at most", 0),
    "start of dev, × without the page": row(startRatio, "at most", 1.1),
    "npm create to the first point, s": row(firstPoint / 1_000, "at most", 60),
  });
  console.log(
    `heap of the page, MB, in the middle and at the end: ${flood.heap.map((bytes) => (bytes / 1e6).toFixed(1)).join(", ")}`,
  );
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}

function row(seen: number, word: "at most" | "at least", limit: number) {
  const isWithin = word === "at most" ? seen <= limit : seen >= limit;
  return { seen: Number(seen.toFixed(2)), limit: `${word} ${limit}`, verdict: isWithin ? "within" : "MISSED" };
}

/** A project in `work`, its packages those of this repository. */
async function makeProject(name: string): Promise<string> {
  await finished(spawn(process.execPath, [GENERATOR, name, "--yes", "--no-install"], { cwd: work, stdio: "ignore" }));
  symlinkSync(join(ROOT, "node_modules"), join(work, name, "node_modules"));
  return join(work, name);
}

async function finished(child: ReturnType<typeof spawn>): Promise<void> {
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")} ended with ${code}`);
}

/** Starts a program in a project. @returns the first line that matches, and what ends it. */
async function lineOf(folder: string, command: readonly string[], pattern: RegExp) {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const closed = once(child, "close");
  const line = await new Promise<string>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (text) => pattern.test(text) && resolve(text));
    }
    child.once("close", () => reject(new Error(`${command.join(" ")} has ended`)));
  });
  const end = async () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    await closed;
  };
  return { line, end };
}

async function measureFlood(on: Browser, seconds: number) {
  const folder = await makeProject("flood");
  const plugin = join(folder, "src/plugin.ts");
  const samples = "Array.from({ length: 500 }, (_, place) => Math.sin((n * 500 + place) / 700))";
  const source = readFileSync(plugin, "utf8")
    // A frame for each 50 ms, of 500 samples: by the clock, so that a late timer loses none.
    .replace("yield await readSensor();", `yield { volts: ${samples}, rateHz: 10000 }; n++;`)
    .replace("log.info", "let n = 0; const since = Date.now();\n    log.info")
    .replace("await sleep(INTERVAL, signal)", "await sleep(Math.max(0, since + n * 50 - Date.now()), signal)");
  writeFileSync(plugin, source);
  const record = join(folder, "frames.jsonl");
  const dev = await lineOf(folder, [process.execPath, COMMAND, "dev", "--record", record], /http:/);
  const page = await on.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(/http:\S+/.exec(dev.line)?.[0] ?? "");
  await page.getByRole("combobox", { name: "Window" }).selectOption("10 s");
  // The window is full.
  await page.waitForTimeout(10_000);
  const heap: number[] = [];
  const drawn: number[] = [];
  for (let half = 0; half < 2; half++) {
    drawn.push(await framesIn(page, (seconds / 2) * 1_000));
    heap.push(await heapOf(page));
  }
  const text = (await page.getByText(/points on the screen/).textContent()) ?? "";
  await page.getByRole("button", { name: "Stop recording" }).click();
  await page.getByText("not recording").waitFor();
  const sent = readFileSync(record, "utf8").trim().split("\n").length;
  const frames = page.locator(".status div", { has: page.getByText("Frames", { exact: true }) }).locator("dd");
  await page
    .waitForFunction(`[...document.querySelectorAll("dd")].some((one) => one.textContent === "${sent}")`, undefined, {
      timeout: 5_000,
    })
    .catch(() => {});
  const seen = Number.parseInt((await frames.textContent()) ?? "0", 10);
  await page.close();
  await dev.end();
  console.log(`${sent} frames of 500 samples; the page says: ${text}`);
  const slow = /drawn (\d+) times/.exec(text)?.[1];
  const fps = slow === undefined ? Math.min(...drawn) : Number(slow);
  return { fps, points: Number.parseInt(text, 10), lost: sent - seen, heap };
}

/** Animation frames a second. */
function framesIn(page: Page, ms: number): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    const since = performance.now();
    let count = 0;
    const next = (now) => {
      count++;
      if (now - since < ${ms}) requestAnimationFrame(next);
      else resolve((count * 1000) / (now - since));
    };
    requestAnimationFrame(next);
  })`);
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

/** From the start of `dev` to its first frame, with the page and without it, in turns. */
async function measureStart(): Promise<number> {
  const folder = await makeProject("start");
  const [withPage, without]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [flags, times] of [
      [[], withPage],
      [["--no-page"], without],
    ] as const) {
      const since = performance.now();
      const dev = await lineOf(folder, [process.execPath, COMMAND, "dev", ...flags], /celsius/);
      times.push(performance.now() - since);
      await dev.end();
    }
  }
  for (const [what, times] of [
    ["with the page", withPage],
    ["without it", without],
  ] as const) {
    const { min, median, max } = spreadOf(times);
    console.log(
      `dev to its first frame, ms, ${what}: ${[min, median, max].map(Math.round).join(" / ")} (min / median / max)`,
    );
  }
  return spreadOf(withPage).median / spreadOf(without).median;
}

/** All that a person types and clicks, with nobody in between; the caches are warm from a run before. */
async function measureFirstPoint(on: Browser): Promise<number> {
  const make = (name: string) =>
    finished(spawn(process.execPath, [GENERATOR, name, "--yes"], { cwd: work, stdio: "ignore" }));
  await make("warm");
  const since = performance.now();
  await make("first");
  const dev = await lineOf(join(work, "first"), ["npm", "run", "dev"], /http:/);
  const page = await on.newPage();
  await page.goto(/http:\S+/.exec(dev.line)?.[0] ?? "");
  await page.getByRole("button", { name: "celsius" }).waitFor({ timeout: 60_000 });
  const ms = performance.now() - since;
  await page.close();
  await dev.end();
  return ms;
}
