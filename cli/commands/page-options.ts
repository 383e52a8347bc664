import { type Command, InvalidArgumentError, Option } from "commander";

/** Whether the page of `dev` is opened, and where it is. */
export function addPageOptions(command: Command): Command {
  return command
    .addOption(new Option("--open", "open the page in a browser").conflicts("page"))
    .addOption(
      new Option("--port <port>", "the page's port (default: a free one)").argParser(portOf).conflicts("page"),
    );
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError("it must be a whole number from 1 to 65535.");
}
