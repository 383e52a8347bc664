import { SDK_FOLDER } from "../../../cli/languages/go/layout.js";
import { quote } from "../../../cli/text/quote.js";
import { GENERATOR } from "../../version.js";
import type { Answers } from "../language.js";
import { LAUNCHER } from "../plugin-tasks.js";
import type { Sources } from "../sources.js";
import { LAUNCHER_FILE } from "./launcher.js";
import { modulesOf } from "./source-modules.js";
import { GO_TASKS, IN_MAKE, typed } from "./tasks.js";

/** The Go SDK's files, which a made project carries: no proxy has it. */
export function goSdk(sources: Sources): ReadonlyMap<string, Buffer> {
  return sources.vendoredFolder("laniakea-plugin-sdk-go");
}

/** What only the templates of a Go project need to know. */
export function goData({ name, type, source }: Answers, sources: Sources): object {
  const { direct, indirect } = modulesOf(source);
  const sdk = goSdk(sources).get("go.mod")?.toString("utf8") ?? "";
  return {
    moduleName: `laniakea-${type}-${name.toLowerCase().replaceAll(/^[-_]+|[-_]+$/g, "") || "plugin"}`,
    generator: GENERATOR,
    launcher: LAUNCHER,
    launcherFile: LAUNCHER_FILE,
    sdkFolder: SDK_FOLDER,
    sdkModule: /^module (\S+)$/m.exec(sdk)?.[1],
    goVersion: /^go (\S+)$/m.exec(sdk)?.[1],
    direct,
    // As `go mod tidy` has it: with the versions of all that the SDK and the source need.
    indirect: [...[...sdk.matchAll(/^\t(\S+ v\S+)/gm)].map(([, requirement]) => requirement), ...indirect].sort(),
    tasks: GO_TASKS.map((task) => ({
      ...task,
      // For the shell that make starts.
      listed: quote(
        `make ${task.name.padEnd(10)}  ${task.what.replace(/\[(.*?)\]\(.*?\)/g, "$1").replaceAll("`", "")}`,
        "linux",
      ),
      recipe: task.lines(IN_MAKE),
      plain: task.lines(typed(name)),
    })),
  };
}
