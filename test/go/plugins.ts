import { fileURLToPath } from "node:url";
import { buildGo } from "../hosts/go-toolchain.js";

/** The Go SDK. */
export const GO_SDK = fileURLToPath(new URL("../../sdk/go/", import.meta.url));

/** The plugins in test/go/plugins as executables, as a made project's build makes them. */
export function goPlugin(name: string): Promise<string> {
  const module = fileURLToPath(new URL("plugins/", import.meta.url));
  return buildGo({ module, package: name, replacement: GO_SDK, env: { CGO_ENABLED: "0" } });
}
