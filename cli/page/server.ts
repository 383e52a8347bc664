import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ExitCode, UserError } from "../run/errors.js";
import { type Door, refusalOf, securityHeaders } from "./access.js";
import type { EventHub } from "./event-hub.js";
import { streamEvents } from "./event-stream.js";

/** What a person can do on the page, as an operator would. What they throw is shown there. */
export interface PageActions {
  /** Starts or stops the recording. */
  record(on: boolean): Promise<void>;
  /** Sends a command; its answers are events with its `id`. */
  command(id: string, request: unknown): Promise<void>;
}

export interface PageServer {
  /** The page's link, with the token that lets in. */
  readonly url: string;
  close(): Promise<void>;
}

const TOKEN_BYTES = 18;
const MOST_BODY_BYTES = 4 * 2 ** 20;

/**
 * Serves the page on this machine only.
 * @param actions undefined where there is no plugin.
 * @param port default: a free one.
 * @throws {UserError} exit 2 when the port is taken.
 */
export async function servePage(hub: EventHub, actions: PageActions | undefined, port = 0): Promise<PageServer> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const server = createServer();
  await listen(server, port);
  const door: Door = { port: (server.address() as AddressInfo).port, token };
  server.on("request", (request, response) => void answer(request, response, door, hub, actions));
  return {
    url: `http://127.0.0.1:${door.port}/?token=${token}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "another program has it" : `the system refuses it (${code ?? String(cause)})`;
    throw new UserError(`the page cannot have port ${port}: ${why}`, {
      exitCode: ExitCode.usage,
      hint: "take another --port, or none for a free one; --no-page leaves the page out",
      cause,
    });
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
  hub: EventHub,
  actions: PageActions | undefined,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  // Loaded when somebody looks: `dev` starts without it.
  const { PAGE } = await import("./document.js");
  for (const [name, value] of Object.entries(securityHeaders(PAGE))) response.setHeader(name, value);
  const refusal = refusalOf(
    { method: request.method, headers: request.headers, token: url.searchParams.get("token") },
    door,
  );
  if (refusal !== undefined) return plain(response, 403, refusal);
  switch (`${request.method} ${url.pathname}`) {
    case "GET /":
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
      return void response.end(PAGE.html);
    case "GET /events":
      return streamEvents(hub, response, positionOf(request.headers["last-event-id"]));
    case "POST /record":
      return await act(request, response, actions, ({ on }, to) => to.record(on === true));
    case "POST /command":
      return await act(request, response, actions, (body, to) => to.command(String(body["id"]), body["request"]));
    default:
      return plain(response, 404, "there is no such thing");
  }
}

function positionOf(header: string | string[] | undefined): number | undefined {
  const position = Number(header);
  return header !== undefined && Number.isSafeInteger(position) && position >= 0 ? position : undefined;
}

type Body = Readonly<Record<string, unknown>>;

async function act(
  request: IncomingMessage,
  response: ServerResponse,
  actions: PageActions | undefined,
  work: (body: Body, actions: PageActions) => Promise<void>,
): Promise<void> {
  if (actions === undefined) return plain(response, 409, "there is no plugin here");
  try {
    await work(await bodyOf(request), actions);
    plain(response, 200, "");
  } catch (error) {
    plain(response, 409, error instanceof Error ? error.message : String(error));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new Error("it is larger than 4 MiB");
    chunks.push(chunk);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (typeof body !== "object" || body === null) throw new Error("it is not a JSON object");
  return body as Body;
}

function plain(response: ServerResponse, status: number, text: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(text);
}
