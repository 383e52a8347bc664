import type { PluginEntry } from "../../daemon/entry.js";
import { openInBrowser } from "../page/browser-opener.js";
import { type PageActions, servePage } from "../page/server.js";
import type { OpenListener } from "./dev.js";
import { hubOf, pageListener } from "./page-listener.js";
import { asCommand, type Operated } from "./plugin-run.js";

/** Where the page is, and whether it is opened. */
export interface PageOptions {
  readonly open?: boolean;
  readonly port?: number;
}

/** Serves the page of a plugin and says its link. @throws {UserError} exit 2 when the port is taken. */
export async function openPage(
  entry: PluginEntry,
  operated: () => Operated | undefined,
  { open = false, port }: PageOptions,
  say: (line: string) => void,
): Promise<OpenListener> {
  const hub = hubOf(entry);
  const page = await servePage(hub, actionsOn(operated), port);
  say(`${page.url}  shows what it does`);
  const problem = open ? await openInBrowser(page.url) : undefined;
  if (problem !== undefined) say(`the browser could not be opened: ${problem}`);
  return { ...pageListener(hub), close: () => page.close() };
}

function actionsOn(operated: () => Operated | undefined): PageActions {
  const running = () => {
    const now = operated();
    if (now === undefined || now.pluginEnd.hasEnded())
      throw new Error("the plugin does not run; save a file to start it");
    return now;
  };
  return {
    async record(on) {
      const { recordings } = running();
      if (recordings === undefined) throw new Error("a controller has no recordings");
      if (on) void recordings.start();
      else await recordings.stop();
    },
    async command(id, request) {
      const { commands } = running();
      if (commands === undefined) throw new Error("a datasource takes no commands");
      commands.send(id, asCommand(request));
    },
  };
}
