import { describe, expect, test } from "vitest";
import type { Answers } from "../language.js";
import { pythonDistribution, pythonPackage } from "./names.js";
import { pythonWords } from "./words.js";

const ANSWERS: Answers = {
  dir: "x",
  name: "my-sensor",
  type: "datasource",
  source: "none",
  language: "python",
  laniakeaVersion: ">= 1.0.0",
  description: "A sensor",
  timeout: 30,
  maxTimeouts: 3,
};

describe("names", () => {
  test.each([
    ["my-sensor", "laniakea_my_sensor", "laniakea-datasource-my-sensor"],
    ["Z9-_", "laniakea_z9__", "laniakea-datasource-z9"],
    ["-", "laniakea__", "laniakea-datasource-plugin"],
    ["3d", "laniakea_3d", "laniakea-datasource-3d"],
    // The SDK's own package must stay visible.
    ["plugin-sdk", "laniakea_plugin_sdk_plugin", "laniakea-datasource-plugin-sdk"],
    ["Plugin_SDK", "laniakea_plugin_sdk_plugin", "laniakea-datasource-plugin_sdk"],
  ])("%s", (name, importName, distribution) => {
    expect(pythonPackage({ name })).toBe(importName);
    expect(pythonDistribution({ name, type: "datasource" })).toBe(distribution);
    expect(importName).toMatch(/^[a-z_][a-z0-9_]*$/);
    // As PEP 508 has it.
    expect(distribution).toMatch(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/);
  });
});

describe("words", () => {
  const onWindows = pythonWords(ANSWERS, ["py", "-3"], "win32");
  const elsewhere = pythonWords(ANSWERS, ["python3"], "linux");

  test("are make's", () => {
    expect(elsewhere.install).toBe("make venv");
    expect(elsewhere.task("dev")).toBe("make dev");
    expect(elsewhere.task("register", { laniakeaDir: "/my lab/$5" })).toBe("make register LANIAKEA_DIR='/my lab/$$5'");
    expect(elsewhere.task("register", { config: "/etc/c.yaml" })).toBe("make register LANIAKEA_CONFIG=/etc/c.yaml");
  });

  test("on Windows are plain commands", () => {
    expect(onWindows.install).toBe("py -3 tools\\make_venv.py");
    expect(onWindows.task("test")).toBe(".venv\\Scripts\\python -m pytest");
    expect(onWindows.task("dev")).toMatch(/^npx --yes create-laniakea-plugin@\d+\.\d+\.\d+ dev$/);
    expect(onWindows.task("register", { laniakeaDir: "C:\\my lab" })).toMatch(/ register --laniakea-dir "C:\\my lab"$/);
  });

  test("name the Python that was found, when it is not the one that make would take", () => {
    expect(pythonWords(ANSWERS, ["python3.12"], "linux").install).toBe("make venv PYTHON=python3.12");
    expect(pythonWords(ANSWERS, undefined, "linux").install).toBe("make venv");
  });
});
