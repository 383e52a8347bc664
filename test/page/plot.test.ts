import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeFolder } from "../create/support/cli.js";
import { AXE_FILE, axeFindings } from "./axe.js";
import { browserIsThere, openBrowser } from "./browser.js";
import { eventually, frameCount, openPage } from "./open-page.js";
import { start } from "./projects.js";

const AXE = await readFile(AXE_FILE, "utf8");
const BYTES = Buffer.from("\x00\x01\xfeABC\n", "latin1");

/** Ten seconds of a small and a large number, and one frame of bytes. */
const FRAMES = [
  ...Array.from({ length: 101 }, (_, index) => ({
    type: "application/json",
    timestamp: 1_700_000_000_000 + index * 100,
    payload: { celsius: 20 + index / 10, pascal: 101_000 - index * 10 },
  })),
  { type: "application/octet-stream", timestamp: 1_700_000_010_100, base64: BYTES.toString("base64") },
].map((frame) => ({ at: frame.timestamp, recording: 1, source: "probe", ...frame }));

let browser: Browser;
let page: Page;

/** How much of the plot's height a curve takes, 0 to 1; undefined for one that is not drawn. */
async function heightOf(series: string): Promise<number | undefined> {
  await page.evaluate("new Promise(requestAnimationFrame)");
  const share: unknown = await page.evaluate(`(() => {
    const swatch = [...document.querySelectorAll(".legend button")].find((button) => button.textContent === ${JSON.stringify(series)});
    const colour = getComputedStyle(swatch.querySelector(".swatch")).borderTopColor.match(/\\d+/g).map(Number);
    const canvas = document.querySelector(".plot canvas");
    const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const rows = [];
    for (let at = 0; at < data.length; at += 4) {
      if (colour.every((part, index) => Math.abs(data[at + index] - part) < 12)) rows.push(Math.floor(at / 4 / width));
    }
    const plot = document.querySelector(".plot .u-over").getBoundingClientRect().height * devicePixelRatio;
    return rows.length === 0 ? null : (rows.at(-1) - rows[0]) / plot;
  })()`);
  return share === null ? undefined : (share as number);
}

describe.runIf(browserIsThere())("the page of a recording", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, "frames.jsonl"), FRAMES.map((frame) => `${JSON.stringify(frame)}\n`).join(""));
    const url = /http:\S+/.exec(await start(folder, "plot", "frames.jsonl").shows(/http:/))?.[0] ?? "";
    page = await openPage(browser, url);
    await eventually(() => frameCount(page)).toBe(FRAMES.length);
  });

  test("a small number is seen beside a large one on a scale of its own", async () => {
    await eventually(() => heightOf("celsius")).toBeLessThan(0.05);
    await page.getByRole("combobox", { name: "scale of pascal" }).selectOption("2");
    await eventually(() => heightOf("celsius")).toBeGreaterThan(0.7);
    expect(await heightOf("pascal")).toBeGreaterThan(0.7);
  });

  test("a series that is hidden is not drawn, and leaves the scale to the others", async () => {
    const pascal = page.getByRole("button", { name: "pascal", exact: true });
    await pascal.click();
    await eventually(() => pascal.getAttribute("aria-pressed")).toBe("false");
    await eventually(() => heightOf("celsius")).toBeGreaterThan(0.7);
    await pascal.click();
    await eventually(() => heightOf("celsius")).toBeLessThan(0.05);
    await eventually(() => pascal.getAttribute("aria-pressed")).toBe("true");
  });

  test("a scale stays between the two numbers that a person sets", async () => {
    await page.getByRole("combobox", { name: "scale of pascal" }).selectOption("2");
    await page.getByText("Scales", { exact: true }).click();
    await page.getByLabel("scale 1 from").fill("0");
    await page.getByLabel("scale 1 to").fill("100");
    // Ten degrees of a hundred.
    await eventually(() => heightOf("celsius")).toBeLessThan(0.13);
    expect(await heightOf("celsius")).toBeGreaterThan(0.07);
    await page.getByLabel("scale 1 to").fill("");
    await eventually(() => heightOf("celsius")).toBeGreaterThan(0.7);
  });

  test("bytes are shown as hex, in the list and beside their characters", async () => {
    await page.getByRole("tab", { name: "Frames" }).click();
    await page.getByRole("searchbox", { name: "Filter" }).fill("octet");
    await page.getByText(`1 of the last ${FRAMES.length}`).waitFor();
    await page.getByRole("cell", { name: "00 01 fe 41 42 43 0a" }).click();
    const detail = await page.getByRole("region", { name: "The selected row" }).textContent();
    expect(detail).toContain("application/octet-stream, 7 bytes");
    expect(detail).toMatch(/000000 {2}00 01 fe 41 42 43 0a +\.\.\.ABC\./);
  });

  test("everybody can use it on a telephone: axe finds nothing, nothing is wider than 400 px", async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await page.evaluate(AXE);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page), colorScheme).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    }
  });
});
