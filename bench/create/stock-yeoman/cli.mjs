#!/usr/bin/env node
// A generator as they are usually written: Yeoman's own environment, nothing bundled, everything imported at the top.
import { readFileSync } from "node:fs";
import { execa } from "execa";
import inquirer from "inquirer";
import { createEnv } from "yeoman-environment";

const HELP = "Usage: stock-yeoman DIR\n\nMakes a project.\n";
const [dir] = process.argv.slice(2);

if (dir === "--version") {
  const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
  console.log(version);
} else if (dir === "--help") {
  console.log(HELP);
} else {
  const environment = createEnv({ cwd: process.cwd(), skipInstall: true });
  environment.register(new URL("app/index.mjs", import.meta.url).pathname, { namespace: "stock:app" });
  await environment.run(["stock:app", dir], { force: true, skipInstall: true, skipCache: true, inquirer, execa });
}
