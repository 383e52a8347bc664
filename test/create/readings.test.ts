import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder, personalEnv, run } from "./support/cli.js";

/** Without them the tests are skipped with a line that says so; with CI set that is a failure. */
function toolsAreThere(): boolean {
  const missing = ["bash", "curl", "jq", "openssl"].filter((tool) => spawnSync(tool, ["--help"]).error !== undefined);
  if (missing.length === 0) return true;
  if (process.env["CI"] !== undefined)
    throw new Error(`not on the PATH, and CI must run the test: ${missing.join(", ")}`);
  console.log(`skipped: ${missing.join(", ")} is not on the PATH; the lines that show readings need it`);
  return false;
}

/** The lines of README.md's last code block before a heading that has this in it. */
async function lineWith(project: string, words: string): Promise<string> {
  const readme = await readFile(join(project, "README.md"), "utf8");
  return (
    [...readme.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, code = ""]) => code).find((code) => code.includes(words)) ??
    ""
  );
}

async function typed(lines: string, cwd: string, path = ""): Promise<string> {
  const env = personalEnv({ PATH: [path, process.env["PATH"]].join(delimiter) });
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", lines], { cwd, env });
  return stdout;
}

/** A frame as grpc-gateway writes it into a stream: the daemon has UseProtoNames and EmitUnpopulated (core/laniakea.go). */
function frame(type: string, payload: string): string {
  const result = { source: "lab", type, timestamp: "1663888625063", payload: Buffer.from(payload).toString("base64") };
  return `${JSON.stringify({ result })}\n`;
}

/** The daemon's REST API in a folder of its own, as far as it is asked here. @returns its port. */
async function restApi(folder: string, answer: RequestListener): Promise<number> {
  const names = ["-subj", "/CN=lab", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", join(folder, "tls.key"), "-out", join(folder, "tls.cert")];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await promisify(execFile)("openssl", ["req", "-x509", ...key, ...files, ...names]);
  const [tlsKey, cert] = await Promise.all([readFile(join(folder, "tls.key")), readFile(join(folder, "tls.cert"))]);
  const server = createServer({ key: tlsKey, cert }, answer).listen(0);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe.runIf(toolsAreThere())("README's lines that show what a plugin sends, as they are typed", () => {
  test.each(["typescript", "python"])("the readings of a datasource in %s", async (language) => {
    const cwd = await makeFolder();
    await run(["lab", "--language", language, "--yes", "--no-install"], { cwd });
    // Longer than a line of od, with bytes of all kinds.
    const token = Buffer.from(Array.from({ length: 700 }, (_, index) => index % 256));
    await writeFile(join(cwd, "admin.macaroon"), token);
    const port = await restApi(cwd, (request, response) => {
      if (request.url !== "/v2/plugin/subscribe/lab") return void response.writeHead(404).end();
      if (request.headers["grpc-metadata-macaroon"] !== token.toString("hex")) {
        return void response.writeHead(500).end('{"error":{"code":13,"message":"verification failed"}}\n');
      }
      response.end(frame("application/json", '{"celsius":21.5}') + frame("application/json", '{"celsius":"21 °C"}'));
    });
    const lines = (await lineWith(join(cwd, "lab"), "subscribe")).replace(":8080/", `:${port}/`);
    expect(await typed(lines, cwd)).toBe('{"celsius":21.5}\n{"celsius":"21 °C"}\n');
    await writeFile(join(cwd, "admin.macaroon"), "another");
    expect(JSON.parse(await typed(lines, cwd))).toEqual({ code: 13, message: "verification failed" });
  });

  test.each(["typescript", "python"])("the answers of a controller in %s", async (language) => {
    const cwd = await makeFolder();
    await run(["lab", "--type", "controller", "--language", language, "--yes", "--no-install"], { cwd });
    await mkdir(join(cwd, "bin"));
    const answer = { source: "lab", type: "application/json", timestamp: "1", payload: "eyJjZWxzaXVzIjoyMS41fQ==" };
    const prints = `#!/bin/sh\n[ "$*" = 'plugin-command lab --command={"command":"read"} --frametype=application/json' ] || exit 9\n`;
    await writeFile(join(cwd, "bin/lanicli"), `${prints}cat <<'END'\n${JSON.stringify(answer, null, 4)}\nEND\n`);
    await chmod(join(cwd, "bin/lanicli"), 0o755);
    expect(await typed(await lineWith(join(cwd, "lab"), "jq"), cwd, join(cwd, "bin"))).toBe('{"celsius":21.5}\n');
  });
});
