import tls from "node:tls";
import { PluginError, sleep } from "laniakea-plugin-sdk";
import mqtt, { type MqttClient } from "mqtt";
import type { Settings } from "./settings.js";

/** ms that the broker has for its answer to each thing. */
const ANSWER = 5_000;
/** Seconds without a sign of life after which the broker is asked for one: a connection may be dead on one side for hours. */
const KEEPALIVE = 10;

/** Connects. The library makes a client id: two clients with one id throw each other out for ever. */
export async function connected({ host, port, tls: isEncrypted, username, password }: Settings): Promise<MqttClient> {
  const ca = isEncrypted ? authorities() : [];
  const client = mqtt.connect({
    protocol: isEncrypted ? "mqtts" : "mqtt",
    ...(ca.length > 0 ? { ca } : {}),
    host,
    port,
    keepalive: KEEPALIVE,
    connectTimeout: ANSWER,
    reconnectPeriod: 0,
    ...(username === "" ? {} : { username, password }),
  });
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("close", () => reject(new Error("it does not answer as a broker does")));
      // It stays: an error that nobody listens for ends the plugin.
      client.on("error", reject);
    });
    return client;
  } catch (error) {
    client.end(true);
    const code = error instanceof mqtt.ErrorWithReasonCode ? error.code : 0;
    if (code !== 4 && code !== 5) throw new Error(`${host}:${port}: ${reasonOf(error)}`, { cause: error });
    // Time does not mend it.
    throw new PluginError(`the broker ${host}:${port} refuses the user "${username}": look at username and password`, "UNAUTHENTICATED");
  }
}

/** Where a name has several addresses and none answers, the error has a code alone. Else its text has the address again. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("syscall" in error && "code" in error) return `${String(error.syscall)} ${String(error.code)}`;
  return error.message || ("code" in error ? String(error.code) : error.name);
}

/** Whom is trusted: whoever Node.js trusts, and the system where this Node.js can read its certificates (22.15 and newer). */
function authorities(): string[] {
  const { getCACertificates }: typeof tls & { readonly getCACertificates?: (of: "default" | "system") => string[] } = tls;
  return getCACertificates === undefined ? [] : [...getCACertificates("default"), ...getCACertificates("system")];
}

/** Subscribes to the topic of the settings. */
export async function subscribe(client: MqttClient, { host, port, topic }: Settings): Promise<void> {
  try {
    await inTime(client.subscribeAsync(topic, { qos: 1 }), `the broker ${host}:${port} does not answer about ${topic}`);
  } catch (error) {
    const isRefused = client.connected && error instanceof mqtt.ErrorWithSubackPacket;
    client.end(true);
    if (isRefused) throw new PluginError(`the broker ${host}:${port} does not let this user read ${topic}`, "PERMISSION_DENIED");
    throw error;
  }
}

/** Waits for the broker, as long as it has for an answer. */
export async function inTime<Value>(work: Promise<Value>, otherwise: string): Promise<Value> {
  const done = new AbortController();
  const late = sleep(ANSWER, done.signal).then(() => Promise.reject(new Error(otherwise)));
  return Promise.race([work, late]).finally(() => done.abort());
}
