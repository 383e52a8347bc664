import { join } from "node:path";
import { readRegularFile } from "../../files/regular-file.js";

/** The folder of the SDK that a project carries; its go.mod replaces the module by it. */
export const SDK_FOLDER = "laniakea-plugin-sdk";

/** What a new project's executable is made of, and where its author's other packages usually are. */
export const SOURCES: readonly string[] = [
  "main.go",
  "plugin.go",
  "source.go",
  "instrument.go",
  "device.go",
  "broker.go",
  "channels.go",
  "commands.go",
  "settings.go",
  "go.mod",
  "go.sum",
  SDK_FOLDER,
  "internal",
  "pkg",
];

/**
 * For a child process: static, and nothing of a workspace that is above the project by chance. A go.work that does not name the
 * project would make Go refuse it.
 */
export const GO_ENV = { CGO_ENABLED: "0", GOWORK: "off" } as const;

/** Without the paths of this machine, the state of a repository and debugging data: the same sources give the same bytes. */
export const BUILD_ARGS: readonly string[] = [
  "build",
  "-trimpath",
  "-buildvcs=false",
  "-tags=netgo,osusergo",
  "-ldflags=-s -w",
];

/** `Name: "…"` or `pluginName = "…"` in plugin.go, as a new project has it. */
export async function nameInSource(project: string): Promise<string | undefined> {
  try {
    const text = (await readRegularFile(join(project, "plugin.go"))).bytes.toString("utf8");
    return /^\s*(?:const\s+)?pluginName\s*(?:string\s*)?=\s*"([\w-]+)"/m.exec(text)?.[1];
  } catch {
    return undefined; // Another layout than ours.
  }
}
