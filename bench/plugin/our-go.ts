import { join } from "node:path";
import { BUILD_ARGS, GO_ENV } from "../../cli/languages/go/go-command.js";
import { buildGo } from "../../test/hosts/go-toolchain.js";

/** The same datasource as test/hosts/go/plugin, on our SDK, with the flags of a made project's build. */
export function ourGoExecutable(): Promise<string> {
  const [, ...flags] = BUILD_ARGS;
  return buildGo({
    module: join(import.meta.dirname, "go"),
    package: "our-go",
    replacement: join(import.meta.dirname, "../../sdk/go"),
    // A flag with a blank in it has to be quoted here.
    env: { ...GO_ENV, GOFLAGS: flags.map((flag) => (flag.includes(" ") ? `'${flag}'` : flag)).join(" ") },
  });
}
