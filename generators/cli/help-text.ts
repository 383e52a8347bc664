import { Writable } from "node:stream";
import { runProgram } from "../../cli/run/run.js";
import { createProgram } from "./program.js";

/** What commander prints for `--help`, laid out for a terminal of so many columns; the build takes it from here. */
export async function helpText(columns: number): Promise<string> {
  let text = "";
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const program = await createProgram(["--help"]);
  program.configureOutput({ getOutHelpWidth: () => columns });
  await runProgram(program, ["--help"], { stdout, stderr: stdout });
  return text;
}
