import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** The script that looks at a page as people with a screen reader, a keyboard or weak eyes meet it. */
export const AXE_FILE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What that script, which is in the page already, finds wrong with it as it is now: the rule, and the elements. */
export async function axeFindings(page: Page): Promise<unknown> {
  return await page.evaluate(
    "axe.run(document).then(({ violations }) => violations.map((one) => one.id + ' ' + one.nodes.map((node) => node.html)))",
  );
}
