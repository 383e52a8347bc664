import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { controller } from "../api/controller.js";
import { datasource } from "../api/datasource.js";
import { connect } from "../testing/connect.js";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
  file = join(folder, "of-the-lab.json");
  vi.stubEnv("LANIAKEA_PLUGIN_SETTINGS", file);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const common = { name: "room", version: "1.0.0", settings: { port: { default: "/dev/ttyUSB0" } } };

test("a recording is refused with what is wrong, and the next one sees the mended file", async () => {
  const opened: string[] = [];
  const host = connect(
    datasource({
      ...common,
      async *record({ settings }) {
        opened.push(settings.port);
        yield settings;
      },
    }),
  );
  writeFileSync(file, `{ "port": 3, "prot": "x" }`);
  await expect(host.startRecord().all()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining(
      `${file}: there is no setting "prot"; there are: port; ${file}: port is 3 and must be`,
    ),
  });
  expect(opened).toEqual([]);
  writeFileSync(file, `{ "port": "/dev/ttyS1" }`);
  expect((await host.startRecord().all()).map((each) => each.json())).toEqual([{ port: "/dev/ttyS1" }]);
});

test("a command is, too, and one with arguments has them beside the settings", async () => {
  const host = connect(
    controller({ ...common, commands: { port: ({ settings, args }) => ({ ...settings, ...args }) } }),
  );
  writeFileSync(file, `[]`);
  await expect(host.command({ command: "port" }).all()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining(`wrong settings: ${file}: it must hold one JSON object`),
  });
  writeFileSync(file, `{}`);
  const [answer] = await host.command({ command: "port", args: { a: 1 } }).all();
  expect(answer?.json()).toEqual({ port: "/dev/ttyUSB0", a: 1 });
});
