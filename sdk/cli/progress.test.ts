import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { plainProgress, terminalProgress } from "./progress.js";

test("without a terminal there is one line an event, and no control characters", () => {
  const stream = new PassThrough();
  const progress = terminalProgress(stream as unknown as NodeJS.WriteStream);
  const install = progress.step("Installing");
  install.update("react@19");
  install.succeed("Installed");
  progress.step("Building").fail();
  expect(String(stream.read())).toBe("Installing …\n✔ Installed\nBuilding …\n✖ Building\n");
});

test("what takes a second or more says how long", () => {
  const stream = new PassThrough();
  const now = performance.now();
  const step = plainProgress(stream).step("Waiting");
  const real = performance.now;
  performance.now = () => now + 12_400;
  try {
    step.succeed();
  } finally {
    performance.now = real;
  }
  expect(String(stream.read())).toBe("Waiting …\n✔ Waiting (12 s)\n");
});
