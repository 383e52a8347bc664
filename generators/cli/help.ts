import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.js";

/**
 * The widths for which the build lays `--help` out. To read it is a fifth faster than to load all commands and to lay them
 * out: without that, `--help` is slower than create-vite's (`npm run bench`).
 */
export const READY_WIDTHS = [120, 80] as const;

/**
 * The columns that help takes on a terminal of so many: the widest of {@link READY_WIDTHS} that fits, or all of a narrower one.
 * @param columns undefined where there is no terminal; then 80.
 */
export function helpWidth(columns: number = 80): number {
  return READY_WIDTHS.find((width) => width <= columns) ?? columns;
}

/** What the build has laid out for a question for help and nothing else; undefined when it has not. */
export function readyHelp(
  argv: readonly string[],
  stdout: { readonly columns?: number | undefined } = process.stdout,
): string | undefined {
  const [word = "", ...others] = argv;
  if (others.length > 0 || !["--help", "-h"].includes(word)) return undefined;
  const width = READY_WIDTHS.find((ready) => ready === helpWidth(stdout.columns));
  if (width === undefined) return undefined;
  return readFileSync(join(packageRoot(), "dist", helpFile(width)), "utf8");
}

/** In dist. */
export function helpFile(width: number): string {
  return `help-${width}.txt`;
}
