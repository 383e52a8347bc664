import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../../files/contents/sha256.js";
import type { AddonFile, AddonFiles } from "./addon-files.js";
import { LIST_ASSET, type ListedPackage } from "./unpack.js";

/**
 * The assets of a binary that carries add-ons, by name; none when it carries none. Their list is written into `workFolder`.
 */
export async function addonAssets(files: AddonFiles, workFolder: string): Promise<Readonly<Record<string, string>>> {
  if (Object.keys(files).length === 0) return {};
  const listed = Object.entries(files).map(([id, carried]) => [id, listedPackage(id, carried)] as const);
  const list = join(workFolder, LIST_ASSET);
  await writeFile(list, JSON.stringify(Object.fromEntries(listed)));
  const assets = Object.entries(files).flatMap(([id, carried]) =>
    carried.map((file) => [assetName(id, file), file.source] as const),
  );
  return { [LIST_ASSET]: list, ...Object.fromEntries(assets) };
}

function listedPackage(id: string, carried: readonly AddonFile[]): ListedPackage {
  const files = carried.map((file) => ({ path: file.path, asset: assetName(id, file), sha256: file.sha256 }));
  return { hash: sha256(JSON.stringify(files)), files };
}

function assetName(id: string, { path }: AddonFile): string {
  return `addons/${id}/${path}`;
}
