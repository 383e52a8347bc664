import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageNotices } from "./package-notices.js";

const NODE_MODULES = join(import.meta.dirname, "../../../node_modules");

test("the notices of a bundle have each of its packages once, with its licence's text", async () => {
  const modules = ["yaml/dist/index.js", "yaml/dist/doc/Document.js", "@grpc/grpc-js/build/src/index.js"];
  const files = [
    ...modules.map((module) => join(NODE_MODULES, module)),
    "/project/src/main.ts",
    "/gone/node_modules/x/i.js",
  ];
  const text = await packageNotices(files);
  expect(text.match(/^yaml 2\.\d+\.\d+ \(ISC\)$/gm)).toHaveLength(1);
  expect(text).toContain(await readFile(join(NODE_MODULES, "yaml/LICENSE"), "utf8").then((licence) => licence.trim()));
  expect(text).toMatch(/^@grpc\/grpc-js 1\.\d+\.\d+ \(Apache-2\.0\)$/m);
  expect(text).toContain("/gone/node_modules/x: its licence cannot be read there.");
  expect(text).not.toContain("/project");
});
