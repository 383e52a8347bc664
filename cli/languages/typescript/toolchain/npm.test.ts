import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { npmCi } from "./npm.js";

describe("npmCi", () => {
  test("uses the npm that runs us, and the PATH's under another package manager", () => {
    const running = join("/opt", "npm", "bin", "npm-cli.js");
    expect(npmCi({ npm_execpath: running })).toMatchObject({ file: process.execPath });
    expect(npmCi({ npm_execpath: running }).args.slice(0, 2)).toEqual([running, "ci"]);
    expect(npmCi({ npm_execpath: "/opt/pnpm/bin/pnpm.cjs" })).toMatchObject({ file: "npm" });
    expect(npmCi({}).args[0]).toBe("ci");
  });

  test("keeps how to reach the registry and drops what was meant for the outer npm's folder", () => {
    const kept = {
      npm_config_registry: "https://registry.example",
      NPM_CONFIG_HTTPS_PROXY: "http://proxy.example",
      "npm_config_//registry.example/:_authToken": "t",
      "npm_config_@lab:registry": "https://lab.example",
      npm_config_offline: "true",
      HTTPS_PROXY: "http://proxy.example",
    };
    const dropped = [
      "workspace",
      "workspaces",
      "dry_run",
      "omit",
      "global",
      "package_lock_only",
      "local_prefix",
      "cpu",
    ];
    const outer = Object.fromEntries(dropped.map((name) => [`npm_config_${name}`, "x"]));
    const { env } = npmCi({ ...kept, ...outer });
    expect(Object.keys(env).sort()).toEqual(Object.keys(outer).sort());
    expect(new Set(Object.values(env))).toEqual(new Set([undefined]));
  });

  test("its flags win over a user's settings", () => {
    const settings = JSON.parse(npmConfigOf(npmCi({}).args.slice(1))) as Record<string, unknown>;
    expect(settings).toMatchObject({
      "ignore-scripts": true,
      audit: false,
      "bin-links": false,
      "engine-strict": false,
    });
  });
});

function npmConfigOf(flags: readonly string[]): string {
  const { env } = npmCi();
  return execFileSync("npm", ["config", "list", "--json", ...flags, "--loglevel=error"], {
    encoding: "utf8",
    env: { ...process.env, ...env, npm_config_engine_strict: "true", npm_config_ignore_scripts: "false" },
    shell: process.platform === "win32",
  });
}
