import { sha256 } from "../../cli/files/contents/sha256.js";
import { RECORD_FILE } from "../../cli/languages/record-file.js";
import { SUPPORTED_NODE } from "../../cli/run/supported-node.js";
import { lanicliLine, readingsLines } from "../../daemon/lanicli.js";
import { FRAME_GAP_MS } from "../../daemon/timing.js";
import { hardwareData } from "../languages/hardware.js";
import type { Answers, Language } from "../languages/language.js";
import { languageNamed } from "../languages/registry.js";
import { packageSources, type Sources } from "../languages/sources.js";
import { GENERATOR } from "../version.js";
import { packBase } from "./base.js";
import { entryOf } from "./entry.js";
import { layerFiles } from "./layers.js";
import { UPDATE_WORDS } from "./update-words.js";

/** A file of the project, by its path in it with `/` on every platform. */
export type ProjectFiles = ReadonlyMap<string, Buffer>;

/** The layer that every project has. */
const COMMON_LAYER = "common";

/**
 * Renders a project in memory. The same answers and the same generator version give the same bytes.
 * @param kept names of files that are in the folder already and are left out.
 */
export function renderProject(answers: Answers, kept: readonly string[], sources = packageSources()): ProjectFiles {
  const language = languageNamed(answers.language);
  const files = new Map(language.carried(answers, sources));
  const data = templateData(answers, language, sources);
  // The later layer wins.
  for (const layer of [COMMON_LAYER, ...language.layers(answers), ...ciLayers(answers)]) {
    for (const { path, render } of layerFiles(layer)) {
      files.set(targetName(path, answers, language), Buffer.from(render(data)));
    }
  }
  for (const name of kept) files.delete(name);
  files.set(RECORD_FILE, record(answers, files));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The workflow that updates a project is wanted by those who say when. */
function ciLayers({ ciUpdate = "never" }: Answers): readonly string[] {
  return ciUpdate === "never" ? [] : ["ci-update"];
}

/** npm leaves some files out when it packs, such as .gitignore; here their names start with _. */
function targetName(path: string, answers: Answers, language: Language): string {
  const target = path.replace(/(^|\/)_(gitignore|yarnrc|yarnrc\.yml)$/, "$1.$2");
  return language.placeOf?.(target, answers) ?? target;
}

/** What every template knows, and what only those of the language do. */
function templateData(answers: Answers, language: Language, sources: Sources): object {
  const entry = entryOf(answers);
  const hardware = hardwareData(answers, entry.exec, language.settingKey);
  return {
    ...answers,
    ...entry,
    supportedNode: SUPPORTED_NODE,
    lanicli: lanicliLine(answers),
    framesPerSecond: 1_000 / FRAME_GAP_MS,
    updateWords: UPDATE_WORDS,
    readings: readingsLines(answers, hardware.sourceCommands[0]?.call).join("\n"),
    json: (value: unknown, indent = 0) =>
      JSON.stringify(value, null, indent).replaceAll("\n", `\n${" ".repeat(indent)}`),
    markdown: (text: string) => text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&"),
    ...hardware,
    ...language.templateData(answers, sources),
  };
}

/** What `update` needs of a project: who made it of which answers, the hash of each file, and the texts that it merges. */
function record({ dir: _, ...answers }: Answers, files: ProjectFiles): Buffer {
  const hashes = [...files].map(([path, contents]) => [path, sha256(contents)] as const);
  const sorted = Object.fromEntries(hashes.sort(([a], [b]) => (a < b ? -1 : 1)));
  const base = packBase(files, { dir: "", ...answers } as Answers);
  return Buffer.from(`${JSON.stringify({ generator: GENERATOR, answers, files: sorted, base }, null, 2)}\n`);
}
