import type { Browser, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";

/** The page, and everything that it says is wrong. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, acceptDownloads: true });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("request", (asked) => {
    const { protocol, host } = new URL(asked.url());
    if (protocol === "http:" && host !== new URL(url).host) wrong.push(`it asked ${asked.url()}`);
  });
  onTestFinished(() => expect(wrong.filter((text) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE/.test(text))).toEqual([]));
  await page.goto(url);
  return page;
}

/** What a test asks of elements: it knows no browser's types. */
export interface ElementInPage {
  readonly validity: { readonly rangeOverflow: boolean };
  toDataURL(): string;
}

/** Waits as long as a busy machine may take. */
export const eventually = <Value>(get: () => Promise<Value>) => expect.poll(get, { timeout: 40_000 });
export const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
export const frameCount = async (page: Page) => Number.parseInt((await status(page, "Frames")) || "0", 10);
export async function status(page: Page, term: string): Promise<string> {
  return (
    (await page
      .locator(".status div", { has: page.getByText(term, { exact: true }) })
      .locator("dd")
      .textContent()) ?? ""
  );
}
