import packageJson from "../package.json" with { type: "json" };

/** The generator's own name and version; the build puts them into the bundle. */
export const GENERATOR = { name: packageJson.name, version: packageJson.version } as const;
