import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { execa, type ResultPromise } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureToolchain } from "../../../cli/languages/typescript/toolchain/toolchain.js";
import { silentProgress } from "../../../cli/run/progress/progress.js";
import {
  message,
  openSession,
  type RawAnswer,
  type RawCall,
  rawCall,
} from "../../../sdk/typescript/src/go-plugin/transport/http2/raw-call.js";
import { BundledPlugins } from "../bundle-plugin.js";
import { buildGo, goIsThere } from "../go-toolchain.js";
import { calls, connections, floods } from "./inputs.js";

/** Ten thousand wrong inputs: none may end the server, hang it, or stay in its memory; grpc-go says what is right. */

const SEED = 20_261_125;
const CALLS = 6_000;
const CONNECTIONS = 4_000;
const MIB = 2 ** 20;
/** More than what V8 keeps of code and shapes that it has met. */
const FLAT_BYTES = 8 * MIB;
const HELLO = message("hello");

const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
const ours = join(folder, "ours");
const bundled = new BundledPlugins();
const servers: ResultPromise<{ stdin: "pipe"; stdout: "pipe" }>[] = [];

async function start(program: string, args: readonly string[]): Promise<void> {
  const server = execa(program, args, { stdin: "pipe", stdout: "pipe" });
  servers.push(server);
  await once(server.stdout, "data");
}

beforeAll(async () => {
  const server = await bundled.bundle("echo-server");
  if (bundled.runtime === "bun") return start(server, ["node:http2", ours]);
  // The Node that binaries have: Node 20 keeps a connection open that broke HTTP/2's rules, whoever serves on it.
  const { node } = await ensureToolchain({
    project: folder,
    signal: new AbortController().signal,
    progress: silentProgress,
  });
  await start(node, ["--expose-gc", server, "node:http2", ours]);
}, 300_000);
afterAll(async () => {
  for (const server of servers) server.stdin.end();
  await Promise.all(servers);
  bundled.remove();
  rmSync(folder, { recursive: true });
});

/** A good call on a connection of its own. */
async function isWell(path: string): Promise<boolean> {
  const session = openSession(path);
  const { grpcStatus, body } = await rawCall(session, { body: [HELLO] });
  session.destroy();
  return grpcStatus === "0" && body.equals(HELLO);
}

/** Bytes that our server holds. */
async function held(): Promise<number> {
  const session = openSession(ours);
  const { body } = await rawCall(session, { headers: { ":path": "/test.Echo/Memory" }, body: [message("")] });
  session.destroy();
  return JSON.parse(body.subarray(5).toString()).held;
}

/** Runs `work` on all, some at a time. */
async function forAll<T, R>(all: readonly T[], work: (one: T) => Promise<R>, atOnce = 16): Promise<R[]> {
  const results: R[] = [];
  const rest = all.entries();
  const worker = async () => {
    for (const [index, one] of rest) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

async function answersOf(path: string, all: readonly RawCall[]): Promise<RawAnswer[]> {
  let session = openSession(path);
  return await forAll(all, async (call) => {
    if (session.closed || session.destroyed) session = openSession(path);
    return await rawCall(session, call);
  }).finally(() => session.destroy());
}

/** What a client makes of an answer; grpc-go compresses as the request was. */
const outcome = ({ httpStatus, grpcStatus, code, body }: RawAnswer) => ({
  httpStatus,
  grpcStatus,
  ended: code !== undefined,
  messages: messagesIn(body).map((bytes) => bytes.toString("base64").slice(0, 60)),
});

function messagesIn(body: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let start = 0; start < body.length;) {
    const end = start + 5 + body.readUInt32BE(start + 1);
    const bytes = body.subarray(start + 5, end);
    messages.push(body[start] === 1 ? gunzipSync(bytes) : bytes);
    start = end;
  }
  return messages;
}

/** For a failure's report: a body is long. */
const shown = ({ headers, body = [] }: RawCall) => ({
  ...headers,
  body: body.map((piece) => `${piece.length} bytes, ${Buffer.from(piece.subarray(0, 20)).toString("hex")}`),
});

describe.runIf(goIsThere())("calls with wrong headers and messages", () => {
  const go = join(folder, "go");
  beforeAll(async () => {
    const program = await buildGo({ module: join(import.meta.dirname, "../grpc-go"), package: "echo-server" });
    await start(program, [go]);
  }, 300_000);

  it(`get the answers of grpc-go, ${CALLS} of them`, async () => {
    const inputs = calls(CALLS, SEED);
    const [own, theirs] = [await answersOf(ours, inputs), await answersOf(go, inputs)];
    const differ = inputs.flatMap((input, index) => {
      const [mine, right] = [outcome(own[index] as RawAnswer), outcome(theirs[index] as RawAnswer)];
      return JSON.stringify(mine) === JSON.stringify(right) ? [] : [{ input: shown(input), mine, right }];
    });
    expect(differ.slice(0, 3)).toEqual([]);
    expect(await isWell(ours)).toBe(true);
  }, 120_000);
});

/** Says `bytes`, hangs up, and waits until the other side has, too. */
function say(path: string, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(path, () => socket.end(bytes));
    socket.resume().on("error", () => {});
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the server did not hang up after ${Buffer.from(bytes).toString("base64")}`));
    }, 5_000);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

it(`${CONNECTIONS} connections with wrong frames: each ends, and the server holds nothing of them`, async () => {
  const inputs = connections(CONNECTIONS, SEED);
  await forAll(inputs.slice(0, 500), (bytes) => say(ours, bytes));
  const before = await held();
  await forAll(inputs.slice(500), (bytes) => say(ours, bytes));
  expect(await isWell(ours)).toBe(true);
  expect((await held()) - before).toBeLessThan(FLAT_BYTES);
}, 120_000);

describe("a flood", () => {
  const inputs = floods();
  it.each(Object.keys(inputs))("of %s: it ends, and the server holds nothing of it", async (name) => {
    const bytes = inputs[name] ?? Buffer.alloc(0);
    await say(ours, bytes);
    const before = await held();
    for (let times = 0; times < 3; times++) await say(ours, bytes);
    expect(await isWell(ours)).toBe(true);
    expect((await held()) - before).toBeLessThan(FLAT_BYTES);
  });
});
