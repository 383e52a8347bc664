/**
 * A release of both packages, step by step; CONTRIBUTING.md says in which order.
 *
 *   npm run release -- version 1.2.3     sets the version everywhere
 *   npm run release -- check v1.2.3      fails when the tag does not fit the packages and the changelog
 *   npm run release -- pack FOLDER       makes what is published
 */
import { join } from "node:path";
import { packRelease } from "./release/pack.js";
import { checkTag, setVersion } from "./release/version.js";

const ROOT = join(import.meta.dirname, "..");
const STEPS: Readonly<Record<string, (argument: string) => Promise<void>>> = {
  version: (version) => setVersion(ROOT, version),
  check: (tag) => checkTag(ROOT, tag, process.env["GITHUB_REPOSITORY"]),
  pack: (folder) => packRelease(ROOT, folder),
};

const [name = "", argument = ""] = process.argv.slice(2);
const step = STEPS[name];
try {
  if (step === undefined || argument === "")
    throw new Error("npm run release -- version X.Y.Z | check vX.Y.Z | pack FOLDER");
  await step(argument);
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
