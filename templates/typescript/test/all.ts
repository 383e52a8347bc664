// Runs each file of this folder whose name ends with .test.ts. Node.js 20 takes no pattern, and on Windows no shell expands one.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

for (const name of readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).toSorted()) {
  if (name.endsWith(".test.ts")) await import(pathToFileURL(join(import.meta.dirname, name)).href);
}
