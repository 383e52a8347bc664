import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { ROOT } from "../create/support/cli.js";
import { once } from "../python/cache.js";

const CACHE = join(ROOT, "node_modules/.cache/chromium");

/** Unpacks the Chromium that npm brings. It looks for TMPDIR, and this variable makes it unpack its own libraries, too. */
const UNPACK = `
  import("@sparticuz/chromium").then(async ({ default: chromium }) => {
    const executablePath = await chromium.executablePath();
    const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
    console.log(JSON.stringify({ executablePath, env: { LD_LIBRARY_PATH, FONTCONFIG_PATH } }));
  });
`;

const FONTS = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>
`;

interface Found {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * For `describe.runIf(...)`: npm brings a browser for Linux on x64 only; elsewhere the tests are skipped with a line that says so.
 * @throws when CI is set: there a skipped proof is a failure.
 */
export function browserIsThere(): boolean {
  if (process.env["CHROMIUM"] !== undefined || (process.platform === "linux" && process.arch === "x64")) return true;
  const needed = "the environment variable CHROMIUM, which names a Chromium,";
  if (process.env["CI"] !== undefined) throw new Error(`${needed} is not set, and CI must run the tests of the page`);
  console.log(`skipped: ${needed} is not set; the tests of dev's page need it`);
  return false;
}

/** A headless browser: that of the environment variable CHROMIUM, or else the one that `npm ci` brings. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return await chromium.launch({
    executablePath,
    env: { ...(process.env as Record<string, string>), ...env },
    // A container gives no namespaces to a sandbox, and has a small /dev/shm.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

async function findChromium(): Promise<Found> {
  const { CHROMIUM } = process.env;
  if (CHROMIUM !== undefined) return { executablePath: CHROMIUM, env: {} };
  const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules/@sparticuz/chromium/package.json"), "utf8"));
  const folder = join(CACHE, version);
  const note = join(folder, "found.json");
  // The lock stands beside it.
  await mkdir(folder, { recursive: true });
  await once(folder, "unpacked", async () => {
    const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" };
    delete env["LD_LIBRARY_PATH"];
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", UNPACK], { cwd: ROOT, env });
    // Its own file looks for the fonts in /tmp; without any, each form control ends the page.
    writeFileSync(join(folder, "fonts/fonts.conf"), FONTS(join(folder, "fonts")));
    writeFileSync(note, stdout);
  });
  return JSON.parse(readFileSync(note, "utf8")) as Found;
}
