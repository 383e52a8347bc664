import type { Service } from "../rpc/service.js";
import { classifyLine } from "./host-line.js";
import { LineSplitter } from "./line-splitter.js";
import type { Logger } from "./logger.js";
import { silentStdioService, StdioChannel, StdioStream } from "./stdio-stream.js";
import type { OutputSink, StrayOutput } from "./stray-output.js";

/** Where the author's prints go: into the host's log, or to the host's SyncStdout and SyncStderr. */
export type StdoutMode = "log" | "stdio";

/** The way of what is printed, from now until the process ends. */
export interface Output {
  /** plugin.GRPCStdio. */
  readonly service: Service;
  /** Resolves when the host has taken what was printed, as far as it reads it. */
  flush(): Promise<void>;
  /** The same at once and for good, for a process that ends now: what the host did not take goes to its log. */
  end(): void;
}

export interface OutputOptions {
  readonly logger: Logger;
  readonly stdout: StrayOutput;
  readonly stderr: StrayOutput;
  /** The real stderr, which the host reads line by line. */
  readonly writeStderr: (line: string) => void;
}

export function routeOutput(mode: StdoutMode, options: OutputOptions): Output {
  return mode === "log" ? toLog(options) : toStdio(options);
}

/** Each line on stdout becomes a record; stderr stays what it is, except for lines that would end the host. */
function toLog({ logger, stdout, stderr, writeStderr }: OutputOptions): Output {
  const lines = recordsFor(logger, "stdout");
  const errors = new LineSplitter((line) => {
    if (classifyLine(line) === "panic") logger.info(line, { stream: "stderr" });
    else writeStderr(line);
  });
  stdout.drainTo(into(lines));
  stderr.drainTo(into(errors));
  const end = () => {
    lines.flush();
    errors.flush();
  };
  return { service: silentStdioService(), flush: async () => end(), end };
}

/** Bytes go as they are; only what is a record of a logger's stays on the real stderr. */
function toStdio({ logger, stdout, stderr, writeStderr }: OutputOptions): Output {
  const stream = new StdioStream();
  const errors = new LineSplitter((line) => {
    if (classifyLine(line) === "record") writeStderr(line);
    else void stream.push(StdioChannel.stderr, Buffer.from(`${line}\n`));
  });
  stdout.drainTo((bytes) => stream.push(StdioChannel.stdout, bytes));
  stderr.drainTo(into(errors));
  return {
    service: stream.service,
    flush() {
      errors.flush();
      return stream.flushed();
    },
    end() {
      errors.flush();
      const { bytes, lost } = stream.takeRest();
      const rest = recordsFor(logger, "stdio");
      rest.push(bytes);
      rest.flush();
      if (lost > 0) logger.warn("the host did not read the plugin's output: some is lost", { bytes: lost });
    },
  };
}

function recordsFor(logger: Logger, stream: string): LineSplitter {
  return new LineSplitter((line) => {
    if (line !== "") logger.info(line, { stream });
  });
}

function into(lines: LineSplitter): OutputSink {
  return (bytes) => {
    lines.push(bytes);
    return undefined;
  };
}
