import { runScript } from "../../../cli/languages/typescript/package-manager.js";
import { quote } from "../../../cli/text/quote.js";
import { authorsFiles } from "../hardware.js";
import type { ProjectWords } from "../words.js";
import type { TypeScriptAnswers } from "./answers.js";

export function typescriptWords(answers: TypeScriptAnswers, platform: NodeJS.Platform): ProjectWords {
  const { packageManager } = answers;
  return {
    authors: authorsFiles(answers).map((name) => `src/${name}.ts`),
    install: `${packageManager} install`,
    testsHow: "drives it in process",
    task(name, { laniakeaDir, config } = {}) {
      if (laniakeaDir) return runScript(packageManager, name, `--laniakea-dir ${quote(laniakeaDir, platform)}`);
      return runScript(packageManager, name, config ? `--config ${quote(config, platform)}` : "");
    },
  };
}
