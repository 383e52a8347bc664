import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../sha256.js";

/** The Python SDK, which a made project carries: no index has it. */
export interface Wheel {
  readonly name: string;
  readonly contents: Buffer;
}

const WHEEL = /^(?<distribution>laniakea_plugin_sdk)-(?<version>[^-]+)-.*\.whl$/;

/** @throws {Error} when `npm run build` has not put it there. */
export function readWheel(vendor: string): Wheel {
  const name = readdirSync(vendor).find((file) => WHEEL.test(file));
  if (name === undefined) throw new Error(`the Python SDK is missing in ${vendor}: the package is damaged`);
  return { name, contents: readFileSync(join(vendor, name)) };
}

/** How a project asks for the wheel, as pyproject.toml and requirements.lock write it, and the hash that it has to have. */
export function pinOf({ name, contents }: Wheel): { readonly requirement: string; readonly sha256: string } {
  const { distribution = "", version = "" } = WHEEL.exec(name)?.groups ?? {};
  return { requirement: `${distribution.replaceAll("_", "-")}==${version}`, sha256: sha256(contents) };
}
