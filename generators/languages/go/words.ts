import { quote } from "../../../cli/text/quote.js";
import { authorsFiles } from "../hardware.js";
import type { Answers } from "../language.js";
import { LAUNCHER } from "../plugin-tasks.js";
import type { ProjectWords } from "../words.js";
import { taskNamed, typed } from "./tasks.js";

/** `make`'s words; on Windows, which has no make, the plain commands. */
export function goWords(answers: Answers, platform: NodeJS.Platform): ProjectWords {
  const isWindows = platform === "win32";
  return {
    authors: authorsFiles(answers).map((name) => `${name}.go`),
    install: "go mod download",
    testsHow: "speaks to it as Laniakea does",
    task(name, { laniakeaDir, config } = {}) {
      if (isWindows) {
        const args = laniakeaDir ? ["--laniakea-dir", laniakeaDir] : config ? ["--config", config] : [];
        // The executable's name is the generator's to know there.
        const plain = name === "build" ? `${LAUNCHER} build` : taskNamed(name).lines(typed("")).join(" && ");
        return [plain, ...args.map((arg) => quote(arg, platform))].join(" ");
      }
      if (laniakeaDir) return `make ${name} LANIAKEA_DIR=${makeValue(laniakeaDir)}`;
      return config ? `make ${name} LANIAKEA_CONFIG=${makeValue(config)}` : `make ${name}`;
    },
  };
}

/** To make, a dollar sign starts a variable. */
function makeValue(value: string): string {
  return quote(value.replaceAll("$", "$$$$"));
}
