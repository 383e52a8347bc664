import { PassThrough } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { plainProgress } from "./progress.js";
import { terminalProgress } from "./terminal-progress.js";

test("without a terminal there is one line an event, and no control characters", async () => {
  const stream = new PassThrough();
  const progress = await terminalProgress(stream as unknown as NodeJS.WriteStream);
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

test("on a terminal the elapsed time goes on and the last line stays while nothing is said", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  vi.stubEnv("CI", undefined);
  vi.stubEnv("TERM", "xterm");
  onTestFinished(() => void vi.unstubAllEnvs());
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 60,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  const progress = await terminalProgress(stream as unknown as NodeJS.WriteStream);
  const step = progress.step("Installing");
  step.update("react@19");
  stream.read();
  vi.advanceTimersByTime(7_100);
  expect(String(stream.read())).toContain("Installing (7 s) react@19");
  step.succeed();
  expect(String(stream.read())).toContain("Installing (7 s)\n");
  vi.advanceTimersByTime(60_000);
  expect(stream.read()).toBeNull();
});
