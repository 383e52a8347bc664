import { execa } from "execa";
import type { GoPluginVersion, Step } from "./go-host.js";
import { buildGo } from "./go-toolchain.js";
import { stepOf } from "./host-steps.js";

export interface GenericHostOptions {
  /** Default 1.8.0, the newest. */
  readonly goPlugin?: GoPluginVersion;
  readonly autoMtls?: boolean;
  /** Asks for one connection for everything; needs 1.8.0. */
  readonly multiplex?: boolean;
  /** Protocol versions that the host knows. Default: 3. */
  readonly versions?: readonly number[];
  /** Who may connect to the sockets; needs 1.8.0. */
  readonly socketGroup?: string;
  /** `MIN-MAX`. Default: go-plugin's own, 10000-25000. */
  readonly ports?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Launches a plugin with test/hosts/go/generic-host and takes it through the steps. Failed steps are reported, not thrown. */
export async function runGenericHost(
  executable: string,
  steps: readonly string[],
  options: GenericHostOptions = {},
): Promise<Step[]> {
  const { autoMtls = false, multiplex = false, versions = [3], socketGroup = "", ports = "", env = {} } = options;
  const flags = [
    `-plugin=${executable}`,
    `-auto-mtls=${autoMtls}`,
    `-multiplex=${multiplex}`,
    `-versions=${versions.join(",")}`,
    `-socket-group=${socketGroup}`,
    `-ports=${ports}`,
  ];
  const host = await genericHostProgram(options.goPlugin);
  const { stdout } = await execa(host, [...flags, ...steps], { env: { ...env }, stdin: "ignore", maxBuffer: 1e9 });
  return stdout.split("\n").map((line) => JSON.parse(line) as Step);
}

/** Builds the host, the first time. */
export function genericHostProgram(goPlugin: GoPluginVersion = "1.8.0"): Promise<string> {
  return goPlugin === "1.4.4"
    ? buildGo({ package: "generic-host", env: { GOFLAGS: "-tags=goplugin144" } })
    : buildGo({ package: "generic-host", modfile: `go-plugin-${goPlugin}.mod` });
}

/** What the host logged, the plugin's log in it, as text. */
export const logOf = (steps: readonly Step[]) => String(stepOf(steps, "log")?.value ?? "");
