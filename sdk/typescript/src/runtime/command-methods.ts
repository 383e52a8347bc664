import { FACTS } from "../../../../daemon/facts.js";
import { answersOf } from "../api/answers.js";
import type { Controller } from "../api/controller.js";
import type { SessionContext } from "../api/definition.js";
import type { Frame } from "../api/frame.js";
import { type FrameValue, JsonFrame, toFrame } from "../api/frame.js";
import { jsonOf } from "../api/json-form.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import type { Method } from "../go-plugin/rpc/service.js";
import { decodeFrame } from "./frame-codec.js";
import type { Lifecycle } from "./lifecycle.js";

const JSON_TYPE = FACTS.frame.jsonType;

/** What an operator sends with `lanicli plugin-command`. */
interface ParsedCommand {
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Echoed in every JSON answer: QUIRKS.md, "Every caller gets every answer". */
  readonly id: unknown;
}

/** Command: each call is a session of its own. */
export function commandMethods(plugin: Controller, lifecycle: Lifecycle): Record<string, Method> {
  return {
    Command: {
      kind: "server-stream",
      async handle(request, stream) {
        const frame = decodeFrame(request);
        await lifecycle.run(lifecycle.open(stream), (context) => dispatch(plugin, frame, context));
      },
    },
  };
}

async function* dispatch(plugin: Controller, frame: Frame, context: SessionContext<never>): AsyncGenerator<FrameValue> {
  if (frame.type !== JSON_TYPE && plugin.command !== undefined) {
    yield* answersOf(plugin.command(frame, context));
    return;
  }
  const request = parseRequest(frame);
  const handler = Object.hasOwn(plugin.commands, request.command) ? plugin.commands[request.command] : undefined;
  if (handler === undefined) throw unknownCommand(request.command, plugin);
  for await (const value of answersOf(handler({ ...context, args: request.args }))) {
    try {
      yield withId(value, request.id);
    } catch (error) {
      throw ofCommand(error, request.command);
    }
  }
}

/** What is wrong with an answer is found outside of the author's code: all lines of its stack are ours, and say nothing. */
function ofCommand(error: unknown, command: string): unknown {
  if (!(error instanceof TypeError)) return error;
  const cause = error.cause === undefined ? {} : { cause: error.cause };
  const named = new TypeError(`the command ${command}: ${error.message}`, cause);
  named.stack = String(named);
  return named;
}

/** @throws {PluginError} INVALID_ARGUMENT with what is expected. */
function parseRequest(frame: Frame): ParsedCommand {
  const expected = `expected a frame of type ${JSON_TYPE} like {"command":"NAME"}`;
  if (frame.type !== JSON_TYPE) {
    throw new PluginError(`${expected}, got type ${JSON.stringify(frame.type)}`, "INVALID_ARGUMENT");
  }
  const parsed = parseJson(frame.text());
  if (!isRecord(parsed) || typeof parsed["command"] !== "string") {
    throw new PluginError(`${expected}, got ${shortened(frame.text())}`, "INVALID_ARGUMENT");
  }
  const { command, args = {}, id } = parsed;
  if (!isRecord(args))
    throw new PluginError(`"args" must be an object, got ${shortened(JSON.stringify(args))}`, "INVALID_ARGUMENT");
  return { command, args, id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unknownCommand(command: string, plugin: Controller): PluginError {
  const known = Object.keys(plugin.commands).join(", ") || "none";
  return new PluginError(
    `unknown command ${shortened(JSON.stringify(command))}; ${plugin.name} knows: ${known}`,
    "INVALID_ARGUMENT",
  );
}

function withId(value: FrameValue, id: unknown): FrameValue {
  if (id === undefined || !isRecord(value)) return value;
  // By its JSON: what an object with a toJSON is made of is not what it says.
  const frame = toFrame(value);
  if (frame.type !== JSON_TYPE) return frame;
  const payload = parseJson(frame.text());
  if (!isRecord(payload)) return frame;
  return new JsonFrame(jsonOf({ ...payload, id }), frame, frame instanceof JsonFrame ? frame.nulled : undefined);
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
