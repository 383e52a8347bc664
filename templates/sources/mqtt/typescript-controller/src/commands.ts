import { type CommandContext, commandArgs } from "laniakea-plugin-sdk";
import { connected, inTime } from "./broker.js";
import type { Settings } from "./settings.js";

interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** What an operator can do besides. */
export const commands = {
  /** {"command":"publish","args":{"topic":"heater/set","payload":"21.5","retain":false}} */
  publish: {
    args: commandArgs({
      topic: { type: "string", maxLength: 200, pattern: /^[^+#\0]+$/, allowed: "a topic without the wildcards + and #" },
      payload: { type: "string", maxLength: 10_000 },
      retain: { type: "boolean", default: false },
    }),
    // In `open`, so that an error reaches the operator also when it comes late.
    run: ({ args, settings, open }: CommandContext<Message, Settings>) => open(() => publish(args, settings)),
  },
};

async function publish({ topic, payload, retain }: Message, settings: Settings) {
  const client = await connected(settings);
  try {
    // With QoS 1 it is done when the broker has it.
    await inTime(client.publishAsync(topic, payload, { qos: 1, retain }), `${settings.host}:${settings.port} does not confirm it`);
    return { published: topic };
  } finally {
    client.end(true);
  }
}
