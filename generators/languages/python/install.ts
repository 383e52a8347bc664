import { OWN_PYTHON } from "../../../cli/languages/python/environment.js";
import { MAKE_VENV } from "../../../cli/languages/python/layout.js";
import type { FoundTools, InstallCommand } from "../language.js";

export function installCommand({ python = ["python3"] }: FoundTools): InstallCommand {
  const [file = "", ...args] = python;
  return { file, args: [...args, MAKE_VENV, "--verbose"], env: OWN_PYTHON, called: "making .venv" };
}
