import { quote } from "../../../cli/text/quote.js";
import { authorsFiles } from "../hardware.js";
import type { Answers } from "../language.js";
import type { ProjectWords } from "../words.js";
import { pythonPackage } from "./names.js";
import { PROGRAMS, taskNamed } from "./tasks.js";

/** `make`'s words; on Windows, which has no make, the plain commands. */
export function pythonWords(
  answers: Answers,
  python: readonly string[] | undefined,
  platform: NodeJS.Platform,
): ProjectWords {
  const isWindows = platform === "win32";
  const plain = (name: string) => taskNamed(name).lines(PROGRAMS.windows).join(" && ");
  return {
    authors: authorsFiles(answers).map((name) => `src/${pythonPackage(answers)}/${name}.py`),
    install: isWindows ? plain("venv") : makeVenv(python),
    testsHow: "starts it and speaks to it as Laniakea does",
    task(name, { laniakeaDir, config } = {}) {
      if (isWindows) {
        const args = laniakeaDir ? ["--laniakea-dir", laniakeaDir] : config ? ["--config", config] : [];
        return [plain(name), ...args.map((arg) => quote(arg, platform))].join(" ");
      }
      const variable = laniakeaDir
        ? ` LANIAKEA_DIR=${makeValue(laniakeaDir)}`
        : config
          ? ` LANIAKEA_CONFIG=${makeValue(config)}`
          : "";
      return `make ${name}${variable}`;
    },
  };
}

function makeVenv(python: readonly string[] | undefined): string {
  const command = python?.join(" ") ?? "python3";
  return command === "python3" ? "make venv" : `make venv PYTHON=${quote(command)}`;
}

/** To make, a dollar sign starts a variable. */
function makeValue(value: string): string {
  return quote(value.replaceAll("$", "$$$$"));
}
