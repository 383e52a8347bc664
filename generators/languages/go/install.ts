import { GO_ENV } from "../../../cli/languages/go/go-command.js";
import type { InstallCommand } from "../language.js";

/** What go.mod names, into Go's own cache: what is there is not fetched again. */
export function installCommand(): InstallCommand {
  return { file: "go", args: ["mod", "download"], env: GO_ENV, called: "go mod download" };
}
