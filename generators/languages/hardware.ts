import versions from "../../templates/dependency-versions/package.json" with { type: "json" };

/** Where readings come from: a starting point that reads something real. */
export interface Hardware {
  /** As `--source` takes it; its layers are the folders `templates/sources/<name>/<language>`. */
  readonly name: string;
  /** Stands beside the name where it is asked for. */
  readonly description: string;
  /** The languages that it has layers for, by name; undefined: all. */
  readonly languages?: readonly string[];
}

/** The sample without hardware. */
export const NO_HARDWARE = "none";

/** One row a source. What npm installs for it stands in templates/dependency-versions/package.json, under `sources`. */
export const HARDWARE: readonly Hardware[] = [
  { name: NO_HARDWARE, description: "a sample, to put your own code into" },
  { name: "serial", description: "a serial line that sends readings as text", languages: ["typescript", "go"] },
  { name: "mqtt", description: "messages of an MQTT broker", languages: ["go"] },
];

/** What a source's projects install with npm, by package name. */
export interface NpmPackages {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The packages of a source, with their exact versions. */
export function npmPackages(source: string): NpmPackages {
  const all: Readonly<Record<string, Partial<NpmPackages>>> = versions.sources;
  const { dependencies = {}, devDependencies = {} } = all[source] ?? {};
  return { dependencies, devDependencies };
}

/** The layers of a source in a language, of which the later wins; none for the sample. */
export function hardwareLayers({ source, type, language }: Readonly<Record<"source" | "type" | "language", string>>) {
  if (source === NO_HARDWARE) return [];
  return [`sources/common/${language}-${type}`, `sources/${source}/${language}`];
}
