import versions from "../../templates/dependency-versions/package.json" with { type: "json" };
import { HARDWARE, NO_HARDWARE, type SourcePackages, type SourceSetting } from "./hardware-table.js";
import type { Answers } from "./language.js";

/** The layers of a source in a language, of which the later wins; none for the sample. */
export function hardwareLayers({ source, type, language }: Pick<Answers, "source" | "type" | "language">) {
  if (source === NO_HARDWARE) return [];
  const common = ["all", language, `${language}-${type}`].map((layer) => `sources/common/${layer}`);
  const { with: helpers = [] } = packagesOf(source, language);
  const own = [...helpers, source].map((layer) => `sources/${layer}/${language}`);
  // Only what a controller has besides its readings differs from type to type.
  return [...common, ...own, ...(type === "controller" ? [`sources/${source}/${language}-${type}`] : [])];
}

/** What a source's projects in a language install; nothing for the sample. */
export function packagesOf(source: string, language: string): SourcePackages {
  return HARDWARE.find(({ name }) => name === source)?.packages[language] ?? {};
}

/** The files that are the author's, without their endings; their code goes into the first. */
export function authorsFiles({ source, type }: Pick<Answers, "source" | "type">): readonly string[] {
  const hardware = HARDWARE.find(({ name }) => name === source);
  if (hardware === undefined || hardware.name === NO_HARDWARE) return ["plugin"];
  const commands = type === "controller" ? ["commands"] : [];
  return ["source", ...(hardware.files ?? []), ...commands, "settings", "plugin"];
}

/** What every template knows of the source of its project. */
export function hardwareData(
  { source, name, language, type }: Answers,
  exec: string,
  keyOf: (key: string) => string = (key) => key,
) {
  const { reads = "", settings: rows = [], commands = [] } = HARDWARE.find((row) => row.name === source) ?? {};
  const settings = rows.map((row) => ({ ...row, key: keyOf(row.key) }));
  return {
    hasSource: source !== NO_HARDWARE,
    sourceReads: reads,
    settings,
    settingVariable: (key: string) => settingVariable(name, key),
    settingsWords: settingsWords(name, settings, exec),
    sourceCommands: type === "controller" ? commands : [],
    sourcePackages: packagesOf(source, language),
  };
}

/** What a project's README says of its settings, in markdown. */
function settingsWords(name: string, settings: readonly SourceSetting[], exec: string): string {
  const rows = settings.map(
    ({ key, default: value, help, ...limits }) =>
      `| \`${key}\` | \`${settingVariable(name, key)}\` | \`${JSON.stringify(value)}\` | ${allowed(limits)} | ${help} |`,
  );
  return `These differ from lab to lab, and need no new build:

| setting | variable | default | allowed | what it is |
|---|---|---|---|---|
${rows.join("\n")}

A variable in the environment of Laniakea comes first. Then comes the file \`${exec.replace(/\.exe$/i, "")}.settings.json\` beside the
installed executable, and then the default. While you develop, [\`settings.json\`](settings.json) of this folder takes that file's place.
In the file, a key that begins with \`//\` is a comment. A change is seen by the next recording or command, which also says what is wrong.`;
}

/** Which values a setting has, in words; nothing where all of its type are. */
function allowed({ minimum, maximum, oneOf }: Pick<SourceSetting, "minimum" | "maximum" | "oneOf">): string {
  if (oneOf !== undefined) return oneOf.map((text) => `\`${text}\``).join(", ");
  return minimum === undefined ? "" : `${minimum} to ${maximum}`;
}

/** The environment variable of a setting, as the SDKs read it. */
function settingVariable(plugin: string, key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return `LANIAKEA_${plugin}_${words}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
}

/** What npm installs for a source, by name, with exact versions. */
export function npmPackages(source: string) {
  const { run = [], test = [], withoutScripts = [] } = packagesOf(source, "typescript");
  return { dependencies: versionsOf(run), devDependencies: versionsOf(test), withoutScripts };
}

function versionsOf(names: readonly string[]): Readonly<Record<string, string>> {
  const known: Readonly<Record<string, string>> = versions.dependencies;
  return Object.fromEntries(
    names.map((name) => {
      const version = known[name];
      if (version === undefined)
        throw new Error(`templates/dependency-versions/package.json has no version of ${name}`);
      return [name, version];
    }),
  );
}
