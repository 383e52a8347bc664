import { type CommandContext, commandArgs } from "laniakea-plugin-sdk";
import { ask, type Request } from "./server.js";
import type { Settings } from "./settings.js";

const METHOD = { pattern: /^(?:GET|PUT|POST|PATCH|DELETE)$/, allowed: "GET, PUT, POST, PATCH or DELETE" };
/** One slash at the start, and no backslash: the request goes to the server of the settings and to no other. */
const PATH = { pattern: /^\/(?!\/)[\w\-./~%!$&'()*+,;=:@?]*$/, allowed: "a path on the server, such as /led" };

/** What an operator can do besides. */
export const commands = {
  /** {"command":"request","args":{"method":"PUT","path":"/led","body":"{\"on\":true}"}} */
  request: {
    args: commandArgs({
      method: { type: "string", maxLength: 20, ...METHOD },
      path: { type: "string", maxLength: 500, ...PATH },
      body: { type: "string", maxLength: 10_000, default: "" },
    }),
    // A request that acts is sent once: nobody knows whether one without an answer has done its work.
    // In `open`, so that an error reaches the operator also when it comes late.
    run: ({ args, settings, signal, open }: CommandContext<Request, Settings>) => open(() => send(args, settings, signal)),
  },
};

async function send(args: Request, settings: Settings, signal: AbortSignal) {
  const { status, body } = await ask(settings, signal, args);
  return { status, body };
}
