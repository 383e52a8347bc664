import { describe, expect, test } from "vitest";
import { PACKAGE_MANAGERS } from "../../cli/languages/typescript/package-manager.js";
import { parseProjectFile } from "../../cli/project/project-file.js";
import { SUPPORTED_NODE } from "../../cli/run/supported-node.js";
import { PLUGIN_TYPES } from "../../daemon/handshake.js";
import { QUESTIONS, toAnswers } from "../answers/questions.js";
import { HARDWARE, NO_HARDWARE } from "../languages/hardware-table.js";
import type { Texts } from "../languages/question.js";
import { languageNamed, LANGUAGES } from "../languages/registry.js";
import { renderProject } from "./render.js";

const SOURCES = {
  vendored(pattern: RegExp) {
    const names = ["laniakea-plugin-sdk-9.9.9.tgz", "laniakea_plugin_sdk-9.9.9-py3-none-any.whl", "make_venv.py"];
    return { name: names.find((name) => pattern.test(name)) ?? "", contents: Buffer.from([0, 255, 10]) };
  },
  integrity: () => "sha512-x",
  vendoredFolder: () => new Map([["go.mod", Buffer.from("module x\n")]]),
};

function render(given: Texts): ReadonlyMap<string, Buffer> {
  const texts: Texts = { dir: "x", ...given };
  const all = QUESTIONS.map(({ key, default: fallback }) => [key, texts[key] ?? fallback({ texts, cwd: "/" })]);
  return renderProject(toAnswers(Object.fromEntries(all)), [], SOURCES);
}

const text = (files: ReadonlyMap<string, Buffer>, path: string) => files.get(path)?.toString() ?? "";
const manifest = (files: ReadonlyMap<string, Buffer>) => JSON.parse(text(files, "package.json"));

describe("a rendered project", () => {
  test.each(["sdk", "plugin-sdk", "typescript", "node_modules", "_", "-", "ABC", "true", "0x10", "a".repeat(128)])(
    "the name %s gives a valid npm name that no dependency has, and the right entry",
    (name) => {
      const files = render({ name });
      const { name: packageName, dependencies, devDependencies } = manifest(files);
      expect(packageName).toMatch(/^[a-z][a-z0-9_-]{0,213}$/);
      expect(Object.keys({ ...dependencies, ...devDependencies })).not.toContain(packageName);
      const entry = parseProjectFile(text(files, "laniakea-plugin.yaml"), "");
      expect(entry).toEqual({ name, type: "datasource", exec: name, timeout: 30, maxTimeouts: 3 });
    },
  );

  test("a description is text wherever it goes", () => {
    const description = `"It's" <b>x</b> <%= 1 %> \\ | *`;
    const files = render({ description });
    expect(manifest(files).description).toBe(description);
    expect(text(files, "README.md")).toContain(`"It's" \\<b\\>x\\</b\\> \\<%= 1 %\\> \\\\ \\| \\*`);
  });

  test.each(LANGUAGES.map(({ name }) => name))(
    "what reads hardware is where its README and its words say, in %s",
    (language) => {
      const answers = { language, source: "modbus", type: "controller", name: "x" };
      const readme = text(render(answers), "README.md");
      const { authors } = languageNamed(language).words(toAnswers({ ...answers, dir: "x" }), {}, "linux");
      expect([...render(answers).keys()]).toEqual(expect.arrayContaining([...authors]));
      expect(readme).toContain(`(${authors[0]})`);
      expect(readme).toContain(`--command='{"command":"read-register","args":{"address":0}}'`);
    },
  );

  const kinds = LANGUAGES.flatMap(({ name: language }) =>
    HARDWARE.filter(({ name }) => name !== NO_HARDWARE).flatMap(({ name: source }) =>
      PLUGIN_TYPES.map((type) => ({ language, source, type })),
    ),
  );
  test.each(kinds)("an author's file of a $type in $language that reads $source is there, and short", (kind) => {
    const answers = { ...kind, name: "my-sensor-with-a-long-name" };
    const files = render(answers);
    const { authors } = languageNamed(kind.language).words(toAnswers({ ...answers, dir: "x" }), {}, "linux");
    for (const path of authors) {
      const lines = text(files, path).split("\n").length - 1;
      expect(lines, path).toBeGreaterThan(1);
      expect(lines, path).toBeLessThanOrEqual(120);
    }
  });

  test("every dependency is exact, and the SDK is the file that is carried", () => {
    const files = render({});
    const { dependencies, devDependencies } = manifest(files);
    for (const version of Object.values(devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(dependencies["laniakea-plugin-sdk"]).toBe("file:vendor/laniakea-plugin-sdk-9.9.9.tgz");
    expect(files.get("vendor/laniakea-plugin-sdk-9.9.9.tgz")).toEqual(Buffer.from([0, 255, 10]));
  });

  test.each(PACKAGE_MANAGERS)(
    "no script of one for %s needs a shell: what Windows has expands no pattern",
    (packageManager) => {
      const { scripts } = manifest(render({ packageManager }));
      for (const script of Object.values(scripts)) expect(script).toMatch(/^[\w-]+( [\w./=-]+)*$/);
    },
  );

  test("it asks for the Node.js that its own linter needs", () => {
    const files = render({});
    expect(manifest(files).engines).toEqual({ node: SUPPORTED_NODE });
    for (const readme of [files, render({ language: "python" })]) {
      expect(text(readme, "README.md")).toContain(`Node.js \`${SUPPORTED_NODE}\``);
    }
  });

  test("nothing is left of the templates", () => {
    for (const type of ["datasource", "controller"]) {
      for (const [path, contents] of render({ type })) {
        expect(path).not.toMatch(/ejs|(^|\/)_/);
        expect(contents.toString()).not.toMatch(/<%|%>|undefined/);
      }
    }
  });
});
