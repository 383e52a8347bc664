import type { PluginEntry } from "./entry.js";
import { FACTS } from "./facts.js";

/**
 * The line with which an operator puts a plugin to use, as in Laniakea's plugin guide.
 * @param program lanicli, with the flags that it needs to reach its daemon.
 */
export function lanicliLine({ name, type }: Pick<PluginEntry, "name" | "type">, program = "lanicli"): string {
  if (type === "datasource") return `${program} plugin-startrecord ${name}`;
  return `${program} plugin-command ${name} --command='{"command":"start-record"}' --frametype="application/json"`;
}

/**
 * The lines that show what a plugin sends, for a POSIX shell with jq in the daemon's folder: a frame's payload comes in base64.
 * The readings of a datasource go to the subscribers of the daemon's REST API (docs/api/rest/curl.md, lanirpc/pluginapi.yaml);
 * lanicli has no command for that, but it prints a controller's answers.
 * @param command one of a controller's
 */
export function readingsLines(
  { name, type }: Pick<PluginEntry, "name" | "type">,
  command: object = { command: "read" },
): readonly string[] {
  if (type === "controller") {
    return [
      `lanicli plugin-command ${name} --command='${JSON.stringify(command)}' --frametype="application/json" |`,
      "  jq --raw-output '.payload | @base64d'",
    ];
  }
  const { certificate, adminMacaroon: token } = FACTS.file;
  return [
    `curl --silent --no-buffer --cacert ${certificate} \\`,
    `  --header "Grpc-Metadata-macaroon: $(od -An -v -tx1 ${token} | tr -d ' \\n')" \\`,
    `  https://localhost:8080/v2/plugin/subscribe/${name} |`,
    "  jq --unbuffered --raw-output '.error // (.result.payload | @base64d)'",
  ];
}
