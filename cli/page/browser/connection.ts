import type { Hello, PageEvent } from "../model/events.js";

/** Hears what `dev` sends. */
export interface Heard {
  hello(plugin: Hello): void;
  events(events: readonly PageEvent[]): void;
  /** Whether `dev` is there. */
  connected(is: boolean): void;
}

const TOKEN = new URLSearchParams(location.search).get("token") ?? "";

/** Listens to `dev`. The browser connects again by itself, and names the last event that it has. */
export function listen(heard: Heard): void {
  const source = new EventSource(`/events?token=${encodeURIComponent(TOKEN)}`);
  source.addEventListener("hello", ({ data }) => {
    heard.connected(true);
    heard.hello(JSON.parse(data as string) as Hello);
  });
  source.addEventListener("message", ({ data }) => heard.events(JSON.parse(data as string) as PageEvent[]));
  source.addEventListener("error", () => heard.connected(false));
}

/** Asks `dev` to do something. @throws {Error} with the reason why it did not. */
export async function post(path: "record" | "command", body: unknown): Promise<void> {
  const response = await fetch(`/${path}?token=${encodeURIComponent(TOKEN)}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
}
