import { sha256 } from "../../../cli/files/contents/sha256.js";
import type { Sources, VendoredFile } from "../sources.js";

const WHEEL = /^(?<distribution>laniakea_plugin_sdk)-(?<version>[^-]+)-.*\.whl$/;

/** The Python SDK, which a made project carries: no index has it. */
export function sdkWheel(sources: Sources): VendoredFile {
  return sources.vendored(WHEEL);
}

/** How a project asks for the wheel, as pyproject.toml and requirements.lock write it, and the hash that it has to have. */
export function pinOf({ name, contents }: VendoredFile): { readonly requirement: string; readonly sha256: string } {
  const { distribution = "", version = "" } = WHEEL.exec(name)?.groups ?? {};
  return { requirement: `${distribution.replaceAll("_", "-")}==${version}`, sha256: sha256(contents) };
}
